"""The work on calendars and promises that nobody waits for."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from workorders.actions.recomputations import send
from workorders.models import Recomputation
from workorders.promises.escalating import escalate_late_work
from workorders.promises.horizon import extend_calendars
from workorders.promises.marking import mark_promises
from workorders.promises.recomputing import run_recomputation

# A batch takes seconds: a recomputation that has not moved for so long has lost its worker.
LOST_AFTER = timedelta(minutes=3)


@shared_task
def recompute(organization_id: str, recomputation_id: str) -> None:
    """Compute the clocks of all open work anew, in batches."""
    run_recomputation(UUID(organization_id), UUID(recomputation_id))


@shared_task
def mark_all_promises() -> int:
    """Note what is at risk or broken by now, and bring it before people; how many orders that concerns."""
    return sum(mark_promises(key) + escalate_late_work(key) for key in _organizations())


@shared_task
def resume_lost_recomputations() -> int:
    """Send recomputations again whose worker was killed; returns how many. They go on behind their last batch."""
    found = 0
    for key in _organizations():
        system = Actor.system(key, name="Calendars and promises")
        with acting(system):
            rows = Recomputation.objects.visible_to(system).filter(finished_at__isnull=True)
            lost = list(rows.filter(updated_at__lt=timezone.now() - LOST_AFTER))
        for one in lost:
            send(one)
        found += len(lost)
    return found


@shared_task
def extend_all_calendars() -> int:
    """Work out the holidays of coming years before they come; returns how many calendars got a new version."""
    return sum(extend_calendars(key) for key in _organizations())


def _organizations() -> list[UUID]:
    return list(Organization.objects.order_by("pk").values_list("pk", flat=True))
