"""Orders that belong to each other: parts of a larger one, and the recall of one that did not last."""

from collections.abc import Sequence
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


def link_recalls(rows: Sequence[WorkOrder], *, actor: Actor) -> None:
    """The same for a set of new orders: what was finished at any of their places is read at once."""
    asking = [row for row in rows if row.recall_of_id is None and (row.category_id or row.trade_id)]
    asking = [row for row in asking if row.equipment_id or row.space_id]
    if not asking:
        return
    finished = _finished_around(asking, actor)
    for row in asking:
        at = row.equipment_id or row.space_id
        since = row.reported_at - RECALL_WITHIN
        for found in finished.get((at, row.category_id or row.trade_id), ()):
            if since <= found.completed_at <= row.reported_at:
                row.recall_of_id = found.pk
                break


def _finished_around(rows: Sequence[WorkOrder], actor: Actor) -> dict[tuple[Any, Any], list[Any]]:
    """What was finished at the rows' places in their times, newest first, by each place and kind it may be asked by."""
    spaces = {row.space_id for row in rows if not row.equipment_id}
    place = Q(equipment_id__in={row.equipment_id for row in rows if row.equipment_id}) | Q(space_id__in=spaces)
    times = [row.reported_at for row in rows]
    orders = WorkOrder.objects.visible_to(actor).filter(place, state__in=FINISHED)
    orders = orders.filter(completed_at__gte=min(times) - RECALL_WITHIN, completed_at__lte=max(times))
    found: dict[tuple[Any, Any], list[Any]] = {}
    for order in orders.order_by("-completed_at", "-id").values_list(
        "pk", "completed_at", "equipment_id", "space_id", "category_id", "trade_id", named=True
    ):
        for at in filter(None, (order.equipment_id, order.space_id)):
            for kind in {order.category_id, order.trade_id} - {None}:
                found.setdefault((at, kind), []).append(order)
    return found


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
