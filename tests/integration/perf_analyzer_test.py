"""NVIDIA's perf_analyzer, unmodified, against txtsentryd, unary and streaming.

A request that gets an error ends its run with an error. What the answers say, triton_client_test.py
looks at: perf_analyzer compares outputs of a fixed shape only.
"""

import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from programs import SOURCE, Daemon

PROGRAM = pathlib.Path(os.environ.get(
    "TXTSENTRY_PERF_ANALYZER", SOURCE / ".venv" / "perf-analyzer" / "perf_analyzer"))
if not PROGRAM.exists():
    print(f"SKIPPED: no {PROGRAM}; scripts/setup-perf-analyzer installs it")
    sys.exit(77)

ONE_BY_ONE = SOURCE / "tests" / "data" / "perf_analyzer.json"


class PerfAnalyzerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon()
        cls._folder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls._folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()
        cls._folder.cleanup()

    def run_it(self, *flags, data=ONE_BY_ONE, model="txtsentry-default"):
        report = self.folder / "report.csv"
        report.unlink(missing_ok=True)
        ran = subprocess.run(
            [PROGRAM, "-m", model, "-u", self.daemon.target, "-i", "grpc",
             "--input-data", data, "--measurement-interval", "300",
             "--stability-percentage", "1000", "--max-trials", "3", "--concurrency-range", "4",
             "-f", report, *flags], capture_output=True, text=True, timeout=120)
        rows = list(csv.DictReader(report.read_text().splitlines())) if report.exists() else []
        return ran, rows

    def check(self, ran, rows):
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertGreater(float(rows[0]["Inferences/Second"]), 0)
        # Its own count and the server's, of ModelStatistics, are of the same requests; those at the
        # edges of the window fall in one or the other.
        sent = int(re.search(r"Client: \n +Request count: (\d+)", ran.stdout)[1])
        counted = int(re.search(r"Successful request count: (\d+)", ran.stdout)[1])
        self.assertGreater(sent, 0)
        self.assertAlmostEqual(sent, counted, delta=max(20, sent // 10))

    def test_unary(self):
        self.check(*self.run_it())

    def test_unary_asynchronous(self):
        self.check(*self.run_it("--async"))

    def test_streaming(self):
        self.check(*self.run_it("--async", "--streaming"))

    def test_many_records_a_request_with_owner_names_as_bulk(self):
        texts = [text for request in json.loads(ONE_BY_ONE.read_text())["data"]
                 for text in request["TEXT"]["content"]]
        shape = [len(texts)]
        many = self.folder / "many.json"
        many.write_text(json.dumps({"data": [{
            "TEXT": {"content": texts, "shape": shape},
            "OWNER_NAME": {"content": ["example.com"] * len(texts), "shape": shape}}]}))
        self.check(*self.run_it("--request-parameter", "priority:2:int", data=many))

    def test_a_model_that_is_not_there_is_noticed(self):
        ran, _ = self.run_it(model="no_such_model")
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("no_such_model is not loaded", ran.stdout + ran.stderr)
