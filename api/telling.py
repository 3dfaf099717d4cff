"""Changes as the API tells them, a set at a time: who sees which, what changed, and the record as the change left it.

A module costs one statement, and one more where the reader sees only a part of its records, whatever the number of
changes. Whoever sees a part is told of a record that leaves that part as if it were deleted: for them it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from django.db.models import QuerySet
from django.utils import timezone
from orjson import Fragment

from accounts.scopes import may_use
from api.history import tell_members, tell_new_members
from api.modules import build_reader, fields_of
from core.actor import Actor
from core.changes import Change
from core.custom_questions import asked_fields
from core.query import EVERYTHING, Condition, QueryContext, parse_parameters
from core.reading.rows import fetch_texts, statement, wire_time
from core.reading.states import after_changes, before_changes, change_key
from core.sight import doubtful_references, is_narrowed, unseen_keys
from core.surfaces import Surface, surface_named

CREATE, DELETE = "create", "delete"
NOTHING: Mapping[str, Any] = {}
_COLUMNS = ("id", "module", "record_id", "action", "event", "at", "actor_id", "actor__name", "before", "after")


class Line(NamedTuple):
    """A row of the change record. Ids, time and JSON are the texts that PostgreSQL writes."""

    pk: int
    module: str
    record_id: str
    action: str
    event: str
    at: str
    actor_id: str | None
    actor_name: str | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """One change for one reader. `record` is the record's JSON after the change, None where it was not asked for."""

    line: Line
    number: int | None
    action: str
    changed: Mapping[str, list[Any]]
    record: Fragment | None

    @property
    def pk(self) -> int:
        return self.line.pk

    @property
    def at(self) -> str:
        return wire_time(self.line.at)

    @property
    def actor(self) -> dict[str, str | None] | None:
        """Who did it; None is Atrium itself."""
        return {"id": self.line.actor_id, "name": self.line.actor_name} if self.line.actor_id else None


def fetch_lines(rows: QuerySet[Change]) -> list[Line]:
    """The rows of the change record that a queryset selects."""
    found, _types = fetch_texts(statement(rows, _COLUMNS))
    return list(map(Line._make, found))


def parse_filter(module: str, text: str, actor: Actor) -> Condition:
    """An expression of the query language as a condition of a module, or QueryError."""
    surface = surface_named(module)
    given = {"where": [text]}
    return parse_parameters(asked_fields(fields_of(surface), module, given, actor=actor), given)


def seen_changes(module: str, ids: Sequence[int], actor: Actor, condition: Condition) -> set[int]:
    """Which changes of a module the actor is told of, those by which a record leaves its sight among them."""
    surface = surface_named(module)
    if not may_read(surface, actor):
        return set()
    seen = _records_of(surface, actor, list(ids), condition, records=False)
    return seen.keys() | _crossings(list(ids), surface, actor).left


def tell_changes(module: str, ids: Sequence[int], actor: Actor) -> list[Told]:
    """The changes as far as the actor may see them now; a deleted record as it was last."""
    surface = surface_named(module)
    if not may_read(surface, actor):
        return []
    rows = Change.objects.filter(organization_id=actor.organization_id, pk__in=list(ids)).order_by("pk")
    return tell_lines(fetch_lines(rows), surface, actor, last_words=True)


def may_read(surface: Surface, actor: Actor) -> bool:
    """Whether token and role let the actor read the module at all."""
    return may_use(actor, surface.scope, "read") and actor.may(surface.permission("view"))


def tell_lines(
    lines: Sequence[Line],
    surface: Surface,
    actor: Actor,
    *,
    records: bool = True,
    last_words: bool = False,
    condition: Condition = EVERYTHING,
) -> list[Told]:
    """Those changes of one module that the actor may see and that meet the condition, in their order.

    `last_words` gives a deleted record as it was last; without it a deletion has no record.
    """
    seen = _records_of(surface, actor, [line.pk for line in lines], condition, records)
    crossing = _crossings([line.pk for line in lines if line.action == "update"], surface, actor)
    rows = {line.pk: _Rows.of(line) for line in lines if line.pk in seen or line.pk in crossing.left}
    doubtful = [one.column for one in doubtful_references(surface.model, actor)]
    unseen = unseen_keys(surface.model, (one.pairs(doubtful) for one in rows.values()), actor) if doubtful else {}
    told = []
    for line in (line for line in lines if line.pk in rows):
        row = rows[line.pk]
        if line.pk in crossing.left:
            told.append(Told(line, row.number, DELETE, {}, None))
            continue
        if line.action == CREATE:
            changed = tell_new_members(row.after, surface, unseen)
        else:
            changed = tell_members(row.changed(arrived=line.pk in crossing.arrived), surface, unseen)
        shown = seen[line.pk] if last_words or line.action != DELETE else None
        told.append(Told(line, row.number, line.action, changed, shown))
    return told


class _Rows(NamedTuple):
    """What stands in the JSON of a change: the old values of what changed, and the row afterwards."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @classmethod
    def of(cls, line: Line) -> "_Rows":
        before, after = line.before, line.after
        return cls(orjson.loads(before) if before else NOTHING, orjson.loads(after) if after else NOTHING)

    @property
    def number(self) -> int | None:
        return (self.after or self.before).get("number")

    def changed(self, *, arrived: bool) -> dict[str, tuple[Any, Any]]:
        """Old and new value of what changed; the old ones are nothing to whom the record has only come into sight."""
        return {name: (None if arrived else old, self.after.get(name)) for name, old in self.before.items()}

    def pairs(self, columns: Iterable[str]) -> dict[str, tuple[Any, Any]]:
        return {column: (self.before.get(column), self.after.get(column)) for column in columns}


def _records_of(
    surface: Surface, actor: Actor, ids: list[int], condition: Condition, records: bool
) -> Mapping[int, Fragment | None]:
    """By change: the record after it, of those changes that the actor sees."""
    if not records and condition is EVERYTHING and not is_narrowed(surface.model, actor):
        return dict.fromkeys(ids)
    rows = after_changes(_asked(surface, actor, condition), ids, actor.organization_id)
    key = change_key(surface.model)
    if not records:
        return dict.fromkeys(rows.values_list(key, flat=True))
    texts, keys = build_reader(surface, actor, None, None).read(rows, keys=[key])
    return {change: text for text, (change,) in zip(texts, keys, strict=True) if isinstance(text, Fragment)}


@dataclass(frozen=True, slots=True)
class _Crossings:
    """The changes by which records left what the actor sees, and those by which they came into it."""

    left: frozenset[int] = frozenset()
    arrived: frozenset[int] = frozenset()


def _crossings(ids: Sequence[int], surface: Surface, actor: Actor) -> _Crossings:
    if not ids or not is_narrowed(surface.model, actor):
        return _Crossings()
    key, rows = change_key(surface.model), surface.model.objects.all().within(actor)
    # What was made or deleted is found before as after.
    before = set(before_changes(rows, ids, actor.organization_id).values_list(key, flat=True))
    after = set(after_changes(rows, ids, actor.organization_id).values_list(key, flat=True))
    return _Crossings(frozenset(before - after), frozenset(after - before))


def _asked(surface: Surface, actor: Actor, condition: Condition) -> QuerySet[Any]:
    """The records that exist for the actor, deleted or not, and meet the condition."""
    rows: QuerySet[Any] = surface.model.objects.all().within(actor)
    if condition is EVERYTHING:
        return rows
    zone = ZoneInfo(actor.time_zone)
    context = QueryContext(now=timezone.now(), zone=zone, actor=actor, person_id=actor.person_id)
    return rows.filter(condition.to_q(context))
