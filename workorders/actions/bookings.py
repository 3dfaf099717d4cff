"""What is booked on a work order. An order on which labour or cost is booked is not cancelled."""

from collections.abc import Callable

from django.db.models import Sum
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from workorders.costs.ledger import costs_booked
from workorders.models import TimeEntry, WorkOrder


def hours_booked(row: WorkOrder) -> str:
    """The hours that people gave to the order."""
    entries = TimeEntry.objects.filter(organization_id=row.organization_id, work_order_id=row.pk)
    entries = entries.filter(deleted_at__isnull=True)
    if not entries.exists():
        return ""
    minutes = entries.aggregate(sum=Sum("minutes"))["sum"] or 0
    return _("%(hours)d:%(minutes)02d hours of labour") % {"hours": minutes // 60, "minutes": minutes % 60}


# Each says in words what is booked, such as "2.5 hours of labour", or nothing.
BOOKINGS: tuple[Callable[[WorkOrder], str], ...] = (hours_booked, costs_booked)


def refuse_with_bookings(row: WorkOrder, *, actor: Actor) -> None:
    """Work that was begun and paid for is completed, or what is booked is taken back first."""
    booked = [words for tell in BOOKINGS if (words := tell(row))]
    if booked:
        told = _("This is booked on it: %s. Complete it, or take that back first.") % ", ".join(booked)
        raise RuleBroken("state", "booked", told, status=409, extra={"booked": booked})
