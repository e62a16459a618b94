"""Frames of HTTP/2 (RFC 9113) written by hand, for peers that do what no client would."""

import contextlib
import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, CONTINUATION = 0, 1, 3, 4, 6, 9
END_STREAM, END_HEADERS = 1, 4
CANCEL = 8  # An error code.


def frame(kind, flags, stream, payload=b""):
    return (
        struct.pack(">I", len(payload))[1:]
        + bytes([kind, flags])
        + struct.pack(">I", stream)
        + payload
    )


def header(name, value):
    """A header field in HPACK (RFC 7541), not indexed and not compressed; both shorter than 127."""
    return bytes([0, len(name)]) + name.encode() + bytes([len(value)]) + value.encode()


def call_headers(path, timeout="10S"):
    """What begins a gRPC call."""
    fields = {":method": "POST", ":scheme": "http", ":path": path, ":authority": "localhost",
              "te": "trailers", "content-type": "application/grpc", "grpc-timeout": timeout}
    return b"".join(header(name, value) for name, value in fields.items())


def message(body):
    """A message as gRPC puts it into DATA frames."""
    return b"\0" + struct.pack(">I", len(body)) + body


def connect(address):
    """A connection that has said hello."""
    connection = socket.create_connection(address, timeout=10)
    connection.sendall(PREFACE + frame(SETTINGS, 0, 0))
    return connection


def wait_until_closed(connection, seconds=10):
    """Reads and throws away until the peer closes."""
    connection.settimeout(seconds)
    with contextlib.suppress(ConnectionResetError):
        while connection.recv(1 << 16):
            pass
