"""A DNS server for one name, whose addresses a test changes."""

import socket
import struct
import threading


class NameServer:
    """Answers every question for A records with `addresses`, for a `with` block."""

    def __init__(self, *addresses):
        self.addresses = list(addresses)
        self.questions = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)

    @property
    def port(self):
        return self._socket.getsockname()[1]

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        # A datagram without a question ends the thread.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bell:
            bell.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while True:
            question, client = self._socket.recvfrom(4096)
            if not question:
                return
            self._socket.sendto(self._answer(question), client)

    def _answer(self, question):
        # RFC 1035: after 12 bytes of header the name's labels, an empty one, type and class.
        end = 12
        while question[end]:
            end += 1 + question[end]
        end += 5
        kind = struct.unpack(">H", question[end - 4:end - 2])[0]
        addresses = self.addresses if kind == 1 else []
        self.questions += 1
        header = question[:2] + struct.pack(">HHHHH", 0x8580, 1, len(addresses), 0, 0)
        records = b"".join(struct.pack(">HHHIH", 0xc00c, 1, 1, 0, 4) + socket.inet_aton(address)
                           for address in addresses)
        return header + question[12:end] + records
