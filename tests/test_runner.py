"""`make run` end to end, on a database of its own: everything starts, answers, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
import pytest

from core.embedded.process import living_processes
from tests.databases import drop

ROOT = Path(__file__).resolve().parent.parent
WAIT_SECONDS = 120
DATABASE = "atrium_runner_test"

pytestmark = pytest.mark.slow


def elsewhere(address: str) -> str:
    return urlsplit(address)._replace(path=f"/{DATABASE}").geturl()


@pytest.fixture(scope="module")
def surroundings() -> Iterator[dict[str, str]]:
    """The environment of a machine with a fresh database."""
    owner = os.environ["DATABASE_ADMIN_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        drop(connection, DATABASE)
        connection.execute(f"create database {DATABASE}")
        yield {
            **os.environ,
            "DATABASE_URL": elsewhere(os.environ["DATABASE_URL"]),
            "DATABASE_ADMIN_URL": elsewhere(owner),
            "PORT": str(free_port()),
        }
        drop(connection, DATABASE)


@pytest.fixture
def atrium(surroundings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "core.runner"]
    with subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def lines_until_ready(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return next(line for line in process.stdout if line.startswith("Atrium is ready"))


def descendants(ancestor: int) -> dict[int, str]:
    """Every living process below this one, with its command line."""
    living = dict(living_processes())
    parents = {}
    for pid in living:
        try:
            parents[pid] = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except FileNotFoundError:
            continue
    family = {ancestor}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return {pid: living[pid] for pid in family - {ancestor}}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def three_kinds_run(process: subprocess.Popen[str]) -> bool:
    words = "\n".join(descendants(process.pid).values())
    return all(kind in words for kind in ("gunicorn", " worker ", " beat ", " dispatch"))


def demo_properties(owner: str) -> int:
    sql = """select count(*) from facilities_property p join accounts_organization o on o.id = p.organization_id
              where o.slug = 'public-buildings-service'"""
    with psycopg.connect(owner) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_everything_starts_and_nothing_is_left(
    atrium: subprocess.Popen[str], surroundings: dict[str, str], sign: signal.Signals
) -> None:
    address = f"http://127.0.0.1:{surroundings['PORT']}"
    ready = lines_until_ready(atrium)
    assert address in ready
    assert "ana@atrium.example" in ready
    with urlopen(f"{address}/static/css/atrium.css") as answer:  # noqa: S310  # our own address
        assert answer.status == 200
    assert demo_properties(surroundings["DATABASE_ADMIN_URL"]) == 4326
    wait_until(lambda: three_kinds_run(atrium))

    family = descendants(atrium.pid)
    atrium.send_signal(sign)
    assert atrium.wait(WAIT_SECONDS) == (-sign if sign == signal.SIGKILL else 0)
    if sign == signal.SIGKILL:  # nobody waits for them then
        wait_until(lambda: not family.keys() & dict(living_processes()).keys())
    assert not family.keys() & dict(living_processes()).keys()


def test_a_port_in_use_is_named(surroundings: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(surroundings["PORT"])))
        taken.listen()
        command = [sys.executable, "-m", "core.runner"]
        done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=WAIT_SECONDS)
    assert done.returncode == 1
    assert f"Port {surroundings['PORT']}" in done.stderr
