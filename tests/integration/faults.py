"""What the tests of faults have in common: after each the daemon is itself again within ten
seconds."""

import unittest
import urllib.request

from load import channel_to, seconds_until
from programs import load_stubs

RECOVERY_S = 10


def counters(daemon):
    """The daemon's metrics by name with labels."""
    with urllib.request.urlopen(f"http://{daemon.http}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def connections(daemon):
    """How many connections it has accepted since its start."""
    return counters(daemon)["txtsentry_connections_accepted_total"]


class FaultCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stubs = load_stubs()
        cls.pb2, cls.pb2_grpc = cls.stubs

    def request(self, *texts, **fields):
        return self.pb2.ClassifyRequest(records=[self.pb2.Record(text=t) for t in texts], **fields)

    def classify(self, target, *texts, timeout=10):
        with channel_to(target, service_config=False) as channel:
            return self.pb2_grpc.TxtClassifierStub(channel).Classify(self.request(*texts),
                                                                    timeout=timeout)

    def assert_recovers(self, daemon, what):
        """New and old connections are served and all accepted records answered."""
        self.assertIsNone(daemon.process.poll(), daemon.log())
        took = seconds_until(lambda: len(self.classify(daemon.target, "v=spf1 -all",
                                                       timeout=2).results) == 1, RECOVERY_S)
        seconds_until(lambda: counters(daemon)["txtsentry_rows_under_way"] == 0, RECOVERY_S)
        now = counters(daemon)
        answered = sum(now[f"txtsentry_rows_{how}_total"]
                       for how in ("scored", "failed", "expired", "cancelled"))
        self.assertEqual(now["txtsentry_rows_accepted_total"], answered)
        print(f"\n{what}: serving again after {took:.2f} s")
        return now
