"""Every table with an organization, as the database has it, so that a module added later is copied by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from accounts.copies.rules import rules
from accounts.models import Organization, Person

CHANGES, COUNTERS = "core_change", "core_counter"
_TABLES = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
  and exists (select from pg_attribute o
              where o.attrelid = c.oid and o.attname = 'organization_id' and not o.attisdropped)
order by c.relname <> 'core_counter', c.relname, a.attnum
"""
# Types that may hold an id, or words, somewhere inside.
WORDS = ("text", "character varying", "jsonb")
# What of a person goes along: neither password nor what makes them platform staff.
OF_A_PERSON = ("id", "email", "name", "kind", "time_zone", "theme", "is_active", "created_at")
OF_THE_ORGANIZATION = (
    "id", "name", "slug", "time_zone", "currency", "country", "area_unit", "is_active", "created_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its type."""

    name: str
    type: str

    @property
    def is_id(self) -> bool:
        return self.type == "uuid"

    @property
    def has_words(self) -> bool:
        return self.type.startswith(WORDS) or self.type.endswith("[]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with an organization: its columns, those that name a person, and those that name a file."""

    name: str
    columns: tuple[Column, ...]
    people: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def has_id(self) -> bool:
        return any(column.name == "id" and column.is_id for column in self.columns)


def all_tables() -> list[Table]:
    """Every table with an organization; the counters come first, since later rows may move them."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        rows = cursor.fetchall()
    found: dict[str, list[Column]] = {}
    for table, name, type_name in rows:
        found.setdefault(table, []).append(Column(name, type_name))
    known = {model._meta.db_table: model for model in apps.get_models()}
    return [build_table(name, columns, known.get(name)) for name, columns in found.items()]


def build_table(name: str, columns: Iterable[Column], model: type[models.Model] | None) -> Table:
    """A table, with what its model says of its columns."""
    fields = model._meta.concrete_fields if model is not None else ()
    return Table(
        name,
        tuple(columns),
        people=frozenset(str(one.column) for one in fields if one.is_relation and one.related_model is Person),
        files=frozenset(str(one.column) for one in fields if isinstance(one, models.FileField)),
    )


def exported_tables() -> list[Table]:
    """What an export holds; the change record is the last."""
    return last_the_changes(one for one in all_tables() if one.name not in rules().stays)


def sandbox_tables() -> list[Table]:
    """What a sandbox has of the original."""
    left_out = {*rules().stays, *rules().not_in_sandbox}
    return [one for one in all_tables() if one.name not in left_out]


def last_the_changes(tables: Iterable[Table]) -> list[Table]:
    return sorted(tables, key=lambda one: one.name == CHANGES)


def people_table() -> Table:
    """The people an organization knows: of no organization themselves."""
    return _table_of(Person, OF_A_PERSON)


def organization_table() -> Table:
    """The organization's own row."""
    return _table_of(Organization, OF_THE_ORGANIZATION)


def _table_of(model: type[models.Model], names: Iterable[str]) -> Table:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = tuple(Column(one.column, one.db_type(connection)) for one in fields)
    return Table(model._meta.db_table, columns)


def people_of(tables: Iterable[Table], organization_id: UUID) -> str:
    """SQL of the ids of everybody whom a row of the tables names."""
    parts = [
        f"select {quoted(name)} from {quoted(table.name)}"
        f" where organization_id = '{organization_id}' and {quoted(name)} is not null"
        for table in tables
        for name in sorted(table.people)
    ]
    return " union ".join(parts)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def stored(table: Table, column: str) -> str:
    """SQL of a column's value. A counter's row does not follow the numbers that are taken; their sequence does."""
    is_number = (table.name, column) == (COUNTERS, "last")
    return "core_last_number(organization_id, sequence, last)" if is_number else quoted(column)


def listed(names: Iterable[str]) -> str:
    return ", ".join(quoted(name) for name in names)
