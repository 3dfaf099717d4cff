"""Until when finished work may be sent back: later a new order is made, which is linked as its recall."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import RuleBroken
from workorders.models import SlaVersion, WorkOrder
from workorders.promises.terms import read_terms


def refuse_late_return(row: WorkOrder, *, actor: Actor) -> None:
    """Refuse to send back what was completed longer ago than the order's policy allows."""
    if row.sla_version_id is None or row.completed_at is None:
        return
    version = SlaVersion.objects.visible_to(Actor.system(actor.organization_id)).get(pk=row.sla_version_id)
    days = read_terms(version).reopen_days
    if timezone.now() > row.completed_at + timedelta(days=days):
        told = ngettext(
            "It was completed more than %d day ago: report a new work order, which is linked as its recall.",
            "It was completed more than %d days ago: report a new work order, which is linked as its recall.",
            days,
        )
        raise RuleBroken("state", "recall", told % days, status=409)
