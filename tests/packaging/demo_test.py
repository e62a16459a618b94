"""scripts/demo, on programs that are built already: what a first visitor sees."""

import os
import pathlib
import re
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ["TXTSENTRY_SOURCE"])
HEADER = ["SCORE", "LABEL", "CATEGORY", "OWNER", "NAME", "TEXT"]
# Some rows: label and category by owner name.
ROWS = {
    "cmd.stage.example.net": ("suspicious", "unknown"),
    "dropper.example.test": ("suspicious", "unknown"),
    "_acme-challenge.shop.exa...": ("suspicious", "acme_challenge"),
    "_dmarc.example.com": ("ok", "dmarc"),
    "legacy.example.org": ("ok", "spf"),
}


class DemoTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # TXTSENTRY_BIN, which ctest has set, makes it build nothing.
        cls.ran = subprocess.run([SOURCE / "scripts" / "demo"], capture_output=True, text=True,
                                 timeout=120)
        cls.lines = cls.ran.stdout.splitlines()

    def test_it_serves_scores_drains_and_leaves(self):
        self.assertEqual(self.ran.returncode, 0, self.ran.stderr)
        self.assertRegex(self.lines[0], r"^txtsentryd serves on 127\.0\.0\.1:\d+; "
                                        r"scoring tests/data/zeek_dns\.log$")
        self.assertEqual(self.lines[-1], "txtsentryd has drained and left.")
        self.assertIn("50 TXT records: 26 suspicious, 2 without tokens, 0 errors", self.lines[-2])

    def test_the_table_has_a_row_a_record_from_the_worst_to_the_best(self):
        self.assertEqual(self.lines[1].split(), HEADER)
        rows = [re.split(r"  +", line, maxsplit=4) for line in self.lines[2:-2]]
        self.assertEqual(len(rows), 50)
        scores = [float(row[0]) for row in rows]
        self.assertEqual(scores, sorted(scores, reverse=True))
        found = {row[3]: (row[1], row[2]) for row in rows if row[3] in ROWS}
        self.assertEqual(found, ROWS)


if __name__ == "__main__":
    unittest.main()
