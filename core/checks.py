"""Start-up checks that read the database: the application's role must be bound by what guards the data."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

_ROLE = "select rolsuper, rolbypassrls, rolname from pg_roles where rolname = current_user"
_OWNED = "select count(*) from pg_class where relowner = current_user::regrole and relkind in ('r', 'p')"
_OPEN = """
select c.relname from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity
  and has_table_privilege(c.oid, 'select') and c.relname <> all (%s)
order by c.relname
"""
# Tables with an organization and no policy, each with its reason in docs/architecture.md. A test asserts the list.
EXEMPT = ("core_key", "accounts_application", "integrations_webhook_queue")


@register(Tags.database)
def application_role_is_bound(app_configs: Any, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """The application's role is neither superuser nor owner, and no table of an organization lies open to it."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        with connections[alias].cursor() as cursor:
            cursor.execute(_ROLE)
            superuser, bypasses, name = cursor.fetchone()
            cursor.execute(_OWNED)
            owned = cursor.fetchone()[0]
            cursor.execute(_OPEN, [list(EXEMPT)])
            open_tables = [table for (table,) in cursor.fetchall()]
        if superuser or bypasses or owned:
            errors.append(_not_bound(name))
        errors += [_open_table(table) for table in open_tables]
    return errors


def _not_bound(name: str) -> Error:
    return Error(
        f"The database role {name!r} is a superuser, bypasses policies or owns tables.",
        hint="DATABASE_URL must name a role that only reads and writes rows; DATABASE_ADMIN_URL names the owner.",
        id="atrium.E001",
    )


def _open_table(table: str) -> Error:
    return Error(
        f"The table {table!r} has an organization and no row-level policy.",
        hint="Add core.db.operations.GuardModel to the migration that creates it.",
        id="atrium.E002",
    )
