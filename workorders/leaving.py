"""Somebody leaves: the work they still hold is named, so that it is handed over first."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import RuleBroken
from workorders.models import WorkOrder
from workorders.states import OPEN_STATES

CODE = "has-work"


def work_held_by(person_id: UUID, actor: Actor) -> QuerySet[WorkOrder]:
    """Open work orders that a person holds, the soonest due first. All of the organization's, whoever asks."""
    rows = WorkOrder.objects.filter(organization_id=actor.organization_id, deleted_at__isnull=True)
    return rows.filter(assignee_id=person_id, state__in=OPEN_STATES).order_by("due_at", "number")


def refuse_leaving(person_id: UUID, *, actor: Actor) -> None:
    """Nobody leaves with open work in hand: nobody would do it."""
    count = work_held_by(person_id, actor).count()
    if count:
        words = ngettext(
            "%d open work order is in their hands. Hand it over first.",
            "%d open work orders are in their hands. Hand them over first.",
            count,
        )
        raise RuleBroken("", CODE, words % count, status=409, extra={"work_orders": count})
