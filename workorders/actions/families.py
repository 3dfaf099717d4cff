"""Orders that belong to each other: parts of a larger one, and the recall of one that did not last."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.trees import hold_tree, refuse_loop
from workorders.choices import State
from workorders.models import WorkOrder
from workorders.states import FINAL_STATES

# A fault of the same kind at the same place within this time is the recall of the work that was done there.
RECALL_WITHIN = timedelta(days=30)
FINISHED = (State.COMPLETED, State.VERIFIED, State.CLOSED)


def hold_families(values: dict[str, Any], *, actor: Actor) -> None:
    """Before an order is given a parent: no other is moved or ended meanwhile, so that none becomes its own part."""
    if values.get("parent") or values.get("parent_id"):
        hold_tree(WorkOrder.module, actor=actor, alone=True)


def check_parent(row: WorkOrder, *, actor: Actor) -> None:
    """Refuse a parent that lies below the order itself, or that has ended: its parts would be done for nothing."""
    if row.parent_id is None:
        return
    refuse_loop(row)
    parent = WorkOrder.objects.visible_to(actor).filter(pk=row.parent_id).values_list("state", flat=True).first()
    if parent in FINAL_STATES and row.state not in FINAL_STATES:
        raise RuleBroken("parent", "final", _("That work order has ended already."), status=409)


def refuse_with_open_parts(row: WorkOrder) -> None:
    """An order ends after its parts. `hold_tree` was called before: none is added meanwhile."""
    parts = WorkOrder.objects.filter(organization_id=row.organization_id, parent_id=row.pk, deleted_at__isnull=True)
    numbers = list(parts.exclude(state__in=FINAL_STATES).order_by("number").values_list("number", flat=True)[:20])
    if numbers:
        listed = ", ".join(f"WO-{number}" for number in numbers)
        words = _("Its parts must be closed or cancelled first: %s.") % listed
        raise RuleBroken("state", "open-parts", words, status=409, extra={"parts": numbers})


def link_recall(row: WorkOrder, *, actor: Actor) -> None:
    """Name the finished order that a new one takes up again: same place, same kind of problem, within thirty days."""
    if row.recall_of_id is not None or (row.category_id is None and row.trade_id is None):
        return
    place = place_of(row.space_id, row.equipment_id)
    if place is None:
        return
    kind = Q(category_id=row.category_id) if row.category_id else Q(trade_id=row.trade_id)
    found = finished_lately(place, actor=actor, at=row.reported_at).filter(kind).values_list("pk", flat=True).first()
    row.recall_of_id = found


def place_of(space_id: UUID | None, equipment_id: UUID | None) -> Q | None:
    """The same equipment, or where none is named the same space."""
    if equipment_id is not None:
        return Q(equipment_id=equipment_id)
    return Q(space_id=space_id) if space_id is not None else None


def finished_lately(place: Q, *, actor: Actor, at: Any = None) -> QuerySet[WorkOrder]:
    """What was finished at a place not long before a moment, newest first."""
    at = at or timezone.now()
    rows = WorkOrder.objects.visible_to(actor).filter(place, state__in=FINISHED)
    return rows.filter(completed_at__gte=at - RECALL_WITHIN, completed_at__lte=at).order_by("-completed_at", "-id")
