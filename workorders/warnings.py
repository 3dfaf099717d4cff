"""What whoever reports work should know before it is saved: what is open or was finished there, and who pays."""

from dataclasses import dataclass, field
from hashlib import sha256

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.actor import Actor
from core.errors import RuleBroken
from facilities.models import Equipment
from vendors.assigning import refuse_unassignable
from workorders.actions.families import finished_lately, place_of
from workorders.models import WorkOrder
from workorders.states import OPEN_STATES

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Warnings:
    """What speaks against saving as it stands. None of it refuses; an open order at the place asks for a reason."""

    open_here: list[WorkOrder] = field(default_factory=list)
    finished_here: list[WorkOrder] = field(default_factory=list)
    under_warranty: Equipment | None = None
    vendor_words: str = ""

    def __bool__(self) -> bool:
        return bool(self.open_here or self.finished_here or self.under_warranty or self.vendor_words)

    @property
    def mark(self) -> str:
        """What was shown, in a word: whoever sends it back has seen exactly this."""
        shown = [str(one.pk) for one in (*self.open_here, *self.finished_here)]
        shown += [str(self.under_warranty.pk)] if self.under_warranty else []
        return sha256(" ".join([*shown, self.vendor_words]).encode()).hexdigest()[:16] if self else ""


def warnings_for(order: WorkOrder, *, actor: Actor) -> Warnings:
    """The warnings for work that is about to be reported, of which the place at least is known."""
    place = place_of(order.space_id, order.equipment_id)
    return Warnings(
        open_here=list(open_at(place, order, actor=actor)[:SHOWN]) if place is not None else [],
        finished_here=list(recent_at(place, order, actor=actor)[:SHOWN]) if place is not None else [],
        under_warranty=covered(order.equipment),
        vendor_words=vendor_words(order),
    )


def open_at(place: Q, order: WorkOrder, *, actor: Actor) -> QuerySet[WorkOrder]:
    """Work of the same kind that is still to be done there; without a kind, all of it. The newest first."""
    rows = WorkOrder.objects.visible_to(actor).filter(place, same_kind(order), state__in=OPEN_STATES)
    return rows.filter(archived_at__isnull=True).select_related("assignee").order_by("-reported_at", "-id")


def recent_at(place: Q, order: WorkOrder, *, actor: Actor) -> QuerySet[WorkOrder]:
    """Work of the same kind that was finished there within thirty days: the new order may be its recall."""
    return finished_lately(place, actor=actor).filter(same_kind(order)).select_related("assignee")


def same_kind(order: WorkOrder) -> Q:
    """The same category, or the same trade, or whatever names neither; everything while neither was chosen."""
    if order.category_id is not None:
        return Q(category_id=order.category_id) | Q(category_id=None)
    if order.trade_id is not None:
        return Q(trade_id=order.trade_id) | Q(trade_id=None)
    return Q()


def covered(equipment: Equipment | None) -> Equipment | None:
    """Equipment whose warranty still runs today: whoever gave it may have to repair it without charge."""
    if equipment is None or equipment.warranty_until is None:
        return None
    return equipment if equipment.warranty_until >= timezone.localdate() else None


def vendor_words(order: WorkOrder) -> str:
    """Why the chosen vendor may not have the work; nothing while it may."""
    if order.vendor is None:
        return ""
    try:
        refuse_unassignable(order.vendor, order.property if order.property_id else None)
    except RuleBroken as broken:
        return str(broken.problems[0].message)
    return ""
