"""A record's history as the API tells it, read from the change record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, QuerySet
from orjson import Fragment, dumps
from rest_framework import serializers

from api.serializers import FIRST, LAST, build_row_serializer
from core.actor import Actor
from core.changes import Change, is_filled
from core.reading.fields import UtcDateTimeField
from core.sight import unseen_keys
from core.surfaces import Surface

_time = UtcDateTimeField()


def changes_of(ids: Sequence[UUID], actor: Actor) -> QuerySet[Change]:
    """What happened to the records, newest first. Whoever calls has fetched them as visible."""
    rows = Change.objects.filter(organization_id=actor.organization_id, record_id__in=ids)
    return rows.select_related("actor").order_by("-id")


def told(changes: Iterable[Change], surface: Surface, actor: Actor) -> list[dict[str, Any]]:
    """The changes in the API's words."""
    found = list(changes)
    unseen = unseen_keys(surface.model, [change.changed for change in found], actor)
    return [tell(change, surface, unseen) for change in found]


@dataclass(frozen=True, slots=True)
class Member:
    """What a column is called, and how its value, as the change record keeps it, is written; None: as it stands."""

    name: str
    write: Callable[[Any], Any] | None


@cache
def shown_members(surface: Surface) -> dict[str, Member]:
    """By column: the members of everything that reading shows; a reference is written as its id."""
    beside = ("id", "organization", "version")
    names = [one for one in (*FIRST, *surface.read, *LAST, "deleted_at") if one not in beside]
    columns = {field.name: field for field in surface.model._meta.concrete_fields}
    shown = build_row_serializer(surface)().fields
    return {
        str(columns[name].column): Member(name, writer_of(columns[name], shown.get(name)))
        for name in names
        if name in columns
    }


def writer_of(column: Any, shown: serializers.Field | None) -> Callable[[Any], Any] | None:
    """How a value that PostgreSQL wrote as JSON is written as the API writes it everywhere else."""
    if isinstance(column, DateTimeField):
        return wire_moment
    if isinstance(shown, serializers.DecimalField):
        places = column.decimal_places
        return lambda value: None if value is None else f"{Decimal(str(value)):.{places}f}"
    return None


def wire_moment(text: str | None) -> str | None:
    """PostgreSQL's `2026-03-15T10:00:00.5+00:00` with six digits and Z."""
    if not text:
        return None
    if text[-6:] == "+00:00":  # as the database writes every one
        head = text[:-6]
        if len(head) == 26:
            return f"{head}Z"
        return f"{head if '.' in head else head + '.':0<26}Z"
    return _time.to_representation(datetime.fromisoformat(text))


def tell_new_members(after: Mapping[str, Any], surface: Surface, unseen: Mapping[str, set[str]]) -> Fragment:
    """The same of something that was made, straight from its row, as JSON: each member that has a value."""
    told = []
    value_of = after.get
    for column, beginning, write in _beginnings(surface):
        value = value_of(column)
        if value or (value is not None and is_filled(value)):
            if unseen and value in unseen.get(column, ()):
                value = None
            told.append(f"{beginning}{dumps(write(value) if write else value).decode()}]")
    return Fragment(f"{{{','.join(told)}}}")


@cache
def _beginnings(surface: Surface) -> tuple[tuple[str, str, Callable[[Any], Any] | None], ...]:
    """By column: how the text of a member that was nothing before begins, and how its value is written."""
    members = shown_members(surface).items()
    return tuple((column, f'"{member.name}":[null,', member.write) for column, member in members)


def tell_members(
    changed: Mapping[str, tuple[Any, Any]], surface: Surface, unseen: Mapping[str, set[str]]
) -> dict[str, list[Any]]:
    """Old and new value of each member that reading shows. What the reader does not see is null."""
    found: dict[str, list[Any]] = {}
    members = shown_members(surface)
    for column, pair in changed.items():
        member = members.get(column)
        if member is None:
            continue
        old, new = pair
        if unseen and (hidden := unseen.get(column)):
            old, new = (None if one in hidden else one for one in pair)
        if write := member.write:
            old, new = write(old), write(new)
        found[member.name] = [old, new]
    return found


def tell(change: Change, surface: Surface, unseen: dict[str, set[str]]) -> dict[str, Any]:
    """One change: who, when, by which way, and old and new value of each member."""
    person = change.actor
    return {
        "id": str(change.id),
        "at": _time.to_representation(change.at),
        "event": change.event,
        "action": change.action,
        "actor": {"id": str(person.pk), "name": person.name} if person else None,
        "source": change.source,
        "request_id": change.request_id,
        "changed": tell_members(change.changed, surface, unseen),
    }


def add_history(objects: list[dict[str, Any]], ids: list[str], actor: Actor, surface: Surface) -> None:
    """The member `history` of several records: one statement for all of them."""
    found: dict[str, list[dict[str, Any]]] = {str(one): [] for one in ids}
    changes = list(changes_of([UUID(str(one)) for one in ids], actor))
    for change, words in zip(changes, told(changes, surface, actor), strict=True):
        found[str(change.record_id)].append(words)
    for one, id_ in zip(objects, ids, strict=True):
        one["history"] = found[str(id_)]
