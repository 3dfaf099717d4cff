"""`make run` end to end, on a database of its own: everything starts, answers, and leaves nothing behind.

The first start is interrupted while it loads the demonstration, the next one loads all of it, and the last test takes
it away again: loading it takes half a minute.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Organization, Person
from core.acting import acting
from core.db.roles import as_owner
from core.embedded.process import living_processes
from demo.loading.batches import loader_of
from demo.management.commands import demo
from facilities.models import Property
from tests.databases import drop
from workorders.models import WorkOrder

ROOT = Path(__file__).resolve().parent.parent
WAIT_SECONDS = 120
DATABASE = "atrium_runner_test"

pytestmark = [pytest.mark.slow, pytest.mark.apart]


def elsewhere(address: str) -> str:
    return urlsplit(address)._replace(path=f"/{DATABASE}").geturl()


@pytest.fixture(scope="module")
def surroundings() -> Iterator[dict[str, str]]:
    """The environment of a machine with a fresh database."""
    owner = os.environ["DATABASE_ADMIN_URL"]
    with psycopg.connect(owner, autocommit=True) as server:
        drop(server, DATABASE)
        server.execute(f"create database {DATABASE}")
        yield {
            **os.environ,
            "DATABASE_URL": elsewhere(os.environ["DATABASE_URL"]),
            "DATABASE_ADMIN_URL": elsewhere(owner),
            "PORT": str(free_port()),
        }
        drop(server, DATABASE)


@pytest.fixture
def database_of_the_runs(surroundings: dict[str, str], django_db_blocker: Any) -> Iterator[None]:
    """The database of the runs, asked by this process."""
    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = DATABASE
        yield
        connection.close()
        connection.settings_dict["NAME"] = own


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
    with psycopg.connect(owner) as server:
        row = server.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def is_half_loaded(owner: str) -> bool:
    """Whether there are tables, and the buildings in them."""
    try:
        return demo_properties(owner) > 0
    except psycopg.errors.UndefinedTable:
        return False


def test_a_first_start_that_is_interrupted_leaves_half_a_demonstration_and_nothing_running(
    atrium: subprocess.Popen[str], surroundings: dict[str, str], database_of_the_runs: None
) -> None:
    wait_until(lambda: is_half_loaded(surroundings["DATABASE_ADMIN_URL"]))
    family = descendants(atrium.pid)
    atrium.send_signal(signal.SIGINT)
    assert atrium.wait(WAIT_SECONDS) == 0
    assert not family.keys() & dict(living_processes()).keys()
    assert [one.is_active for one in Organization.objects.all()] == [False]


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


def test_the_whole_demonstration_goes_without_a_trace(
    surroundings: dict[str, str], database_of_the_runs: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What a start does before the web server's; it has nothing to do after one.
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=surroundings, check=True)
    monkeypatch.setattr(demo, "logins_file", lambda: tmp_path / "demo-logins")
    organization = Organization.objects.get(slug="public-buildings-service")
    with acting(loader_of(organization)):
        assert Property.objects.count() == 4_326
        assert WorkOrder.objects.filter(custom_fields__has_key="source_number").count() == 18_113
        assert WorkOrder.objects.filter(state="duplicate").count() == 859
    # The half that the first start has left is replaced.
    assert [one.is_active for one in Organization.objects.all()] == [True, True]
    call_command("demo", "remove")
    assert not Organization.objects.exists()
    assert not Person.objects.exists()
    with as_owner(connection), connection.cursor() as cursor:
        for table in ("core_change", "core_search"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
