"""A receiver of webhooks on this machine: it keeps what it is sent and answers as it is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import monotonic
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call as it came."""

    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)


Answering = Callable[["Handler", Call], None]


def say(status: int, body: bytes = b"ok", **headers: str) -> Answering:
    """An answer of one kind."""

    def answer(handler: "Handler", call: Call) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@dataclass
class Receiver:
    """What was received, and how to answer."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answer: Answering = field(default_factory=lambda: say(200))
    lock: Lock = field(default_factory=Lock)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [call.told for call in self.calls]


class Handler(BaseHTTPRequestHandler):
    """Keeps the connection, as a real server does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    receiver: Receiver

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # whoever sent it was killed in the middle
            self.close_connection = True
            return
        call = Call({name.lower(): value for name, value in self.headers.items()}, body, monotonic())
        with self.receiver.lock:
            self.receiver.calls.append(call)
        self.receiver.answer(self, call)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written to the terminal."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who hangs up is no fault of the receiver's."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens for as long as the block lasts."""
    receiver = Receiver()
    handler = type("OwnHandler", (Handler,), {"receiver": receiver})
    server = _Server(("127.0.0.1", 0), handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
