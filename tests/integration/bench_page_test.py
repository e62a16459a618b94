"""The page of `txtsentry bench --html`, as a browser draws it. Exits 77 without Chromium."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from programs import Daemon, txtsentry

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    print("SKIPPED: no chromium here")
    sys.exit(77)


def drawn(page):
    """The elements of the page once its script has run."""
    ran = subprocess.run([CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
                          page.as_uri()], capture_output=True, timeout=120, check=True)
    return ran.stdout.decode()


class BenchPageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        page, report = pathlib.Path(folder.name) / "b.html", pathlib.Path(folder.name) / "b.json"
        with Daemon() as server:
            ran = txtsentry("bench", "--server", server.target, "--concurrency", "1,2", "--warmup",
                            0.1, "--duration", 0.3, "--html", page, "--json", report)
        assert ran.returncode == 0, ran.stderr
        cls.runs = json.loads(report.read_text())["runs"]
        cls.html = drawn(page)
        cls.other_html = cls.drawn_of(page, folder.name)

    @staticmethod
    def drawn_of(page, folder):
        """The same page with figures that a run seldom has."""
        text = page.read_text()
        found = re.search(r'id="report">\n(.*?)</script>', text, re.DOTALL)
        report = json.loads(found[1])
        report["first_fault"] = "<b>bold</b>"
        for run in report["runs"]:
            run["latency_us"]["p50"] = 0  # No place on a logarithmic axis.
            run["latency_le_us"] = []
        other = pathlib.Path(folder) / "other.html"
        body = json.dumps(report).replace("<", "\\u003c")
        other.write_text(text[:found.start(1)] + body + text[found.end(1):])
        return drawn(other)

    def test_the_table_has_a_row_a_run(self):
        rows = [re.findall(r"<td>(.*?)</td>", row)
                for row in re.findall(r"<tr>(.*?)</tr>", self.html)][1:]
        self.assertEqual([row[0] for row in rows], ["1 callers", "2 callers"])
        for row, run in zip(rows, self.runs):
            latency = run["latency_us"]
            self.assertAlmostEqual(float(row[1]), run["calls_per_s"], delta=0.6)
            self.assertEqual(row[5:10], [str(latency[key])
                                         for key in ("p50", "p90", "p99", "p999", "max")])
            self.assertEqual(row[10:], ["0", "0", "0"])

    def test_each_line_is_drawn_within_its_frame(self):
        plots = re.findall(r"<svg.*?</svg>", self.html, re.DOTALL)
        self.assertEqual(len(plots), 3)
        for plot, names in zip(plots, (["p50", "p90", "p99", "p99.9"], ["answered OK", "in time"],
                                       ["1 callers", "2 callers"])):
            lines = [line for line in re.findall(r'points="(.*?)"', plot) if not
                     line.startswith("614,")]  # The legend's lines.
            self.assertEqual(len(lines), len(names))
            for name in names:
                self.assertIn(f">{name}</text>", plot)
            places = [tuple(map(float, place.split(","))) for line in lines
                      for place in line.split()]
            for x, y in places:
                self.assertTrue(76 <= x <= 600 and 36 <= y <= 290, (x, y))
        # All calls are answered within the longest latency.
        self.assertTrue(lines[0].endswith(",36"), lines[0])

    def test_what_has_no_place_is_left_out_and_text_is_no_markup(self):
        plots = re.findall(r"<svg.*?</svg>", self.other_html, re.DOTALL)
        self.assertIn('points=""', plots[0])
        self.assertIn("nothing to show", plots[2])
        self.assertNotIn("NaN", "".join(plots))
        self.assertIn("&lt;b&gt;bold&lt;/b&gt;</p>", self.other_html)


if __name__ == "__main__":
    unittest.main()
