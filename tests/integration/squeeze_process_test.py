"""The daemon where processors, memory or the disk run short."""

import os
import time
import unittest

from cgroup import CannotMake, Group
from faults import FaultCase, counters
from load import Load, channel_to, seconds_until
from programs import Daemon, is_sanitized


def group(test, controller):
    try:
        return Group(controller)
    except CannotMake as error:
        raise unittest.SkipTest(f"no control group: {error}") from error


class SqueezeTest(FaultCase):
    def rate(self, load, calls=300):
        before, start = load.ok, time.monotonic()
        load.wait_for_calls(calls)
        return (load.ok - before) / (time.monotonic() - start)

    def test_half_a_processor_and_then_more(self):
        with group(self, "cpu") as half:
            half.set_processors(0.5)
            with Daemon("--cache-bytes-max", "0", preexec_fn=half.enter) as daemon:
                self.assertIn("1 threads", daemon.log())
                self.assertIn("quota 0.5", daemon.log())
                with Load(self.stubs, daemon.target, records=50) as load:
                    squeezed = self.rate(load)
                    half.set_processors(None)
                    free = self.rate(load)
                self.assertEqual(load.failed, {})
                print(f"\nhalf a processor: {50 * squeezed:.0f} records/s, "
                      f"then without a quota {50 * free:.0f}")
                self.assertGreater(squeezed, 0)
                self.assertGreater(free, squeezed)
                self.assert_recovers(daemon, "half a processor")

    def test_one_processor_of_several(self):
        one = min(os.sched_getaffinity(0))
        with Daemon(preexec_fn=lambda: os.sched_setaffinity(0, {one})) as daemon:
            self.assertIn("1 threads", daemon.log())
            with Load(self.stubs, daemon.target) as load:
                load.wait_for_calls(100)
            self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, "one processor")

    @unittest.skipIf(is_sanitized(), "the sanitizer's own memory would be what is measured")
    def test_memory_near_its_limit(self):
        # A queue as full as it may be, answers that nobody reads, and the caches at their size.
        limit_mb = 512
        with group(self, "memory") as small:
            small.set_memory(limit_mb)
            with Daemon("--workers", "1", preexec_fn=small.enter) as daemon:
                codes = {}
                with channel_to(daemon.target, service_config=False) as channel:
                    stub = self.pb2_grpc.TxtClassifierStub(channel)
                    calls = [
                        stub.Classify.future(
                            self.request(
                                *(
                                    f"{burst} {r} " + "words of all lengths " * 1500
                                    for r in range(100)
                                )
                            ),
                            timeout=60,
                        )
                        for burst in range(100)
                    ]
                    for call in calls:
                        code = call.code().name
                        codes[code] = codes.get(code, 0) + 1
                # The connection itself may be cut, as memory is short.
                self.assertLessEqual(set(codes), {"OK", "RESOURCE_EXHAUSTED", "UNAVAILABLE"})
                self.assertEqual(small.memory_failures(), 0)
                self.assert_recovers(daemon, f"300 MB of calls at once in {limit_mb} MB of memory, "
                                             f"{small.memory_peak() >> 20} MB used ({codes})")

    def test_a_disk_that_is_full(self):
        # Every write to it fails as on a disk without room.
        with (
            open("/dev/full", "w") as full,
            Daemon("--access-log", "/dev/full", "--access-log-sample", "1", stderr=full) as daemon,
        ):
            with Load(self.stubs, daemon.target) as load:
                load.wait_for_calls(200)
            self.assertEqual(load.failed, {})
            # Lines are written by the second.
            seconds_until(lambda: counters(daemon)["txtsentry_access_log_failed_total"] > 0, 10)
            failed = counters(daemon)["txtsentry_access_log_failed_total"]
            self.assert_recovers(
                daemon,
                f"a full disk for both logs ({failed:.0f} lines of {load.ok} counted as lost)",
            )


if __name__ == "__main__":
    unittest.main()
