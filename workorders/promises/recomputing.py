"""All open work computed anew in batches, so that nobody waits for it and a killed worker loses none."""

from uuid import UUID

from django.utils import timezone

from core.acting import acting, set_event
from core.actor import Actor
from core.loading import save_rows
from core.writing import changing
from workorders.models import Recomputation, WorkOrder
from workorders.promises.keeping import EVENT, SHOWN, compute_clocks
from workorders.promises.planning import STATES
from workorders.states import OPEN_STATES

BATCH = 1_000


def run_recomputation(organization_id: UUID, key: UUID, batch: int = BATCH) -> int:
    """Go on with one until it is finished; returns how many orders were computed. Each batch is a transaction."""
    system = Actor.system(organization_id, name="Calendars and promises")
    total = 0
    while True:
        with acting(system):
            done = run_batch(system, key, batch)
        if done is None:
            return total
        total += done


def run_batch(actor: Actor, key: UUID, batch: int) -> int | None:
    """One batch behind the last; None when there is nothing left. Two workers at once take one batch after another."""
    asked = Recomputation.objects.visible_to(actor).filter(pk=key, finished_at__isnull=True).first()
    if asked is None:
        return None
    with changing(asked, event="recomputation.updated", actor=actor) as row:
        if row.finished_at is not None:
            return None
        rows = WorkOrder.objects.visible_to(actor).filter(state__in=OPEN_STATES)
        rows = rows.filter(pk__gt=row.last_order) if row.last_order else rows
        orders = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk")[:batch])
        keep_in_step(orders, actor=actor)
        row.done += len(orders)
        if orders:
            row.last_order = orders[-1].pk
        if len(orders) < batch:
            row.finished_at = timezone.now()
    return len(orders)


def keep_in_step(orders: list[WorkOrder], *, actor: Actor, event: str = EVENT) -> None:
    """Compute the clocks of locked orders, and write what changed of them and of the orders, in sets."""
    if not orders:
        return
    before = {order.pk: _shown(order) for order in orders}
    compute_clocks(orders, actor=actor).write()
    changed = [order for order in orders if _shown(order) != before[order.pk]]
    if changed:
        set_event(event)
        save_rows(changed, SHOWN)
        set_event("")


def _shown(order: WorkOrder) -> tuple[object, ...]:
    return order.sla_version_id, *(getattr(order, name) for name in STATES), order.due_at, order.due_given
