"""What a new request may belong to: open work orders and other requests at the same place, the nearest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from core.actor import Actor
from workorders.choices import RequestState
from workorders.models import Request, WorkOrder
from workorders.request_states import OVER

READ, SHOWN = 400, 4


@dataclass(slots=True)
class Suggestions:
    """What one request could join, or be the same as."""

    orders: list[WorkOrder] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)


def suggest(rows: Sequence[Request], actor: Actor) -> dict[UUID, Suggestions]:
    """For each request of a page, by two statements however many there are."""
    if not rows:
        return {}
    orders = list(_orders(rows, actor)) if actor.may("workorders.view_workorder") else []
    others = list(_requests(rows, actor))
    return {row.pk: Suggestions(nearest(row, orders), nearest(row, others)) for row in rows}


def nearest(row: Request, candidates: Iterable[Any]) -> list[Any]:
    """The closest of what could belong to it, newest first among equals."""
    close = [(nearness(row, one), one) for one in candidates if one.pk != row.pk]
    found = [(near, one) for near, one in close if near]
    return [one for _near, one in sorted(found, key=lambda pair: (-pair[0], -pair[1].number))[:SHOWN]]


def nearness(row: Request, other: Any) -> int:
    """3 at the same equipment, 2 in the same space, 1 at the same property about the same; 0 elsewhere."""
    if row.equipment_id and row.equipment_id == other.equipment_id:
        return 3
    if row.space_id and row.space_id == other.space_id:
        return 2
    if row.property_id != other.property_id:
        return 0
    same_kind = row.category_id is not None and row.category_id == other.category_id
    return int(same_kind or (row.space_id is None and other.space_id is None))


def _around(rows: Sequence[Request]) -> Q:
    equipment = {row.equipment_id for row in rows if row.equipment_id}
    spaces = {row.space_id for row in rows if row.space_id}
    at_property = Q(property_id__in={row.property_id for row in rows})
    categories = {row.category_id for row in rows if row.category_id}
    return (
        Q(equipment_id__in=equipment)
        | Q(space_id__in=spaces)
        | (at_property & (Q(category_id__in=categories) | Q(space_id=None)))
    )


def _orders(rows: Sequence[Request], actor: Actor) -> Any:
    found = WorkOrder.objects.visible_to(actor).filter(_around(rows), archived_at=None)
    return found.exclude(state__in=OVER).order_by("-reported_at", "-id")[:READ]


def _requests(rows: Sequence[Request], actor: Actor) -> Any:
    states = (RequestState.NEW, RequestState.ACCEPTED)
    found = Request.objects.visible_to(actor).filter(_around(rows), archived_at=None, state__in=states)
    return found.exclude(work_order__state__in=OVER).order_by("-reported_at", "-id")[:READ]
