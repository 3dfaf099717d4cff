"""A little of everything that reports count: open and done work, promises, recalls, planned work, hours and costs."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from core.acting import acting
from core.bulk import creating_many
from core.picklists import PicklistItem
from core.writing import changing, creating
from tests.cast import Cast
from tests.workorders.ledger import book, make_exchange, make_order
from tests.workorders.planning import plan_of
from vendors.actions.vendors import create_vendor
from workorders.actions.costs import reverse_cost
from workorders.actions.life_cycle import complete_work_order, reject_work_order, start_work_order
from workorders.actions.times import create_time_entry
from workorders.choices import SlaState, State
from workorders.models import Occurrence, PlanTarget, WorkOrder
from workorders.plan_choices import OccurrenceState
from workorders.states import OPEN_STATES

AGES = (0, 2, 3, 7, 8, 29, 31, 90, 91, 400)
STATES = (State.OPEN, State.ASSIGNED, State.COMPLETED, State.CLOSED, State.ON_HOLD, State.CANCELLED)


def fill(cast: Cast) -> None:
    """All of it, at the tower and the annex; what is deleted or archived is in no figure."""
    with acting(cast.ana):
        trades = [trade(cast, name) for name in ("electrical", "plumbing")]
        orders = work(cast, trades)
        archive(cast, orders[0])
        recall_and_send_back(cast)
        planned(cast)
        spend(cast, [order for order in orders if order.state == State.COMPLETED])
        hours(cast, orders)


def trade(cast: Cast, name: str) -> PicklistItem:
    item = PicklistItem(list="trade", code=f"{name}_reported", label=name.title())
    with creating(item, event="picklist_item.created", actor=cast.ana):
        pass
    return item


def work(cast: Cast, trades: list[PicklistItem]) -> list[WorkOrder]:
    now, promises = timezone.now(), ["", *SlaState.values]
    rows = [order_of(cast, trades, now, promises[n % len(promises)], n) for n in range(3 * len(AGES) * 2)]
    return list(creating_many(rows, event="work_order.created", actor=cast.ana))


def order_of(cast: Cast, trades: list[PicklistItem], now: datetime, promise: str, n: int) -> WorkOrder:
    reported = now - timedelta(days=AGES[n % len(AGES)], minutes=5)
    state = STATES[n % len(STATES)]
    is_done = state in (State.COMPLETED, State.CLOSED)
    held = state in OPEN_STATES and n % 4
    return WorkOrder(
        title=f"Work {n}",
        property=(cast.tower, cast.annex)[n % 2],
        trade=(None, *trades)[n % 3],
        priority=f"P{1 + n % 4}",
        state=state,
        sla_state=promise,
        response_state=("met", "breached", "")[n % 3],
        resolution_state=promise,
        reported_at=reported,
        due_at=reported + timedelta(days=5),
        completed_at=reported + timedelta(minutes=4) if is_done else None,
        assignee_id=cast.ben.person_id if held else None,
    )


def archive(cast: Cast, order: WorkOrder) -> None:
    with changing(order, event="work_order.updated", actor=cast.ana) as row:
        row.archived_at = timezone.now()


def done(cast: Cast, title: str, **values: Any) -> WorkOrder:
    order = make_order(cast, title, **values)
    start_work_order(order, actor=cast.ana)
    complete_work_order(order, actor=cast.ana)
    return order


def recall_and_send_back(cast: Cast) -> None:
    """One job lasted, one was sent back and done again, one was recalled, one's recall was deleted."""
    done(cast, "Lasted")
    again = done(cast, "Sent back")
    reject_work_order(again, reason="Still drips", actor=cast.ana)
    complete_work_order(again, actor=cast.ana)
    make_order(cast, "Recall", recall_of=done(cast, "Did not last"))
    mistaken = make_order(cast, "Mistaken", recall_of=done(cast, "Wrongly recalled"))
    with changing(mistaken, event="work_order.deleted", actor=cast.ana) as row:
        row.deleted_at = timezone.now()


def planned(cast: Cast) -> None:
    """Each thing that may become of planned work, and two that are not due."""
    plan, today = plan_of(cast), timezone.localdate()
    target = PlanTarget.objects.filter(plan=plan).get()
    Occurrence.objects.filter(plan=plan).delete()
    fates = (
        ("done", -40, 0), ("done", -30, 1), ("done_early", -30, -9), ("done_late", -20, 9), ("missed", -60, None),
        ("not_performed", -15, None), ("created", -12, None), ("created", 2, None), ("skipped", -10, None),
        ("bypassed", -9, None),
    )  # fmt: skip
    rows = [occurrence(cast, plan, target, today, n, fate) for n, fate in enumerate(fates)]
    creating_many(rows, event="occurrence.planned", actor=cast.ana)


def occurrence(
    cast: Cast, plan: Any, target: Any, today: date, n: int, fate: tuple[str, int, int | None]
) -> Occurrence:
    state, due, done_after = fate
    day = today + timedelta(days=due)
    return Occurrence(
        plan=plan, target=target, name=f"Planned {n}", property=cast.tower, key=f"k{n}",
        state=OccurrenceState(state), due_on=day, opens_on=day - timedelta(days=3), closes_on=day + timedelta(days=3),
        grace_ends_on=day + timedelta(days=5),
        done_on=None if done_after is None else day + timedelta(days=done_after),
    )  # fmt: skip


def spend(cast: Cast, orders: list[WorkOrder]) -> None:
    make_exchange(cast, "EUR")
    vendor = create_vendor(actor=cast.ana, name="Halsted Pipes")
    today = timezone.localdate()
    kinds = ("material", "other", "vendor")
    for n, order in enumerate(orders[:8]):
        given: dict[str, Any] = {"vendor": vendor} if kinds[n % 3] == "vendor" else {}
        currency = "EUR" if n % 4 == 0 else "USD"
        stage = "committed" if n == 5 else "estimate" if n == 6 else "actual"
        cost = book(
            cast, order, f"{10 + n}.3{n}", kind=kinds[n % 3], currency=currency, stage=stage,
            worked_on=today - timedelta(days=20 * n), **given,
        )  # fmt: skip
        if n == 3:
            reverse_cost(cost, reason="Wrong", actor=cast.ana)


def hours(cast: Cast, orders: list[WorkOrder]) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    taken = [order for order in orders if order.state in (State.ASSIGNED, State.OPEN) and order.archived_at is None]
    for n, order in enumerate(taken[:4]):
        start = now - timedelta(days=n + 1)
        person = (cast.ben if n % 2 else cast.ana).person_id
        ended = start + timedelta(minutes=35 + n)
        create_time_entry(actor=cast.ana, work_order=order, started_at=start, ended_at=ended, person_id=person)
