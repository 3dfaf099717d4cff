"""The web servers under test, each with two workers a core, and what their processes hold in memory."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.runner import refuse_taken_port, start, stop, wait_until_answering, web_command

HOST = "127.0.0.1"


@dataclass(frozen=True)
class WebServer:
    """One gunicorn with its workers."""

    port: int
    master: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        children = Path(f"/proc/{self.master.pid}/task/{self.master.pid}/children").read_text()
        return [int(pid) for pid in children.split()]

    def memory(self) -> float:
        """Megabytes held by the largest worker now."""
        return max(read_status(pid, "VmRSS") for pid in self.workers())

    @contextmanager
    def watch_growth(self) -> Iterator[list[float]]:
        """By how many megabytes any worker grows at most inside the block; the list is filled on leaving it."""
        before = {}
        for pid in self.workers():
            Path(f"/proc/{pid}/clear_refs").write_text("5")  # the highest mark begins anew
            before[pid] = read_status(pid, "VmRSS")
        growth: list[float] = []
        yield growth
        growth.append(max(read_status(pid, "VmHWM") - held for pid, held in before.items()))


def read_status(pid: int, name: str) -> float:
    """A size from the status of a process, in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {pid} has no {name}")


@contextmanager
def run_servers(port: int) -> Iterator[tuple[WebServer, WebServer]]:
    """Atrium as `make run` starts it, and beside it plain Django over the same tables."""
    with ExitStack() as stack:
        atrium = stack.enter_context(run_server("config.wsgi", port))
        plain = stack.enter_context(run_server("benchmarks.plain.wsgi", port + 1))
        yield atrium, plain


@contextmanager
def run_server(application: str, port: int) -> Iterator[WebServer]:
    command = [application if word == "config.wsgi" else word for word in web_command(HOST, port)]
    refuse_taken_port(HOST, port)
    process = start(command)
    try:
        wait_until_answering(HOST, port, [process])
        yield WebServer(port, process)
    finally:
        stop([process])
