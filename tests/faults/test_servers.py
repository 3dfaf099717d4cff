"""Servers that go away under those who use them: what was asked afterwards is answered again, by itself."""

import os
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.conftest import Installation, wait_until

pytestmark = pytest.mark.slow
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
