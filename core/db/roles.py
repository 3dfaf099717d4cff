"""Two roles: the owner, who migrates and backs up, and the application, which may only read and write rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from core.db.urls import parse_database_url
from core.personal import redacted_members

# Tables the application may only read: the database writes them through functions of the owner.
READ_ONLY = ("core_change", "core_change_cut", "core_era", "core_redacted_member", "django_migrations")
# Tables the application has no right on at all; it reads search through a view that carries the organization.
PRIVATE = ("core_search", "core_copying")
# Sequences of one organization each, asked through a function that knows which one acts.
NUMBERS = "core_number_"


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Connect as the owner for a while. The database's name stays, so that it serves a test database too."""
    if not settings.DATABASE_ADMIN_URL:
        raise ImproperlyConfigured("DATABASE_ADMIN_URL is not set: migrations and backups run as the owner.")
    application, owner = connection.settings_dict, parse_database_url(settings.DATABASE_ADMIN_URL)
    options = {name: value for name, value in application["OPTIONS"].items() if name != "assume_role"}
    login = {name: owner.get(name, "") for name in ("USER", "PASSWORD", "HOST", "PORT")}
    connection.close()
    connection.settings_dict = {**application, **login, "OPTIONS": options}
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict = application


def application_role() -> str:
    """The name of the application's role: whoever DATABASE_URL signs in as."""
    return str(settings.DATABASES["default"]["USER"])


def grant_to_application(connection: BaseDatabaseWrapper) -> None:
    """Give the application its rights on every table, and no more. Run as the owner after each migration."""
    role = connection.ops.quote_name(application_role())
    statements = [
        f"grant usage on schema public to {role}",
        f"grant select, insert, update, delete on all tables in schema public to {role}",
        f"grant usage, select on all sequences in schema public to {role}",
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        for table in _tables_like(cursor, READ_ONLY + owner_only_tables()):
            cursor.execute(f"revoke insert, update, delete on {table} from {role}")
        for table in _tables_like(cursor, append_only_tables()):
            cursor.execute(f"revoke update, delete on {table} from {role}")
        for table in _tables_like(cursor, PRIVATE):
            cursor.execute(f"revoke all on {table} from {role}")
        cursor.execute("select relname from pg_class where relkind = 'S' and starts_with(relname, %s)", [NUMBERS])
        for (sequence,) in cursor.fetchall():
            cursor.execute(f"revoke all on sequence {sequence} from {role}")


def name_redacted_members(connection: BaseDatabaseWrapper) -> None:
    """Write down what models declare as personal: nothing else is ever redacted in the change record."""
    with connection.cursor() as cursor:
        if not _tables_like(cursor, ("core_redacted_member",)):
            return
        cursor.execute("delete from core_redacted_member")
        cursor.executemany("insert into core_redacted_member values (%s, %s)", sorted(redacted_members()))


def append_only_tables() -> tuple[str, ...]:
    """Tables whose rows are never changed or removed, as their models say."""
    return tuple(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def owner_only_tables() -> tuple[str, ...]:
    """Tables that only the owner writes, as their models say."""
    return tuple(model._meta.db_table for model in apps.get_models() if getattr(model, "owner_only", False))


def _tables_like(cursor: CursorWrapper, names: tuple[str, ...]) -> list[str]:
    """The named tables and their partitions, as far as they exist yet."""
    cursor.execute(
        "select c.relname from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace"
        " and (c.relname = any(%s) or exists (select from pg_inherits i join pg_class p on p.oid = i.inhparent"
        " where i.inhrelid = c.oid and p.relname = any(%s)))",
        [list(names), list(names)],
    )
    return [name for (name,) in cursor.fetchall()]
