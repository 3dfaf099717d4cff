"""A clamd of one's own: it speaks the daemon's protocol on loopback, and knows one virus."""

import socketserver
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Session(socketserver.StreamRequestHandler):
    """One command: PING, or INSTREAM with a file in pieces that each tell their length."""

    server: "Clamd"

    def handle(self) -> None:
        command = self._command()
        if command == "PING":
            self.wfile.write(b"PONG\n")
        elif command == "INSTREAM":
            content = b"".join(self._pieces())
            self.server.scanned.append(content)
            self.wfile.write(self.server.answer or self._verdict(content))

    def _command(self) -> str:
        first = self.rfile.read(1)
        ends, word = (b"\0" if first == b"z" else b"\n"), b""
        while (byte := self.rfile.read(1)) not in (ends, b""):
            word += byte
        return word.decode()

    def _pieces(self) -> Iterator[bytes]:
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(length)

    def _verdict(self, content: bytes) -> bytes:
        return b"stream: Eicar-Signature FOUND\n" if VIRUS in content else b"stream: OK\n"


class Clamd(socketserver.ThreadingTCPServer):
    """Remembers what it was given; `answer` replaces its verdict."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.scanned: list[bytes] = []
        self.answer = b""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()
