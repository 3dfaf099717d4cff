"""Computing the clocks of all open work anew, after what counts or what is promised has changed."""

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from core.actor import Actor
from core.writing import changing, creating
from workorders.models import BusinessCalendar, Recomputation, SlaPolicy, WorkOrder
from workorders.states import OPEN_STATES

log = logging.getLogger(__name__)


def ask_for_recomputation(
    *, actor: Actor, calendar: BusinessCalendar | None = None, policy: SlaPolicy | None = None
) -> Recomputation | None:
    """Have the background compute all open work anew. One that is asked for again begins anew; without work none is."""
    system = Actor.system(actor.organization_id)
    total = WorkOrder.objects.visible_to(system).filter(state__in=OPEN_STATES).count()
    if not total:
        return None
    rows = Recomputation.objects.visible_to(system).filter(finished_at__isnull=True, calendar=calendar, policy=policy)
    asked = rows.first()
    if asked is None:
        asked = Recomputation(calendar=calendar, policy=policy, total=total)
        with creating(asked, event="recomputation.created", actor=system):
            pass
    else:
        with changing(asked, event="recomputation.updated", actor=system) as row:
            row.total, row.done, row.last_order = total, 0, None
    transaction.on_commit(lambda: send(asked))
    return asked


def send(asked: Recomputation) -> None:
    """Hand it to a worker. While the queue is away it waits for the sweep."""
    from workorders.promises.tasks import recompute

    try:
        recompute.delay(str(asked.organization_id), str(asked.pk))
    except OperationalError:
        log.warning("recomputation %s waits: the queue does not answer", asked.pk)
