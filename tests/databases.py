"""Test databases: migrated once into a template, copied in a fraction of a second for each process."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from core.db.roles import as_owner

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_atrium_template_"


def create_test_database(worker: str) -> str:
    """A fresh database for one test process, owned by the owner; the application's role reads and writes it."""
    name = f"test_atrium{'_' + worker if worker else ''}"
    with as_owner(connection) as owner, one_process_at_a_time():
        template = _template(owner)
        with owner._nodb_cursor() as cursor:
            cursor.execute(f"drop database if exists {name} with (force)")
            cursor.execute(f"create database {name} template {template}")
    return name


def drop_test_database(name: str) -> None:
    """Remove a process's database again."""
    with as_owner(connection) as owner, owner._nodb_cursor() as cursor:
        cursor.execute(f"drop database if exists {name} with (force)")


def _template(owner: Any) -> str:
    """The migrated database that fits the present migrations; templates of earlier ones are dropped."""
    name = PREFIX + _digest()
    with owner._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where datname like %s", [PREFIX + "%"])
        existing = {found for (found,) in cursor.fetchall()}
        for stale in existing - {name}:
            cursor.execute(f"drop database if exists {stale} with (force)")
    if name not in existing:
        _migrate_into(owner, name)
    return name


def _migrate_into(owner: Any, name: str) -> None:
    before = settings.DATABASES["default"]["NAME"], owner.settings_dict["NAME"]
    unfinished = "test_atrium_unfinished"
    owner.settings_dict["TEST"]["NAME"] = unfinished
    try:
        owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        owner.close()
        settings.DATABASES["default"]["NAME"], owner.settings_dict["NAME"] = before
    with owner._nodb_cursor() as cursor:
        cursor.execute(f"alter database {unfinished} rename to {name}")


def _digest() -> str:
    """A name for the present state of all migrations and of what guards their tables."""
    digest = hashlib.sha256(str(settings.INSTALLED_APPS).encode())
    for path in sorted([*ROOT.glob("*/migrations/**/*"), *ROOT.glob("core/db/*.py")]):
        if path.suffix in (".py", ".sql"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def one_process_at_a_time() -> Iterator[None]:
    """Two processes must not copy or make the template at once."""
    path = ROOT / ".atrium" / "test-databases.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
