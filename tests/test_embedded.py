"""The embedded servers start, are shared, adopted and survive kills: real servers, a folder for each test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.embedded import ServiceError, remove_data, servers_of, use_services
from core.embedded.process import living_processes

pytestmark = [pytest.mark.slow, pytest.mark.apart]

HOLDER = """
import pathlib, sys
from core.embedded import use_services
with use_services(pathlib.Path(sys.argv[1]), given={}):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A checkout with a short path, left without servers whatever the test did to them."""
    yield tmp_path
    with use_services(tmp_path, given={}):
        pass
    assert server_pids(tmp_path) == []


@pytest.fixture
def other_process(root: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the servers of the same checkout."""
    command = [sys.executable, "-c", HOLDER, str(root)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=Path(__file__).parents[1], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        yield process
        process.kill()


def server_pids(root: Path) -> list[int]:
    return [pid for server in servers_of(root) for pid in server.processes()]


def postmaster(root: Path) -> int:
    return int((root / ".atrium/postgres/postmaster.pid").read_text().split()[0])


def main_processes(root: Path) -> list[int]:
    """Those that live as long as their server does: PostgreSQL's helpers come and go as it likes."""
    return [postmaster(root), *servers_of(root)[1].processes()]


def kill_and_wait(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while pid in [living for living, _ in living_processes()]:
        time.sleep(0.01)


def ask(address: str, sql: str) -> object:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(sql)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def note_down(address: str, text: str) -> None:
    ask(address, f"create table if not exists note as select '{text}'::text as text")


def test_starts_both_and_the_last_to_leave_stops_them(root: Path) -> None:
    with use_services(root, given={}) as first:
        before = main_processes(root)
        with use_services(root, given={}) as second:
            assert second == first
        assert main_processes(root) == before
        assert ask(first["DATABASE_URL"], "select current_user") == "atrium"
    assert server_pids(root) == []


def test_data_outlive_a_stop(root: Path) -> None:
    with use_services(root, given={}) as addresses:
        note_down(addresses["DATABASE_ADMIN_URL"], "kept")
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_ADMIN_URL"], "select text from note") == "kept"


def test_roles_have_no_more_rights_than_they_need(root: Path) -> None:
    rights = """select array[rolsuper, rolbypassrls, rolcreaterole, rolcreatedb]::text
                  from pg_roles where rolname = current_user"""
    with use_services(root, given={}) as addresses:
        application, owner = addresses["DATABASE_URL"], addresses["DATABASE_ADMIN_URL"]
        assert ask(application, rights) == "{f,f,f,f}"
        assert ask(owner, rights) == "{f,f,f,t}"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(application, "create table mine (id int)")
        with psycopg.connect(owner) as connection:
            connection.execute("create extension btree_gist")
            connection.execute("set role atrium")


def test_servers_listen_on_sockets_in_a_closed_folder_only(root: Path) -> None:
    with use_services(root, given={}) as addresses:
        sockets = servers_of(root)[0].sockets
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert sockets.stat().st_uid != 0
        assert ask(addresses["DATABASE_URL"], "show listen_addresses") == ""
        assert ask(addresses["DATABASE_URL"], "show timezone") == "UTC"


def test_no_folder_above_the_checkout_is_opened(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    checkout = closed / "checkout with a space"
    checkout.mkdir(parents=True)
    closed.chmod(0o700)
    with use_services(checkout, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700


def test_a_path_too_long_for_a_socket_moves_the_sockets_away(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    with use_services(deep, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select 1") == 1
        sockets = servers_of(deep)[0].sockets
    assert sockets.parent == Path("/tmp")
    assert sockets.stat().st_mode & 0o777 == 0o700


def test_settings_of_other_servers_do_not_reach_ours(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGPORT": "1",
        "PGHOST": "example.invalid",
        "PGDATA": "/nowhere",
        "PGUSER": "x",
    }.items():
        monkeypatch.setenv(name, value)
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select current_user") == "atrium"


def test_what_is_given_is_not_embedded(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgresql://db/atrium",
        "REDIS_URL": "redis://a",
        "CELERY_BROKER_URL": "redis://b",
    }
    with use_services(tmp_path, given=given) as provided:
        assert provided == {}
    assert not (tmp_path / ".atrium").exists()


def test_only_the_queue_is_embedded_when_a_database_is_given(root: Path) -> None:
    with use_services(root, given={"DATABASE_URL": "postgresql://db/atrium"}) as provided:
        assert set(provided) == {"REDIS_URL", "CELERY_BROKER_URL"}
        assert not (root / ".atrium/postgres").exists()


def test_an_owner_without_an_application_role_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ServiceError, match="DATABASE_URL is not"),
        use_services(tmp_path, given={"DATABASE_ADMIN_URL": "postgresql://db/atrium"}),
    ):
        pass


def test_a_pid_file_naming_a_stranger_does_not_block_the_start(root: Path) -> None:
    with use_services(root, given={}):
        pid_file, sockets = root / ".atrium/postgres/postmaster.pid", servers_of(root)[0].sockets
        text = pid_file.read_text()
    stale = text.replace(text.split()[0], str(os.getpid()), 1)
    pid_file.write_text(stale)
    (sockets / ".s.PGSQL.5432.lock").write_text(stale)
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select 1") == 1


@pytest.mark.parametrize("content", ["", "12"])
def test_a_half_written_pid_file_does_not_block_the_start(root: Path, content: str) -> None:
    with use_services(root, given={}):
        pass
    (root / ".atrium/postgres/postmaster.pid").write_text(content)
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select 1") == 1


def test_a_database_that_was_half_made_is_made_again(root: Path) -> None:
    part = root / ".atrium/postgres.part"
    part.mkdir(parents=True)
    (part / "PG_VERSION").write_text("18\n")
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select 1") == 1


def test_data_are_removed_only_when_nobody_uses_them(root: Path) -> None:
    with use_services(root, given={}) as addresses:
        note_down(addresses["DATABASE_ADMIN_URL"], "gone")
        with pytest.raises(ServiceError, match="running"):
            remove_data(root)
    remove_data(root)
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_ADMIN_URL"], "select to_regclass('note')") is None


def test_another_process_keeps_the_servers_alive(root: Path, other_process: subprocess.Popen[str]) -> None:
    with use_services(root, given={}) as addresses:
        server = postmaster(root)
    assert ask(addresses["DATABASE_URL"], "select 1") == 1
    other_process.communicate()
    assert server_pids(root) == []
    assert server not in [pid for pid, _ in living_processes()]


def test_servers_of_a_killed_process_are_adopted(root: Path, other_process: subprocess.Popen[str]) -> None:
    server = postmaster(root)
    other_process.kill()
    other_process.wait()
    assert server in server_pids(root)
    with use_services(root, given={}):
        assert postmaster(root) == server
    assert server_pids(root) == []


def test_a_killed_database_server_starts_again_with_its_data(root: Path) -> None:
    with use_services(root, given={}) as addresses:
        note_down(addresses["DATABASE_ADMIN_URL"], "kept")
        kill_and_wait(postmaster(root))
        with use_services(root, given={}):
            assert ask(addresses["DATABASE_ADMIN_URL"], "select text from note") == "kept"


def test_a_backend_that_outlives_its_server_is_ended_before_the_next_start(root: Path) -> None:
    endless = "do $$ begin loop end loop; end $$"
    with use_services(root, given={}) as addresses:
        command = [
            sys.executable,
            "-c",
            "import psycopg, sys; psycopg.connect(sys.argv[1]).execute(sys.argv[2])",
        ]
        with subprocess.Popen([*command, addresses["DATABASE_URL"], endless], stderr=subprocess.DEVNULL):
            busy = "select count(*) from pg_stat_activity where query like 'do $$%' and state = 'active'"
            while not ask(addresses["DATABASE_URL"], busy):
                time.sleep(0.01)
            kill_and_wait(postmaster(root))
            assert server_pids(root)
            with use_services(root, given={}):
                assert ask(addresses["DATABASE_URL"], "select 1") == 1


def test_a_killed_queue_starts_again_with_its_jobs(root: Path) -> None:
    valkey = servers_of(root)[1]
    with use_services(root, given={}):
        assert valkey.ask(b"SET job 1") == b"+OK\r\n"
        time.sleep(1.1)  # the append-only file reaches the disk once a second
        kill_and_wait(valkey.processes()[0])
        with use_services(root, given={}):
            assert valkey.ask(b"GET job") == b"$1\r\n1\r\n"


def test_the_process_and_both_servers_killed_at_once(root: Path, other_process: subprocess.Popen[str]) -> None:
    pids = main_processes(root)
    for pid in (other_process.pid, *pids):
        os.kill(pid, signal.SIGKILL)
    with use_services(root, given={}) as addresses:
        assert ask(addresses["DATABASE_URL"], "select 1") == 1
