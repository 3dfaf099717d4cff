"""A receiver of webhooks in a process of its own: answers at once, and tells when each call arrived."""

import asyncio
import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from benchmarks.clients import HttpCall

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Hook(asyncio.Protocol):
    """One connection that is kept; calls come one after the other."""

    arrived: list[tuple[float, bytes]]
    waiting: bytearray = field(default_factory=bytearray)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while (end := self.waiting.find(b"\r\n\r\n")) >= 0:
            head, begin = bytes(self.waiting[:end]), end + 4
            length = content_length(head)
            if len(self.waiting) < begin + length:
                return
            body = bytes(self.waiting[begin : begin + length])
            del self.waiting[: begin + length]
            self.answer(head, body)

    def answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST"):
            self.arrived.append((time.time(), body))
            self.transport.write(OK)
            return
        told = [(at, json.loads(content)["data"].get("number")) for at, content in self.arrived]
        last = self.arrived[-1][1].decode() if self.arrived else ""
        content = json.dumps({"calls": told, "last": last}).encode()
        self.transport.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content)


def content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def listen(told: Connection) -> None:
    """The process: sends its port, and serves until it is ended."""

    async def serve() -> None:
        arrived: list[tuple[float, bytes]] = []
        server = await asyncio.get_running_loop().create_server(lambda: Hook(arrived), "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@dataclass(frozen=True)
class Receiver:
    """Where it listens, and what has come there."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def told(self) -> tuple[dict[int, float], str]:
        """When the call about each record arrived, by its number, and the last body."""
        found = json.loads(HttpCall(self.port, "/").read())
        return {number: at for at, number in found["calls"] if number is not None}, found["last"]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listens while the block runs."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=listen, args=(there,), daemon=True)
    process.start()
    try:
        yield Receiver(here.recv())
    finally:
        process.terminate()
        process.join()
