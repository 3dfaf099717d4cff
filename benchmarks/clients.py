"""Callers in processes of their own: the server is never measured by a process that it shares an interpreter with."""

import http.client
import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.pool import Pool

import psycopg

# As many callers of Atrium as of PostgreSQL: more than cores, so that none of them waits for a caller.
CLIENTS = 4
HOST, PIECE = "127.0.0.1", 1 << 18


@dataclass(frozen=True)
class HttpCall:
    """One request that is repeated. The answer must be the expected one, or the benchmark ends.

    Each time on a connection of its own, which spreads the calls over the workers evenly, and by as little work of the
    caller's as there can be: it shares the machine's cores with the server.
    """

    port: int
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes | None = None
    status: int = 200

    def repeat(self) -> Callable[[], None]:
        message, expected = self._message(), f"HTTP/1.1 {self.status} ".encode()
        piece = bytearray(PIECE)

        def once() -> None:
            with socket.create_connection((HOST, self.port), timeout=120) as caller:
                caller.sendall(message)
                told = bytes(piece[: caller.recv_into(piece)])
                if not told.startswith(expected):
                    raise RuntimeError(f"{self.method} {self.path}: {told[:500]!r}")
                while caller.recv_into(piece):
                    pass

        return once

    def read(self) -> bytes:
        """The content of one answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=120)
        try:
            connection.request(self.method, self.path, self.body, self.headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status != self.status:
            raise RuntimeError(f"{self.method} {self.path}: {response.status} {content[:500]!r}")
        return content

    def _message(self) -> bytes:
        """The request as it is sent, after which the server closes the connection."""
        own = {"Host": f"{HOST}:{self.port}", "Connection": "close"}
        own |= {} if self.body is None else {"Content-Length": str(len(self.body))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in (own | self.headers).items())]
        return "\r\n".join([*lines, "", ""]).encode() + (self.body or b"")


@dataclass(frozen=True)
class SqlCall:
    """One statement that is repeated on a connection, prepared."""

    url: str
    statement: str
    commits: bool = False

    def repeat(self) -> Callable[[], None]:
        connection = psycopg.connect(self.url, autocommit=True, prepare_threshold=0)
        cursor = connection.cursor()

        def once() -> None:
            cursor.execute(self.statement)
            if cursor.description:
                cursor.fetchall()

        return once


@dataclass(frozen=True)
class SqlBatch:
    """One statement for many rows, by `executemany` in one transaction, repeated."""

    url: str
    statement: str
    rows: tuple[tuple[object, ...], ...]

    def repeat(self) -> Callable[[], None]:
        connection = psycopg.connect(self.url, prepare_threshold=0)

        def once() -> None:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.executemany(self.statement, self.rows)

        return once


Call = HttpCall | SqlCall | SqlBatch


@contextmanager
def open_clients() -> Iterator["Clients"]:
    """The callers' processes, started once for all rounds."""
    with multiprocessing.get_context("spawn").Pool(CLIENTS) as pool:
        yield Clients(pool)


@dataclass
class Clients:
    """The callers, and how long each measurement takes."""

    pool: Pool
    seconds: float = 2.0

    def rate(self, call: Call, clients: int = CLIENTS) -> float:
        """Calls a second of all callers together."""
        return sum(self.pool.starmap(repeat_for, [(call, self.seconds)] * clients, chunksize=1))


def repeat_for(call: Call, seconds: float) -> float:
    """Repeat a call for some seconds, after as many to warm up; calls a second.

    PostgreSQL plans what is prepared anew five times on each of a server's connections before it keeps the plan.
    """
    once = call.repeat()
    repeat_until(time.perf_counter() + seconds, once)
    start = time.perf_counter()
    count = repeat_until(start + seconds, once)
    return count / (time.perf_counter() - start)


def repeat_until(end: float, once: Callable[[], None]) -> int:
    """How often, at least twice, until the process's clock shows `end`."""
    count = 0
    while count < 2 or time.perf_counter() < end:
        once()
        count += 1
    return count
