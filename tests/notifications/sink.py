"""A mail server for tests: takes letters on a free port and keeps them, or is slow, or refuses."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep


class Sink(socketserver.ThreadingTCPServer):
    """What came in, as bytes. `refused` addresses get a 550; `pause` is what each letter takes."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.letters: list[bytes] = []
        self.refused: set[str] = set()
        self.pause = 0.0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Session(socketserver.StreamRequestHandler):
    """One conversation by SMTP, as far as a client of ours needs it."""

    server: Sink

    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().split()[0]
            if verb == "RCPT" and any(address in line for address in self.server.refused):
                self.say("550 5.1.1 no such mailbox")
            elif verb == "DATA":
                self.take()
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")
            if verb == "QUIT":
                return

    def take(self) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        sleep(self.server.pause)
        self.server.letters.append(b"".join(lines))
        self.say("250 kept")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Sink]:
    """Listens while the block runs."""
    with Sink() as sink:
        Thread(target=sink.serve_forever, daemon=True).start()
        try:
            yield sink
        finally:
            sink.shutdown()
