"""PostgreSQL's own way to the same content: the list's statement as JSON, the file's statement as a COPY."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from psycopg import ClientCursor

from core.reading.rows import Source, statement
from core.reading.shape import Leaf, Node, Part


def plain_select(queryset: QuerySet[Any], sources: Sequence[Source]) -> str:
    """The statement of a queryset with its values quoted into it."""
    found = statement(queryset, sources)
    if found is None:
        raise RuntimeError("the queryset selects nothing")
    connection.ensure_connection()
    return str(ClientCursor(connection.connection).mogrify(*found))


def json_select(queryset: QuerySet[Any], node: Node) -> str:
    """One statement that answers with the rows as one JSON array, members as in the answer of the API."""
    sources: dict[Source, int] = {}
    members = ", ".join(f'{_member(part, sources)} as "{name}"' for name, part in node.members.items())
    inner = plain_select(queryset, list(sources))
    columns = ", ".join(f"c{place}" for place in sources.values())
    return f"select json_agg(x)::text from (select {members} from ({inner}) as r ({columns})) x"


def _member(part: Part, sources: dict[Source, int]) -> str:
    if isinstance(part, Leaf):
        return f"c{sources.setdefault(part.source, len(sources))}"
    pairs = ", ".join(f"'{name}', {_member(one, sources)}" for name, one in part.members.items())
    key = f"c{sources.setdefault(part.key, len(sources))}"
    return f"case when {key} is null then null else json_build_object({pairs}) end"
