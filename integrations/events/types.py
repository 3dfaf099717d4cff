"""What may be done to the types of events."""

from collections.abc import Mapping
from typing import Any

from core.actor import Actor
from core.bulk import creating_many
from core.errors import Problem, RuleBroken
from core.writing import assign, changing, creating, deleting
from integrations.events.catalogue import STANDARD
from integrations.events.models import EventType
from integrations.events.schemas import check_schema, data_problems
from integrations.events.storable import plain


def create_event_type(*, actor: Actor, **values: Any) -> EventType:
    """Add a type of event. Its example must be allowed by its schema."""
    row = EventType(**values)
    with creating(row, event="event_type.created", permission="integrations.add_eventtype", actor=actor):
        _check(row)
    return row


def update_event_type(row: EventType, *, actor: Actor, version: int | None = None, **values: Any) -> EventType:
    """Change a type. What was received before stays as it is."""
    with changing(
        row, event="event_type.updated", permission="integrations.change_eventtype", actor=actor, version=version
    ) as found:
        assign(found, values)
        _check(found)
    return row


def delete_event_type(row: EventType, *, actor: Actor, version: int | None = None) -> None:
    """Forget a type: its events are still kept and acted on, and their data is no longer checked."""
    with deleting(
        row, event="event_type.deleted", permission="integrations.delete_eventtype", actor=actor, version=version
    ):
        pass


def create_standard_event_types(*, actor: Actor) -> list[EventType]:
    """The types that a new organization starts with."""
    rows = [
        EventType(name=one.name, description=str(one.description), schema=one.schema, example=one.example)
        for one in STANDARD
    ]
    return creating_many(rows, event="event_type.created", permission="integrations.add_eventtype", actor=actor)


def schema_of(name: str, *, actor: Actor) -> Mapping[str, Any]:
    """The schema of a type; empty where the type is not known."""
    rows = EventType.objects.filter(organization_id=actor.organization_id, **EventType.alive)
    return rows.filter(name=name).values_list("schema", flat=True).first() or {}


def _check(row: EventType) -> None:
    row.schema, row.example = plain(row.schema, "schema"), plain(row.example, "example")
    check_schema(row.schema)
    if problems := data_problems(row.schema, row.example, under="example"):
        raise RuleBroken(problems=[Problem("example", one.code, one.message) for one in problems])
