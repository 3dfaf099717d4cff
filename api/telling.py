"""Changes as the API tells them, a set at a time: who sees which, what changed, and the record as the change left it.

Records that nobody has written since are read from their table, the others from the change record: a few statements
for each module, whatever the number of changes. Whoever sees a part is told of a record that leaves that part as if it
were deleted: for them it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from orjson import Fragment

from accounts.scopes import may_use
from api.history import tell_members, tell_new_members
from api.lines import Line, Rows, fetch_lines, fetch_rows
from api.modules import fields_of
from api.present import UNREAD, Present, read_left, read_present
from core.actor import Actor
from core.changes import Change
from core.custom_questions import asked_fields
from core.query import EVERYTHING, Condition, QueryContext, parse_parameters
from core.reading.compiled import Written
from core.reading.pages import LARGEST_LIMIT
from core.reading.rows import wire_time
from core.reading.states import after_changes, before_changes, change_key
from core.sight import doubtful_references, is_narrowed, unseen_keys
from core.surfaces import Surface, surface_named

CREATE, DELETE, UPDATE = "create", "delete", "update"


class Told(NamedTuple):
    """One change for one reader. `record` is the record's JSON after the change, None where it was not asked for.

    `changed` holds old and new value of each member, or is their JSON.
    """

    line: Line
    number: int | None
    action: str
    changed: Mapping[str, list[Any]] | Fragment
    record: Written | None

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
    rows = after_changes(_asked(surface, actor, condition), ids, actor.organization_id)
    seen = set(rows.values_list(change_key(surface.model), flat=True))
    return seen | _crossings(ids, surface, actor).left


def tell_changes(module: str, ids: Sequence[int], actor: Actor) -> list[Told]:
    """The changes as far as the actor may see them now; a deleted record as it was last."""
    surface = surface_named(module)
    if not may_read(surface, actor):
        return []
    rows = Change.objects.filter(organization_id=actor.organization_id, pk__among=ids).order_by("pk")
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
    seen = _look(lines, surface, actor, condition, records)
    crossing = _crossings([line.pk for line in lines if line.action == UPDATE], surface, actor)
    shown = [line for line in lines if line.pk in seen or line.pk in crossing.left]
    made = {line.pk: one for line in _creations(shown) if (one := seen.get(line.pk)) and one.made}
    rows = fetch_rows([line for line in shown if line.pk not in made], actor)
    unseen = _unseen(rows.values(), surface, actor)
    told = []
    for line in shown:
        if new := made.get(line.pk):
            told.append(Told(line, new.number, CREATE, new.made or {}, new.record))
        elif line.pk in crossing.left:
            told.append(Told(line, rows[line.pk].number, DELETE, {}, None))
        else:
            row, arrived = rows[line.pk], line.pk in crossing.arrived
            record = seen[line.pk].record if last_words or line.action != DELETE else None
            told.append(Told(line, row.number, line.action, _changed(line, row, surface, unseen, arrived), record))
    return told


def _changed(
    line: Line, row: Rows, surface: Surface, unseen: Mapping[str, set[str]], arrived: bool
) -> Mapping[str, list[Any]] | Fragment:
    if line.action == CREATE:
        return tell_new_members(row.after, surface, unseen)
    return tell_members(row.changed(arrived=arrived), surface, unseen)


def _look(
    lines: Sequence[Line], surface: Surface, actor: Actor, condition: Condition, records: bool
) -> dict[int, Present]:
    """By change, of all that are seen: the record as it left it."""
    asked = _asked(surface, actor, condition)
    everything = records or condition is not EVERYTHING or is_narrowed(surface.model, actor)
    seen = _still(lines if everything else _creations(lines), asked, surface, actor, records)
    rest = [line for line in lines if line.pk not in seen]
    # What is told of a change alone is read from its JSON in half the time that making a row of it takes.
    return seen | (_left_by(rest, asked, surface, actor, records) if everything else {line.pk: UNREAD for line in rest})


def _creations(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.action == CREATE]


def _still(
    lines: Sequence[Line], rows: QuerySet[Any], surface: Surface, actor: Actor, records: bool
) -> dict[int, Present]:
    """By change: the records among `rows` that nobody has written since."""
    versions = {line.pk: (line.record_id, line.version) for line in lines if line.version}
    if not versions:
        return {}
    ids, numbers = map(set, zip(*versions.values(), strict=True))
    # Most that were written since have a number that no change of the page has: not even read. Cut like a page of a
    # list, which is what its statement is made for; the same length keeps it the same statement.
    page = rows.order_by().filter(pk__among=ids, version__among=numbers)[: max(LARGEST_LIMIT, len(ids))]
    made = {versions[line.pk] for line in _creations(lines)}
    present = read_present(page, surface, actor, records=records, made=made)
    return {change: present[version] for change, version in versions.items() if version in present}


def _left_by(
    lines: Sequence[Line], rows: QuerySet[Any], surface: Surface, actor: Actor, records: bool
) -> dict[int, Present]:
    """By change: the record as it left it, of those changes whose records were written again and are among `rows`."""
    if not lines:
        return {}
    found = after_changes(rows, [line.pk for line in lines], actor.organization_id, changed_since=True)
    made = {line.pk for line in _creations(lines)}
    return read_left(found, surface, actor, records=records, made=made)


def _unseen(rows: Iterable[Rows], surface: Surface, actor: Actor) -> Mapping[str, set[str]]:
    doubtful = [one.column for one in doubtful_references(surface.model, actor)]
    return unseen_keys(surface.model, (one.pairs(doubtful) for one in rows), actor) if doubtful else {}


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
