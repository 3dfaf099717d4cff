"""A record's history as the API tells it, read from the change record."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from api.serializers import FIRST, LAST
from core.actor import Actor
from core.changes import Change
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
    members, found = shown_members(surface), list(changes)
    unseen = unseen_keys(surface.model, [change.changed for change in found], actor)
    return [tell(change, members, unseen) for change in found]


def shown_members(surface: Surface) -> dict[str, str]:
    """Column and member of everything that reading shows; a reference is written as its id."""
    names = {*FIRST, *surface.read, *LAST, "deleted_at"} - {"id", "organization", "version"}
    columns = {field.name: field for field in surface.model._meta.concrete_fields}
    return {columns[name].attname: name for name in names if name in columns}


def tell(change: Change, members: dict[str, str], unseen: dict[str, set[str]]) -> dict[str, Any]:
    """One change: who, when, by which way, and old and new value of each member. The unseen is null."""
    person = change.actor
    changed = {
        members[column]: [None if one in unseen.get(column, ()) else one for one in pair]
        for column, pair in change.changed.items()
        if column in members
    }
    return {
        "id": str(change.id),
        "at": _time.to_representation(change.at),
        "event": change.event,
        "action": change.action,
        "actor": {"id": str(person.pk), "name": person.name} if person else None,
        "source": change.source,
        "request_id": change.request_id,
        "changed": changed,
    }


def add_history(objects: list[dict[str, Any]], ids: list[str], actor: Actor, surface: Surface) -> None:
    """The member `history` of several records: one statement for all of them."""
    members = shown_members(surface)
    found: dict[str, list[dict[str, Any]]] = {str(one): [] for one in ids}
    changes = list(changes_of([UUID(str(one)) for one in ids], actor))
    unseen = unseen_keys(surface.model, [change.changed for change in changes], actor)
    for change in changes:
        found[str(change.record_id)].append(tell(change, members, unseen))
    for one, id_ in zip(objects, ids, strict=True):
        one["history"] = found[str(id_)]
