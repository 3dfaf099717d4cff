"""The rows of the change record as telling reads them: who did what when, and apart from that what changed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db.models import QuerySet

from core.actor import Actor
from core.changes import Change
from core.reading.rows import fetch_texts, statement

NOTHING: Mapping[str, Any] = {}
_COLUMNS = ("id", "module", "record_id", "action", "event", "at", "actor_id", "actor__name", "after__version")


class Line(NamedTuple):
    """A change without what changed. Ids, time and version are the texts that PostgreSQL writes.

    `version` is the record's after the change; None where nothing of it was left.
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


class Rows(NamedTuple):
    """What stands in the JSON of a change: the old values of what changed, and the row afterwards."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def number(self) -> int | None:
        return (self.after or self.before).get("number")

    def changed(self, *, arrived: bool) -> dict[str, tuple[Any, Any]]:
        """Old and new value of what changed; the old ones are nothing to whom the record has only come into sight."""
        return {name: (None if arrived else old, self.after.get(name)) for name, old in self.before.items()}

    def pairs(self, columns: Iterable[str]) -> dict[str, tuple[Any, Any]]:
        return {column: (self.before.get(column), self.after.get(column)) for column in columns}


def fetch_lines(changes: QuerySet[Change]) -> list[Line]:
    """The rows of the change record that a queryset selects."""
    found, _types = fetch_texts(statement(changes, _COLUMNS))
    return list(map(Line._make, found))


def fetch_rows_of(lines: Sequence[Line], actor: Actor) -> dict[int, Rows]:
    """By change: what the change record keeps of it. One statement for any number of them."""
    if not lines:
        return {}
    changes = Change.objects.filter(organization_id=actor.organization_id, pk__among=[line.pk for line in lines])
    found, _types = fetch_texts(statement(changes, ("id", "before", "after")))
    return {key: Rows(_loaded(before), _loaded(after)) for key, before, after in found}


def _loaded(text: str | None) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = orjson.loads(text) if text else NOTHING
    return loaded
