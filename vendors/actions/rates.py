"""What may be done to the rate cards of vendors and of one's own people."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organization
from core.actor import Actor
from core.picklists import PicklistItem
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting
from vendors.choices import LabourKind
from vendors.models import Rate
from vendors.trades import refuse_other_list


def create_rate(*, actor: Actor, **values: Any) -> Rate:
    """Add what an hour costs. On any day only one rate is valid for a vendor, trade and kind of hours."""
    with creating(Rate(**values), event="rate.created", permission="vendors.add_rate", actor=actor) as rate:
        _settle(rate, actor)
    return rate


def update_rate(rate: Rate, *, actor: Actor, version: int | None = None, **values: Any) -> Rate:
    """Change a rate. What was booked by it keeps the amount it was booked at."""
    with changing(rate, event="rate.updated", permission="vendors.change_rate", actor=actor, version=version) as row:
        assign(row, values)
        _settle(row, actor)
    return rate


def delete_rate(rate: Rate, *, actor: Actor, version: int | None = None) -> None:
    """Hide a rate. One that costs were booked by ends on its last day instead."""
    with deleting(rate, event="rate.deleted", permission="vendors.delete_rate", actor=actor, version=version) as row:
        refuse_if_referred_to(row, actor=actor)


def _settle(rate: Rate, actor: Actor) -> None:
    refuse_other_list(rate.trade_id, actor=actor)
    if not rate.currency:
        rate.currency = Organization.objects.get(pk=actor.organization_id).currency
    if not rate.name and rate.kind in LabourKind.values:
        trade = PicklistItem.objects.visible_to(actor).filter(Q(pk=rate.trade_id)).first() or _("Every trade")
        rate.name = f"{trade}, {LabourKind(rate.kind).label.lower()}"[:160]
