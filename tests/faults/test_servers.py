"""Servers that go away or are killed under those who use them: what was answered is there, what is asked afterwards is
answered by itself.

All in one file, so that one process of the tests sets the installation up.
"""

import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.conftest import Installation, wait_until
from tests.faults.uploads import kill_while_files_come_in
from tests.faults.writes import kill_while_programs_write

pytestmark = [pytest.mark.slow, pytest.mark.apart]
TASK = "core.tasks.make_change_partitions"
DONE = f'atrium_task_duration_seconds_count{{outcome="success",task="{TASK}"}}'


def test_valkey_comes_back_empty(installation: Installation) -> None:
    """Whoever is signed in stays so, calls are counted anew, and the worker takes tasks again."""
    installation.send(TASK)
    wait_until(lambda: installation.metric(DONE) == 1)
    for pid in installation.valkey.processes():
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not installation.valkey.processes())
    # Nothing is counted then, and nothing is refused for it.
    assert installation.status("/api/v1/properties/") == 200
    assert installation.status("/readyz") == 503 and installation.status("/healthz") == 200
    shutil.rmtree(installation.valkey.data)
    installation.valkey.start()
    wait_until(lambda: installation.status("/readyz") == 200)
    assert installation.status("/api/v1/properties/") == 200
    installation.send(TASK)
    wait_until(lambda: installation.metric(DONE) == 2)


def test_postgres_is_restarted_under_the_web_server(installation: Installation) -> None:
    """Every thread holds a connection that is dead then; the next requests are answered as if nothing were."""

    def ask(_number: int) -> int:
        return installation.status("/api/v1/properties/")

    with ThreadPoolExecutor(8) as callers:
        assert set(callers.map(ask, range(40))) == {200}
        installation.postgres.stop()
        assert set(callers.map(ask, range(8))) == {503}
        assert installation.status("/readyz") == 503 and installation.status("/healthz") == 200
        installation.postgres.start()
        assert set(callers.map(ask, range(40))) == {200}
    assert installation.status("/readyz") == 200
    before = installation.metric(DONE)
    installation.send(TASK)
    wait_until(lambda: installation.metric(DONE) > before)


def test_a_postmaster_that_is_killed_is_no_different(installation: Installation) -> None:
    for pid in installation.postgres.processes():
        os.kill(pid, signal.SIGKILL)
    installation.postgres.start()
    assert [installation.status("/api/v1/properties/") for _number in range(16)] == [200] * 16


def test_kills_lose_no_file_and_keep_no_half_one(installation: Installation) -> None:
    kill_while_files_come_in(installation)


def test_kills_lose_no_write_and_make_none_twice(installation: Installation) -> None:
    kill_while_programs_write(installation)
