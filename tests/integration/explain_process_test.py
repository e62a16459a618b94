"""txtsentry explain: the same bytes in process and through a server, hostile text, exit codes."""

import json
import pathlib
import tempfile
import unittest

from programs import DEFAULT_MODEL, Daemon, txtsentry

HOSTILE = [b"v=spf1 \x1b[31mred\x1b]0;title\x07 -all", b"a\x00b", b"\xff\xfe \xe2\x82", b"x",
           "\u202eevil\u2066 \u0130\u03a3 \U0001f600".encode(),
           b"<script>alert(1)</script>&amp;\"'><img src=x onerror=alert(1)>"]


class ExplainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def test_in_process_and_through_a_server_are_the_same_bytes(self):
        for record in HOSTILE:
            for flags in (("-f", "json"), ("--color", "always"), ("--color", "never")):
                with self.subTest(record=record, flags=flags):
                    ran = [txtsentry("explain", *where, *flags, "-", stdin=record)
                           for where in (("--model", DEFAULT_MODEL),
                                         ("--server", self.daemon.target))]
                    self.assertEqual([r.returncode for r in ran], [0, 0], ran[0].stderr)
                    self.assertEqual(ran[0].stdout, ran[1].stdout)

    def test_the_score_is_that_of_score(self):
        for record in HOSTILE:
            explained = json.loads(txtsentry("explain", "--model", DEFAULT_MODEL, "-f", "json", "-",
                                             stdin=record).stdout)
            scored = json.loads(txtsentry("score", "--model", DEFAULT_MODEL, "-i", "lines", "-f",
                                          "ndjson", "-", stdin=record + b"\n").stdout)
            self.assertEqual(explained["txt_score"], scored["txt_score"])

    def test_a_record_never_reaches_the_terminal_unescaped(self):
        for record in HOSTILE:
            for colour, allowed in (("always", b"\x1b\n"), ("never", b"\n")):
                out = txtsentry("explain", "--model", DEFAULT_MODEL, "--color", colour, "-",
                                stdin=record).stdout
                self.assertTrue(all(0x20 <= c < 0x7f or c in allowed for c in out), out)
                self.assertNotIn(b"\x1b]", out)
                self.assertNotIn(b"\x1b[31m", out)

    def test_the_page_holds_no_markup_of_the_record(self):
        with tempfile.TemporaryDirectory() as folder:
            page = pathlib.Path(folder) / "page.html"
            for record in HOSTILE:
                ran = txtsentry("explain", "--model", DEFAULT_MODEL, "--html", page, "-",
                                stdin=record)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                html = page.read_text("ascii").lower()
                for markup in ("<script", "<img", "onerror=alert(1)>", "http://", "https://"):
                    self.assertNotIn(markup, html)

    def test_errors_have_the_exit_codes_of_score_and_no_text(self):
        model = ("--model", DEFAULT_MODEL)
        cases = [((*model,), b"", 2), (("x",), b"", 2), (("x", *model, "-f", "xml"), b"", 2),
                 ((*model, "-"), b"", 3), ((*model, "-"), b"secret" * 1000, 3),
                 ((*model, "-"), b"secret" * 20000, 3),
                 (("x", *model, "--html", "/nonexistent/page"), b"", 3),
                 (("x", "--model", "/nonexistent"), b"", 3),
                 (("secret", "--server", "127.0.0.1:1"), b"", 4)]
        for arguments, record, code in cases:
            with self.subTest(arguments=arguments):
                ran = txtsentry("explain", *arguments, stdin=record)
                self.assertEqual(ran.returncode, code, ran.stderr)
                self.assertNotIn(b"secret", ran.stderr)
        self.assertNotIn("secret", self.daemon.log())


if __name__ == "__main__":
    unittest.main()
