"""Promises and orders in short: an office from eight to five, and the clocks of what is reported."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.cast import Cast
from workorders.actions import life_cycle, work_orders
from workorders.actions.assignment import accept_work_order, assign_work_order
from workorders.actions.calendars import create_calendar
from workorders.actions.hold_reasons import create_hold_reason
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.sla_policies import create_sla_policy
from workorders.models import HoldReason, SlaClock, SlaEntry, SlaPolicy, WorkOrder

CHICAGO = ZoneInfo("America/Chicago")
FRIDAY = "2026-08-28 09:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


def promise(cast: Cast, **values: Any) -> SlaPolicy:
    """Weekdays from eight to five, and four hours to answer and sixteen to be done for everything routine."""
    days = {day: "8-17" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
    create_calendar(actor=cast.ana, name="Office", is_default=True, **days)
    targets = {"p3_response": "4 h", "p3_resolution": "16 h", "p1_resolution": "24 h", "p1_always": True}
    return create_sla_policy(actor=cast.ana, **{"name": "Standard", **targets, **values})


def report(cast: Cast, **values: Any) -> WorkOrder:
    return work_orders.create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def clock(order: WorkOrder, timer: str = "resolution") -> SlaClock:
    return SlaClock.objects.get(work_order=order, timer=timer)


def ledger(order: WorkOrder, timer: str = "resolution") -> list[str]:
    return list(SlaEntry.objects.filter(work_order=order, timer=timer).values_list("act", flat=True))


def reason(cast: Cast, *, pauses: bool = True) -> HoldReason:
    return create_hold_reason(actor=cast.ana, code=f"r{pauses:d}", label="Waiting for parts", pauses=pauses)


def start(order: WorkOrder, cast: Cast) -> None:
    assign_work_order(order, assignee=cast.ben.person_id, actor=cast.ana)
    accept_work_order(order, actor=cast.ana)
    life_cycle.start_work_order(order, actor=cast.ana)


def hold_since_friday(cast: Cast, now: Any) -> WorkOrder:
    """An order that is reported on Friday morning, the present moment `now`, and on hold since the afternoon."""
    promise(cast)
    order = report(cast)
    start(order, cast)
    now.move_to(at("2026-08-28 15:20"))
    hold_work_order(order, hold_reason=reason(cast), actor=cast.ana)
    return order


def hold_over_a_weekend(cast: Cast, now: Any) -> WorkOrder:
    """The same, and resumed on Monday."""
    order = hold_since_friday(cast, now)
    now.move_to(at("2026-08-31 10:05"))
    resume_work_order(order, actor=cast.ana)
    return order
