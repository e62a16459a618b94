"""Peers that speak HTTP/2 and mean no good: the daemon lives, and everyone else is served
meanwhile."""

import socket
import unittest

import http2_frames as http2
from faults import FaultCase
from load import Load, channel_to
from programs import Daemon, is_sanitized

CLASSIFY = "/txtsentry.v1.TxtClassifier/Classify"


def resident_kb(daemon):
    with open(f"/proc/{daemon.process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class ProtocolAbuseTest(FaultCase):
    def test_streams_that_are_reset_as_soon_as_they_begin(self):
        # The rapid reset of CVE-2023-44487: a reset stream does not count as an open one, so that
        # no limit of streams holds it back.
        body = http2.message(
            self.request(*(f"reset {r} " * 20 for r in range(20))).SerializeToString()
        )
        streams = 20_000
        with Daemon("--cache-bytes-max", "0") as daemon:
            with Load(self.stubs, daemon.target) as load:
                sent = 0
                headers = http2.call_headers(CLASSIFY)
                while sent < streams:
                    with http2.connect(daemon.address) as connection:
                        try:
                            for stream in range(1, 2 * 500, 2):
                                connection.sendall(
                                    http2.frame(http2.HEADERS, http2.END_HEADERS, stream, headers)
                                    + http2.frame(http2.DATA, http2.END_STREAM, stream, body)
                                    + http2.frame(
                                        http2.RST_STREAM, 0, stream, http2.CANCEL.to_bytes(4, "big")
                                    )
                                )
                                sent += 1
                        except (BrokenPipeError, ConnectionResetError, socket.timeout):
                            sent += 1  # Sent away, which is as well.
                load.wait_for_calls(100)
                self.assertEqual(load.failed, {})
            now = self.assert_recovers(daemon, f"{sent} streams reset as they began")
            computed = now["txtsentry_rows_scored_total"] - load.ok
            print(f"of their {20 * sent} records {computed:.0f} were computed")
            self.assertLess(computed, 20 * sent / 2)

    def test_a_flood_of_pings_is_sent_away(self):
        with Daemon() as daemon:
            with Load(self.stubs, daemon.target) as load:
                with http2.connect(daemon.address) as connection:
                    pings = 0
                    try:
                        for pings in range(1, 20_001):
                            connection.sendall(
                                http2.frame(http2.PING, 0, 0, pings.to_bytes(8, "big"))
                            )
                    except (BrokenPipeError, ConnectionResetError):
                        pass
                    # Too many pings end a connection.
                    http2.wait_until_closed(connection)
                load.wait_for_calls(100)
                self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, f"{pings} pings in a row")

    def test_headers_that_never_end_are_cut_off(self):
        # gRPC 1.51.1 bounds a frame of headers and not how many there are, and keeps them all:
        # without the cut each of these would have the server grow by half a gigabyte.
        fields = http2.header("x-more", "a" * 120) * 100
        floods, frames = 5, 20_000
        with Daemon("--memory-soft-mb", "200") as daemon:
            with Load(self.stubs, daemon.target) as load:
                sent = 0
                for _ in range(floods):
                    with http2.connect(daemon.address) as connection:
                        connection.sendall(
                            http2.frame(http2.HEADERS, 0, 1, http2.call_headers(CLASSIFY))
                        )
                        with self.assertRaises((BrokenPipeError, ConnectionResetError)):
                            for _ in range(frames):
                                connection.sendall(http2.frame(http2.CONTINUATION, 0, 1, fields))
                                sent += len(fields)
                load.wait_for_calls(100)
                self.assertEqual(load.failed, {})
            resident_mb = resident_kb(daemon) >> 10
            now = self.assert_recovers(
                daemon,
                f"{floods} connections cut after {sent >> 20} MB of headers, "
                f"{resident_mb} MB resident",
            )
            self.assertGreaterEqual(now["txtsentry_connections_cut_total"], floods)
            if not is_sanitized():
                self.assertLess(resident_mb, 600)

    def test_headers_that_come_a_byte_at_a_time(self):
        block = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.call_headers(CLASSIFY))
        with Daemon() as daemon:
            with Load(self.stubs, daemon.target) as load:
                slow = [http2.connect(daemon.address) for _ in range(50)]
                for byte in range(30):
                    for connection in slow:
                        connection.sendall(block[byte:byte + 1])
                    load.wait_for_calls(20)  # So that no two bytes are read together.
                load.wait_for_calls(100)
                for connection in slow:
                    connection.close()
                self.assertEqual(load.failed, {})
            self.assert_recovers(daemon, "50 peers that send headers a byte at a time")

    def test_large_messages_in_a_row_are_not_cut_off(self):
        # Whoever means well sends much, too, and is given leave to send more as it is read.
        request = self.request(*["x" * 60_000] * 60)
        with Daemon() as daemon, channel_to(daemon.target, service_config=False) as channel:
            stub = self.pb2_grpc.TxtClassifierStub(channel)
            codes = [
                call.code().name
                for call in [stub.Classify.future(request, timeout=60) for _ in range(24)]
            ]
            self.assertLessEqual(set(codes), {"OK", "RESOURCE_EXHAUSTED"})
            now = self.assert_recovers(
                daemon, f"24 calls of 3.6 MB on a connection ({codes.count('OK')} OK)"
            )
            self.assertEqual(now["txtsentry_connections_cut_total"], 0)


if __name__ == "__main__":
    unittest.main()
