"""A queryset's own statement, run so that values stay as PostgreSQL writes them.

Turning uuids, numbers, times and JSON into Python objects is most of a list's cost; a list only writes them out again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from psycopg.adapt import Loader
from psycopg.types.string import TextLoader

Source = str | Combinable
Row = tuple[Any, ...]

_AS_TEXT = ("uuid", "numeric", "timestamptz", "date", "time")


class FragmentLoader(Loader):
    """JSON that goes into the answer as it stands."""

    def load(self, data: Any) -> orjson.Fragment:
        return orjson.Fragment(bytes(data))


def statement(queryset: QuerySet[Any], sources: Sequence[Source]) -> tuple[str, tuple[Any, ...]] | None:
    """The SELECT of `sources`, or None when the queryset knows that it selects nothing."""
    try:
        return queryset.values_list(*sources).query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return None


def fetch_rows(found: tuple[str, tuple[Any, ...]] | None) -> list[Row]:
    """All rows of one statement."""
    if found is None:
        return []
    with connection.cursor() as cursor:
        leave_as_text(cursor)
        cursor.execute(*found)
        return cursor.fetchall()


def fetch_texts(found: tuple[str, tuple[Any, ...]] | None) -> tuple[list[Row], tuple[int, ...]]:
    """All rows of one statement, JSON as text too, and the types of its columns by PostgreSQL's numbers."""
    if found is None:
        return [], ()
    with connection.cursor() as cursor:
        leave_as_text(cursor, json=TextLoader)
        cursor.execute(*found)
        result = cursor.cursor.pgresult
        # Describing a column in full takes as long as reading it.
        return cursor.fetchall(), tuple(map(result.ftype, range(result.nfields)))


def count_rows(queryset: QuerySet[Any]) -> int:
    """How many rows the queryset selects: its own statement, counted. `count()` takes several times longer to make."""
    found = statement(queryset, ["pk"])
    if found is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({found[0]}) counted", found[1])
        return int(cursor.fetchone()[0])


def count_each(rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each queryset selects, by its key: one statement, however many there are."""
    found = {key: statement(one.order_by() if not one.query.is_sliced else one, ["pk"]) for key, one in rows.items()}
    asked = {key: one for key, one in found.items() if one is not None}
    counts: dict[str, int] = dict.fromkeys(rows, 0)
    if asked:
        columns = ", ".join(f"(select count(*) from ({sql}) counted)" for sql, _values in asked.values())
        with connection.cursor() as cursor:
            cursor.execute(f"select {columns}", [value for _sql, values in asked.values() for value in values])
            counts |= zip(asked, cursor.fetchone(), strict=True)
    return counts


def stream_texts(
    queryset: QuerySet[Any], sources: Sequence[Source], *, size: int = 2_000
) -> Iterator[tuple[list[Row], tuple[int, ...]]]:
    """All rows in batches from a cursor on the server, as `fetch_texts` reads them. Needs an open transaction."""
    found = statement(queryset, sources)
    if found is None:
        return
    with connection.chunked_cursor() as cursor:
        leave_as_text(cursor, json=TextLoader)
        cursor.execute(*found)
        types = tuple(column.type_code for column in cursor.description)
        while rows := cursor.fetchmany(size):
            yield rows, types


def leave_as_text(cursor: Any, *, json: type[Loader] = FragmentLoader) -> None:
    """Make this one cursor return uuids, numbers and times as text and JSON as fragments."""
    adapters = cursor.cursor.adapters
    for name in _AS_TEXT:
        adapters.register_loader(name, TextLoader)
    for name in ("json", "jsonb"):
        adapters.register_loader(name, json)


def wire_time(text: str) -> str:
    """PostgreSQL's `2026-03-15 10:00:00.5+00` as the API writes it: `2026-03-15T10:00:00.500000Z`."""
    if len(text) == 29:
        return f"{text[:10]}T{text[11:26]}Z"
    return f"{text[:10]}T{text[11:19]}.{text[20:-3]:0<6}Z"
