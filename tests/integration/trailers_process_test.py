"""The trailer that says a server's load, as it stands on the wire: gRPC's clients keep it to
themselves, so this one speaks HTTP/2 frames."""

import base64
import socket
import struct
import time
import unittest

from programs import Daemon

DATA, HEADERS, SETTINGS = 0, 1, 4
END_STREAM, END_HEADERS = 1, 4
TRUE_BINARY = 0xFE03  # gRPC's setting: values of -bin headers come as they are, after a zero byte.
NAME = b"endpoint-load-metrics-bin"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """A header without compression."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def get_model_trailers(target):
    """Calls GetModel, and returns the header block that ends the answer."""
    host, port = target.split(":")
    headers = b"".join(literal(name, value) for name, value in [
        (b":method", b"POST"), (b":scheme", b"http"), (b":authority", b"localhost"),
        (b":path", b"/txtsentry.v1.TxtClassifier/GetModel"), (b"te", b"trailers"),
        (b"content-type", b"application/grpc")])
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            + frame(SETTINGS, 0, 0, struct.pack(">HI", TRUE_BINARY, 1))
            + frame(HEADERS, END_HEADERS, 1, headers)
            + frame(DATA, END_STREAM, 1, b"\0\0\0\0\0"))
        stream = connection.makefile("rb")
        while True:
            head = stream.read(9)
            length = int.from_bytes(head[:3], "big")
            payload = stream.read(length)
            if head[3] == HEADERS and head[4] & END_STREAM:
                return payload


def load_report(block):
    """The fields of the report, all doubles, by their numbers; none where another answer of the
    same millisecond has it."""
    if NAME not in block:
        return {}
    at = block.index(NAME) + len(NAME)
    value = block[at + 1:at + 1 + block[at]]
    # Before the setting has come, a value may still be in base 64.
    message = value[1:] if value[:1] == b"\0" else base64.b64decode(value + b"==")
    fields = {}
    while message:
        assert message[0] & 7 == 1, f"wire type of {message!r}"
        fields[message[0] >> 3] = struct.unpack("<d", message[1:9])[0]
        message = message[9:]
    return fields


class LoadTrailerTest(unittest.TestCase):
    def test_an_answer_says_the_load(self):
        with Daemon() as daemon:
            end = time.monotonic() + 30
            fields = {}
            # A report is made anew ten times a second; then the calls a second are in it.
            while 6 not in fields and time.monotonic() < end:
                fields = load_report(get_model_trailers(daemon.target))
        self.assertIn(6, fields)
        self.assertLessEqual(set(fields), {1, 6, 7, 9})
        self.assertTrue(all(value >= 0 for value in fields.values()), fields)

    def test_a_server_told_not_to_says_nothing(self):
        with Daemon("--orca=false") as daemon:
            self.assertNotIn(NAME, get_model_trailers(daemon.target))


if __name__ == "__main__":
    unittest.main()
