"""Recurring work of work orders."""

from celery import shared_task

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from workorders.actions.field import delete_old_receipts
from workorders.plans.generation import generate_occurrences
from workorders.plans.missed import record_missed
from workorders.promises.tasks import (
    extend_all_calendars,
    mark_all_promises,
    recompute,
    resume_lost_recomputations,
)
from workorders.reports.mailing import send_due_reports

__all__ = [
    "extend_all_calendars",
    "forget_receipts",
    "make_planned_work",
    "mark_all_promises",
    "recompute",
    "resume_lost_recomputations",
    "send_reports",
]


@shared_task
def make_planned_work() -> int:
    """Make the work of all plans whose time has come, set by set; returns how many orders were made.

    A worker that is killed leaves whole sets; two at once share the work, since each takes rows nobody holds.
    """
    made = 0
    for organization in Organization.objects.filter(is_active=True).order_by("pk"):
        made += make_work_of(Actor.system(organization.pk, source="job", name="Maintenance plans"))
    return made


def make_work_of(actor: Actor) -> int:
    """The work of one organization: each set in a transaction of its own."""
    made = 0
    while True:
        with acting(actor):
            found = generate_occurrences(actor=actor)
        if not found.taken:
            break
        made += found.made
    with acting(actor):
        record_missed(actor=actor)
    return made


@shared_task
def send_reports() -> int:
    """Send the reports by mail that are due, organization by organization; returns how many were taken up."""
    return sum(send_due_reports(one) for one in Organization.objects.filter(is_active=True).order_by("pk"))


@shared_task
def forget_receipts() -> int:
    """Forget what phones sent over a month ago, one organization at a time; returns how many."""
    deleted = 0
    for organization_id in Organization.objects.values_list("pk", flat=True):
        actor = Actor.system(organization_id, source="job")
        with acting(actor):
            deleted += delete_old_receipts(actor=actor)
    return deleted
