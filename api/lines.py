"""The rows of the change record as telling reads them: who did what when, and what changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db.models import QuerySet

from core.actor import Actor
from core.changes import Change
from core.reading.rows import fetch_texts, statement

NOTHING: Mapping[str, Any] = {}
_COLUMNS = ("id", "module", "record_id", "action", "event", "at", "actor_id", "before", "after")
# Who did it and what is taken out of JSON, for the rows of the page alone: beside the sort it would be for all that are
# sorted. Of a row that was changed only the members that were, and its number.
_LINES = """
select page.id, module, record_id, action, event, at, actor_id, person.name, after -> 'version', before,
       case when before is not null and after is not null then
           (select jsonb_object_agg(name, after -> name) from jsonb_object_keys(before) name)
           || jsonb_build_object('number', after -> 'number') end
from ({page}) page left join accounts_person person on person.id = page.actor_id
order by page.id
"""


class Line(NamedTuple):
    """A row of the change record. Ids, time, version and JSON are the texts that PostgreSQL writes.

    `version` is the record's after the change; None where nothing of it was left. Of what was made `after` is not read:
    mostly its table tells it.
    """

    pk: int
    module: str
    record_id: str
    action: str
    event: str
    at: str
    actor_id: str | None
    actor_name: str | None
    version: str | None
    before: str | None
    after: str | None


class Rows(NamedTuple):
    """What stands in the JSON of a change: the old values of what changed, and the new ones; of a new row all of it."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @classmethod
    def of(cls, line: Line, made: Mapping[int, str]) -> "Rows":
        """`made` has the rows of what was made, by change."""
        return cls(_loaded(line.before), _loaded(line.after or made.get(line.pk)))

    @property
    def number(self) -> int | None:
        return (self.after or self.before).get("number")

    def changed(self, *, arrived: bool) -> dict[str, tuple[Any, Any]]:
        """Old and new value of what changed; the old ones are nothing to whom the record has only come into sight."""
        return {name: (None if arrived else old, self.after.get(name)) for name, old in self.before.items()}

    def pairs(self, columns: Iterable[str]) -> dict[str, tuple[Any, Any]]:
        return {column: (self.before.get(column), self.after.get(column)) for column in columns}


def fetch_lines(changes: QuerySet[Change]) -> list[Line]:
    """The rows of the change record that a queryset selects, in the order of their ids."""
    found = statement(changes, _COLUMNS)
    rows, _types = fetch_texts((_LINES.format(page=found[0]), found[1]) if found else None)
    return list(map(Line._make, rows))


def fetch_rows(lines: Sequence[Line], actor: Actor) -> dict[int, Rows]:
    """By change: what the change record keeps of it. Rows that were made take one statement, the others none."""
    made = fetch_made([line.pk for line in lines if line.version and not line.before], actor)
    return {line.pk: Rows.of(line, made) for line in lines}


def fetch_made(changes: Sequence[int], actor: Actor) -> dict[int, str]:
    """By change: the row of what was made, as it was then."""
    if not changes:
        return {}
    rows = Change.objects.filter(organization_id=actor.organization_id, pk__among=changes)
    found, _types = fetch_texts(statement(rows, ("id", "after")))
    return dict(found)


def _loaded(text: str | None) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = orjson.loads(text) if text else NOTHING
    return loaded
