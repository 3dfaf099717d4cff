"""What became of work over the last months: planned work done in time or late, jobs that did not last.

Invented like the rest of the daily work, by a hash of each record, so that every load agrees.
"""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from core.actor import Actor
from demo.links import draw
from workorders.actions.life_cycle import complete_work_order, reject_work_order, start_work_order
from workorders.actions.tasks import tick_task
from workorders.actions.work_orders import update_work_order
from workorders.choices import State
from workorders.models import MaintenancePlan, Task, WorkOrder
from workorders.plans.generation import generate_occurrences
from workorders.plans.missed import record_missed
from workorders.plans.next_dates import replan
from workorders.plans.places import places_of
from workorders.states import OPEN_STATES

WEEKS, SENT_BACK, RECALLS = 28, 4, 12
LASTS = timedelta(days=30)


def live_through(actor: Actor, zone: str) -> int:
    """Make planned work week by week, as the scheduler would have, and do most of it; how many were done."""
    now, done = timezone.now(), 0
    today = now.astimezone(ZoneInfo(zone)).date()
    begun = now - timedelta(weeks=WEEKS)
    for plan in MaintenancePlan.objects.visible_to(actor).order_by("number"):
        # A plan owes nothing for the time before it was made: these were made half a year ago.
        replan(plan, places_of(plan, actor=actor), actor=actor, now=begun)
    for week in range(WEEKS, -1, -1):
        noon = datetime.combine(today - timedelta(weeks=week), time(12), tzinfo=ZoneInfo(zone))
        while generate_occurrences(actor=actor, now=min(noon, now)).taken:
            pass
        rows = WorkOrder.objects.visible_to(actor).filter(plan__isnull=False, state__in=OPEN_STATES)
        for order in rows.order_by("number"):
            done += do_planned(order, noon, now, actor)
    record_missed(actor=actor)
    return done


def do_planned(order: WorkOrder, week: datetime, now: datetime, actor: Actor) -> int:
    """Do one in this week: mostly at once, sometimes a week or two later, and now and then not at all."""
    lot = draw(f"{order.title} {order.due_at:%Y-%m-%d}", "planned")
    due = order.due_at or week
    done_at = due - timedelta(hours=1) + timedelta(days=round(max(0.0, lot - 0.75) * 60))
    if lot > 0.93 or not week - timedelta(days=7) < done_at <= min(week, now) or done_at < order.reported_at:
        return 0
    for task in Task.objects.visible_to(actor).filter(work_order=order, done_at__isnull=True):
        tick_task(task, actor=actor)
    order.refresh_from_db()
    start_work_order(order, actor=actor, at=done_at - timedelta(hours=1))
    complete_work_order(order, actor=actor, completed_at=done_at, resolution="Done as the plan says.")
    return 1


def load_returns(actor: Actor) -> int:
    """Jobs that were sent back and done once more, and faults that came again within thirty days."""
    fresh = WorkOrder.objects.visible_to(actor).filter(
        state=State.COMPLETED, completed_at__gte=timezone.now() - timedelta(days=6), plan__isnull=True
    )
    returned = list(fresh.order_by("-completed_at", "id")[:SENT_BACK])
    for order in returned:
        resolution = order.resolution
        reject_work_order(order, actor=actor, reason="It was not finished.")
        complete_work_order(order, actor=actor, resolution=resolution)
    return len(returned) + link_recalls(actor)


def link_recalls(actor: Actor) -> int:
    """Link reports of the same category at the same building to the work that was done there just before."""
    rows = WorkOrder.objects.visible_to(actor).filter(plan__isnull=True, category__isnull=False, recall_of__isnull=True)
    last: dict[tuple[UUID, UUID | None], WorkOrder] = {}
    count = 0
    for order in reversed(rows.exclude(state=State.DUPLICATE).order_by("-reported_at", "id")[:3_000]):
        before = last.get((order.property_id, order.category_id))
        if count < RECALLS and before is not None and came_again(order, before):
            update_work_order(order, actor=actor, recall_of=before)
            count += 1
        last[order.property_id, order.category_id] = order
    return count


def came_again(order: WorkOrder, before: WorkOrder) -> bool:
    """Whether a report follows the end of the one before within the time in which work must last."""
    if before.completed_at is None or before.state != State.COMPLETED:
        return False
    lasted = order.reported_at - before.completed_at
    return timedelta(0) < lasted < LASTS and draw(str(order.number), "recall") < 0.2
