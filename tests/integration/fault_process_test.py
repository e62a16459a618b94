"""The daemon under faults and hostile peers: it lives, answers everyone else, and is itself again
within ten seconds."""

import json
import random
import resource
import socket
import threading
import unittest

import grpc
from faults import FaultCase, counters
from grpc_health.v1 import health_pb2, health_pb2_grpc
from load import Load, channel_to, seconds_until, wait_until_still
from programs import Daemon


class FaultTest(FaultCase):
    def test_descriptors_run_out(self):
        def few_descriptors():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

        with Daemon(preexec_fn=few_descriptors) as daemon:
            sockets = []
            for _ in range(120):
                sockets.append(socket.create_connection(daemon.address, timeout=5))
            def all_seen():
                now = counters(daemon)
                return sum(now[f"txtsentry_connections_{how}_total"]
                           for how in ("accepted", "refused")) >= len(sockets)

            seconds_until(all_seen, 10)
            for open_socket in sockets:
                open_socket.close()
            self.assert_recovers(daemon, "120 connections with 64 descriptors")

    def test_connections_that_say_nothing_or_half_of_it(self):
        with Daemon() as daemon:
            with Load(self.stubs, daemon.target) as load:
                sockets = [socket.create_connection(daemon.address) for _ in range(200)]
                for i, open_socket in enumerate(sockets):
                    open_socket.sendall([b"", b"PRI * HT", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                         b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00"][i % 5])
                load.wait_for_calls(100)
                for open_socket in sockets:
                    open_socket.close()
                load.wait_for_calls(50)
                self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, "200 half-open connections")

    def test_floods_of_headers(self):
        with Daemon() as daemon:
            with Load(self.stubs, daemon.target) as load:
                with channel_to(daemon.target, service_config=False,
                                **{"grpc.max_metadata_size": 1 << 24}) as channel:
                    stub = self.pb2_grpc.TxtClassifierStub(channel)
                    codes = set()
                    for size in (1 << 14, 1 << 17, 1 << 20):
                        for _ in range(5):
                            try:
                                stub.Classify(self.request("a"), timeout=5,
                                              metadata=[("x-flood", "a" * size)])
                                codes.add("OK")
                            except grpc.RpcError as error:
                                codes.add(error.code().name)
                self.assertNotIn("OK", codes)
                load.wait_for_calls(50)
                self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, f"headers of 16 KB to 1 MB ({', '.join(sorted(codes))})")

    def test_messages_that_are_too_large(self):
        with Daemon() as daemon:
            with (Load(self.stubs, daemon.target) as load,
                  channel_to(daemon.target, service_config=False) as channel):
                stub = self.pb2_grpc.TxtClassifierStub(channel)
                for _ in range(5):
                    with self.assertRaises(grpc.RpcError) as refused:
                        stub.Classify(self.request("x" * (5 << 20)), timeout=10)
                    self.assertEqual(
                        refused.exception.code(), grpc.StatusCode.RESOURCE_EXHAUSTED
                    )
                self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, "messages of 5 MB")

    def test_the_longest_records_and_broken_text(self):
        with Daemon() as daemon, channel_to(daemon.target, service_config=False) as channel:
            stub = self.pb2_grpc.TxtClassifierStub(channel)
            raw = [b"", b"\0", b'"' * 1000, b" " * 65535, b"\xed\xa0\x80" * 100, b"\xff" * 65535,
                   "\u0130".encode() * 30000, bytes(range(256)) * 255, b"x" * 65536]
            request = self.pb2.ClassifyRequest(records=[self.pb2.Record(raw=r) for r in raw])
            results = stub.Classify(request, timeout=60).results
            self.assertEqual(len(results), len(raw))
            for bytes_, result in zip(raw, results):
                self.assertEqual(result.status.code, 3 if len(bytes_) > 65535 else 0)
            self.assert_recovers(daemon, "records of 65,535 bytes")

    def test_a_storm_of_cancellations(self):
        with Daemon("--workers", "1", "--cache-bytes-max", "0") as daemon:
            chance = random.Random(1)
            outcomes = {"kept": 0, "cancelled": 0}
            with channel_to(daemon.target, service_config=False) as channel:
                stub = self.pb2_grpc.TxtClassifierStub(channel)
                for burst in range(20):
                    calls = [stub.Classify.future(
                        self.request(*(f"storm {burst} {i} {r} " * 40 for r in range(20))),
                        timeout=60) for i in range(25)]
                    gone = [call for call in calls if chance.random() < 0.5]
                    for call in gone:
                        call.cancel()
                    for call in calls:
                        if call in gone:
                            outcomes["cancelled"] += 1
                        else:
                            self.assertEqual(len(call.result().results), 20)
                            outcomes["kept"] += 1
            now = self.assert_recovers(daemon, f"cancellations ({json.dumps(outcomes)})")
            saved = now["txtsentry_tokens_saved_total"]
            print(f"tokens saved {saved:.0f}, computed {now['txtsentry_tokens_total']:.0f}")
            self.assertGreater(now["txtsentry_rows_cancelled_total"], 0)
            self.assertGreater(saved, 0)

    def test_a_storm_of_deadlines(self):
        with Daemon("--workers", "1", "--cache-bytes-max", "0") as daemon:
            codes = {}
            with channel_to(daemon.target, service_config=False) as channel:
                stub = self.pb2_grpc.TxtClassifierStub(channel)
                for burst in range(20):
                    calls = [stub.Classify.future(
                        self.request(*(f"late {burst} {i} {r} " * 40 for r in range(20))),
                        timeout=0.001 if i % 2 else 60) for i in range(20)]
                    for i, call in enumerate(calls):
                        code = call.code().name
                        codes[code] = codes.get(code, 0) + 1
                        if i % 2 == 0:
                            self.assertEqual(code, "OK", call.details())
            now = self.assert_recovers(daemon, f"deadlines of 1 ms ({json.dumps(codes)})")
            print(f"rows expired {now['txtsentry_rows_expired_total']:.0f}, "
                  f"late {now['txtsentry_rows_late_total']:.0f}, "
                  f"cancelled {now['txtsentry_rows_cancelled_total']:.0f}")

    def test_a_reader_that_does_not_read(self):
        with Daemon() as daemon:
            with (Load(self.stubs, daemon.target) as load,
                  channel_to(daemon.target, service_config=False) as channel):
                stub = self.pb2_grpc.TxtClassifierStub(channel)
                end = threading.Event()

                sent = 0

                def requests():
                    nonlocal sent
                    for i in range(10_000):
                        if end.is_set():
                            return
                        sent = i
                        yield self.request(*(f"unread {i} {r}" for r in range(100)), id=str(i))

                stream = stub.ClassifyStream(requests(), timeout=60)
                wait_until_still(lambda: sent)
                self.assertLess(sent, 9_999)  # The server has stopped reading.
                under_way = counters(daemon)["txtsentry_rows_under_way"]
                self.assertLess(under_way, 10_000)
                load.wait_for_calls(100)
                end.set()
                stream.cancel()
            self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, f"a reader that reads nothing ({under_way:.0f} rows held)")

    def test_full_queues_refuse_at_once_and_count(self):
        with Daemon("--workers", "1", "--cache-bytes-max", "0", "--records-max", "100",
                    "--queue-rows-max", "200") as daemon:
            with channel_to(daemon.target, service_config=False) as channel:
                stub = self.pb2_grpc.TxtClassifierStub(channel)
                calls = [stub.Classify.future(
                    self.request(*(f"full {i} {r} " * 60 for r in range(100))), timeout=60)
                    for i in range(30)]
                codes = [call.code() for call in calls]
                refused = [call for call, code in zip(calls, codes)
                           if code == grpc.StatusCode.RESOURCE_EXHAUSTED]
                self.assertEqual(codes.count(grpc.StatusCode.OK) + len(refused), 30)
                self.assertGreater(len(refused), 0)
                for call in refused:
                    trailers = dict(call.trailing_metadata())
                    self.assertEqual(trailers["grpc-retry-pushback-ms"], "100")
                    self.assertIn("grpc-status-details-bin", trailers)
            now = self.assert_recovers(daemon, f"{len(refused)} of 30 calls refused")
            self.assertEqual(now["txtsentry_rows_rejected_total"], 100 * len(refused))

    def test_health_says_liveness_apart(self):
        with Daemon("--watchdog-ms", "100") as daemon, \
                channel_to(daemon.target, service_config=False) as channel:
            health = health_pb2_grpc.HealthStub(channel)
            for service in ("", "liveness", "txtsentry.v1.TxtClassifier"):
                request = health_pb2.HealthCheckRequest(service=service)
                self.assertEqual(health.Check(request, timeout=5).status,
                                 health_pb2.HealthCheckResponse.SERVING)


if __name__ == "__main__":
    unittest.main()
