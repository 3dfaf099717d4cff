"""The work that plans make: each occurrence once, whatever happens to the scheduler, the place or the order before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted
from core.lifecycle import archive_record
from facilities.actions.equipment import create_equipment
from facilities.actions.spaces import create_space
from facilities.models import Space
from tests.cast import Cast
from tests.workorders.planning import MONDAY, make, orders_of, plan_of, scheduler, told
from workorders.actions.calendars import create_calendar
from workorders.actions.life_cycle import (
    cancel_work_order,
    complete_work_order,
    reject_work_order,
    reopen_work_order,
    start_work_order,
)
from workorders.actions.meters import create_meter, read_meter
from workorders.actions.work_orders import delete_work_order
from workorders.models import MaintenancePlan, Meter, Occurrence, PlanTarget, WorkOrder
from workorders.plans.generation import generate_occurrences
from workorders.plans.missed import record_missed

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def at(day: date, hour: int = 15) -> datetime:
    """An hour of a day in UTC, when it is that day in Chicago as well."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def finish(cast: Cast, order: WorkOrder, moment: datetime) -> None:
    """Ben, who works there, does an order at a moment."""
    with time_machine.travel(moment, tick=False), acting(cast.ana):
        start_work_order(order, actor=cast.ana)
        complete_work_order(order, actor=cast.ana, resolution="Done")


def test_a_set_takes_as_many_statements_however_many_orders_it_makes(cast: Cast) -> None:
    counts = []
    for rooms in (1, 6):
        with acting(cast.ana):
            plan_of(cast, title=f"Rooms {rooms}", targets=[{"space": room_of(cast, n)} for n in range(rooms)])
        with CaptureQueriesContext(connection) as captured:
            assert make(cast, datetime(2026, 6, 8, 5, 0, tzinfo=UTC)) == rooms + 1
        counts.append(len(captured))
    assert counts[0] == counts[1]


def room_of(cast: Cast, number: int) -> Space:
    """Another room of the Tower."""
    return create_space(actor=cast.ana, name=f"Room {number}", kind="room", property=cast.tower)


def test_work_is_made_when_its_lead_time_comes_and_not_before(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
    assert make(cast, datetime(2026, 6, 8, 4, 59, tzinfo=UTC)) == 0
    assert make(cast, datetime(2026, 6, 8, 5, 0, tzinfo=UTC)) == 1
    with acting(cast.ana):
        (order,) = orders_of(plan)
        row = Occurrence.objects.get(work_order=order)
        assert told(plan) == [("2026-06-15", "created"), ("2026-07-15", "planned")]
        events = Change.objects.filter(record_id=row.pk).order_by("id").values_list("event", flat=True)
        assert list(events) == ["occurrence.planned", "occurrence.generated"]
        made = Change.objects.get(record_id=order.pk)
        assert (made.event, made.source) == ("work_order.created", "job")


def test_an_order_has_what_the_plan_says(cast: Cast) -> None:
    with acting(cast.ana):
        room = create_space(actor=cast.ana, property=cast.tower, name="Plant room", kind="room")
        boiler = create_equipment(actor=cast.ana, name="Boiler", space=room)
        plan = plan_of(
            cast,
            equipment=boiler,
            description="By the book",
            impact="life_safety",
            assignee_id=cast.ben.person_id,
            days_after=3,
            checklist="Close the valve\n\n  Weigh it  ",
            requires_photos=True,
            requires_signature=True,
        )
    make(cast, MONDAY.replace(day=8))
    with acting(cast.ana):
        (order,) = orders_of(plan)
        assert (order.title, order.description, order.impact) == (plan.title, "By the book", "life_safety")
        assert (order.priority, order.assignee_id) == ("P5", cast.ben.person_id)
        assert (order.property_id, order.space_id, order.equipment_id) == (cast.tower.pk, room.pk, boiler.pk)
        assert order.due_at == datetime(2026, 6, 18, 13, tzinfo=UTC)
        assert [task.title for task in order.tasks.order_by("position")] == ["Close the valve", "Weigh it"]
        assert (order.needs_photo, order.needs_signature, order.state) == (True, True, "assigned")


def test_running_again_or_with_the_clock_put_back_makes_nothing_twice(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, rule="FREQ=WEEKLY;BYDAY=MO", lead_days=0)
    assert make(cast, MONDAY) == 1
    for moment in (MONDAY, MONDAY - timedelta(days=30), MONDAY + timedelta(hours=1), MONDAY - timedelta(days=1)):
        assert make(cast, moment) == 0
    assert make(cast, MONDAY + timedelta(days=7)) == 1
    with acting(cast.ana):
        assert told(plan) == [("2026-06-01", "created"), ("2026-06-08", "created"), ("2026-06-15", "planned")]


def test_after_an_outage_the_newest_is_made_and_the_others_are_recorded(cast: Cast) -> None:
    with acting(cast.ana):
        monthly, daily = plan_of(cast), plan_of(cast, rule="FREQ=DAILY", lead_days=0)
    assert make(cast, at(date(2026, 10, 3))) == 2
    with acting(cast.ana):
        assert told(monthly) == [
            ("2026-06-15", "missed"),
            ("2026-07-15", "missed"),
            ("2026-08-15", "missed"),
            ("2026-09-15", "created"),
            ("2026-10-15", "planned"),
        ]
        states = [state for _day, state in told(daily)]
        assert states == ["missed"] * 124 + ["created", "planned"]
        assert told(daily)[-2][0] == "2026-10-03"
        row = Occurrence.objects.filter(plan=monthly, state="missed").first()
        assert row is not None and row.reason


def test_a_long_outage_is_made_up_for_over_several_rounds(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, rule="FREQ=DAILY", lead_days=0)
    later = at(date(2028, 8, 1))
    assert make(cast, later) == 1 + (later.date() - MONDAY.date()).days // 400
    with acting(cast.ana):
        days = [day for day, _state in told(plan)]
        assert len(days) == len(set(days)) == (later.date() - MONDAY.date()).days + 2


def test_a_set_is_whole_or_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with acting(cast.ana):
        plans = [plan_of(cast, lead_days=30) for _ in range(3)]
    system = scheduler(cast)
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr("workorders.plans.generation.number", lambda *_: (_ for _ in ()).throw(RuntimeError("killed")))
        with acting(system):
            generate_occurrences(actor=system, now=MONDAY)
    with acting(system):
        assert generate_occurrences(actor=system, now=MONDAY, limit=2).made == 2
        assert generate_occurrences(actor=system, now=MONDAY, limit=2).made == 1
        assert [len(orders_of(plan)) for plan in plans] == [1, 1, 1]


def test_only_the_system_or_who_may_makes_work(cast: Cast) -> None:
    with acting(cast.ben), pytest.raises(NotPermitted):
        generate_occurrences(actor=cast.ben)


@pytest.mark.parametrize("end", ["archived", "deleted"])
def test_a_place_that_is_gone_is_recorded_and_stops_nobody_else(cast: Cast, end: str) -> None:
    with acting(cast.ana):
        room = create_space(actor=cast.ana, property=cast.tower, name="Plant room", kind="room")
        gone, other = plan_of(cast, space=room), plan_of(cast)
        if end == "archived":
            archive_record(room, actor=cast.ana)
        else:
            Space.objects.filter(pk=room.pk).update(deleted_at=MONDAY)
    assert make(cast, MONDAY.replace(day=8)) == 1
    with acting(cast.ana):
        following = [("2026-07-15", "planned")] if end == "archived" else []
        assert told(gone) == [("2026-06-15", "skipped"), *following]
        assert Occurrence.objects.get(plan=gone, state="skipped").reason.startswith("Plant room")
        assert len(orders_of(other)) == 1


def test_somebody_who_left_is_not_assigned_and_the_work_is_made(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, assignee_id=cast.ben.person_id)
        Membership.objects.filter(person_id=cast.ben.person_id).update(ends_on=date(2026, 6, 2))
    with time_machine.travel(at(date(2026, 6, 8)), tick=False):
        assert make(cast, at(date(2026, 6, 8))) == 1
    with acting(cast.ana):
        assert orders_of(plan)[0].assignee_id is None


@pytest.mark.parametrize(
    ("policy", "states", "open_orders"),
    [
        ("stack", ["created", "created"], 2),
        ("skip", ["created", "skipped"], 1),
        ("supersede", ["not_performed", "created"], 1),
    ],
)
def test_what_becomes_of_new_work_while_the_one_before_is_open(
    cast: Cast, policy: str, states: list[str], open_orders: int
) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, open_previous=policy)
    make(cast, MONDAY.replace(day=8))
    make(cast, MONDAY.replace(month=7, day=8))
    with acting(cast.ana):
        assert [state for _day, state in told(plan)] == [*states, "planned"]
        assert WorkOrder.objects.filter(plan=plan, state="open").count() == open_orders


def test_work_that_has_begun_is_not_superseded(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, open_previous="supersede")
        make(cast, MONDAY.replace(day=8))
        start_work_order(orders_of(plan)[0], actor=cast.ana)
        make(cast, MONDAY.replace(month=7, day=8))
        assert [state for _day, state in told(plan)] == ["created", "skipped", "planned"]


def test_done_in_time_in_grace_and_late(cast: Cast) -> None:
    with acting(cast.ana):
        plans = [plan_of(cast, days_after=2, grace_days=3) for _ in range(3)]
    make(cast, MONDAY.replace(day=8))
    for plan, day in zip(plans, (15, 20, 21), strict=True):
        with acting(cast.ana):
            (order,) = orders_of(plan)
        finish(cast, order, at(date(2026, 6, day)))
    with acting(cast.ana):
        rows = [Occurrence.objects.get(plan=plan, work_order__isnull=False) for plan in plans]
        assert [(row.state, row.done_on.day) for row in rows] == [("done", 15), ("done", 20), ("done_late", 21)]


def test_it_is_missed_when_it_is_due_again_and_done_late_when_it_is_done_after_all(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
    make(cast, MONDAY.replace(day=8))
    make(cast, MONDAY.replace(month=7, day=8))
    system = scheduler(cast)
    with acting(system):
        assert record_missed(actor=system, now=at(date(2026, 7, 10))) == 0
        assert record_missed(actor=system, now=at(date(2026, 7, 17))) == 1
        assert record_missed(actor=system, now=at(date(2026, 7, 17))) == 0
        assert [state for _day, state in told(plan)] == ["missed", "created", "planned"]
    with acting(cast.ana):
        first = orders_of(plan)[0]
    finish(cast, first, at(date(2026, 7, 18)))
    with acting(cast.ana):
        assert [state for _day, state in told(plan)] == ["done_late", "created", "planned"]


def test_early_completion_moves_floating_work_and_not_fixed_work(cast: Cast) -> None:
    with acting(cast.ana):
        floating = plan_of(cast, mode="floating", rule="FREQ=MONTHLY", starts_on=date(2026, 6, 15))
        fixed = plan_of(cast)
    make(cast, MONDAY.replace(day=8))
    with acting(cast.ana):
        assert told(floating) == [("2026-06-15", "created")]
    for plan in (floating, fixed):
        with acting(cast.ana):
            (order,) = orders_of(plan)
        finish(cast, order, at(date(2026, 6, 10)))
    with acting(cast.ana):
        assert told(floating) == [("2026-06-15", "done_early"), ("2026-07-10", "planned")]
        assert told(fixed) == [("2026-06-15", "done_early"), ("2026-07-15", "planned")]
        assert PlanTarget.objects.get(plan=floating).anchor_on == date(2026, 6, 10)


def test_floating_work_that_is_reopened_waits_again(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, mode="floating", rule="FREQ=MONTHLY", starts_on=date(2026, 6, 15))
    make(cast, MONDAY.replace(day=8))
    with acting(cast.ana):
        (order,) = orders_of(plan)
    finish(cast, order, at(date(2026, 6, 10)))
    with time_machine.travel(at(date(2026, 6, 12)), tick=False), acting(cast.ana):
        reject_work_order(order, actor=cast.ana, reason="Leaks again")
        assert told(plan) == [("2026-06-15", "created")]
    with time_machine.travel(at(date(2026, 6, 16)), tick=False), acting(cast.ana):
        complete_work_order(order, actor=cast.ana)
    with acting(cast.ana):
        assert told(plan) == [("2026-06-15", "done_late"), ("2026-07-16", "planned")]


def test_floating_work_that_was_not_done_counts_from_its_day(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, mode="floating", rule="FREQ=MONTHLY", starts_on=date(2026, 6, 15))
    make(cast, MONDAY.replace(day=8))
    with acting(cast.ana):
        (order,) = orders_of(plan)
        cancel_work_order(order, actor=cast.ana, reason="No access")
        row = Occurrence.objects.get(work_order=order)
        assert (row.state, row.reason) == ("not_performed", "No access")
        assert told(plan) == [("2026-06-15", "not_performed"), ("2026-07-15", "planned")]
        reopen_work_order(order, actor=cast.ana, reason="The key was found")
        assert told(plan) == [("2026-06-15", "created")]


def test_a_deleted_order_is_not_performed(cast: Cast) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
    make(cast, MONDAY.replace(day=8))
    with acting(cast.ana):
        (order,) = orders_of(plan)
        delete_work_order(order, actor=cast.ana)
        assert told(plan)[0] == ("2026-06-15", "not_performed")


def test_the_annual_service_covers_the_monthly_look_in_its_window(cast: Cast) -> None:
    with acting(cast.ana):
        annual = plan_of(cast, rule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=20", days_before=10, days_after=10, lead_days=30)
        monthly = plan_of(cast, parent=annual)
        elsewhere = plan_of(cast, parent=annual, property=cast.annex)
    for month in (6, 7, 8):
        make(cast, MONDAY.replace(month=month, day=15))
    with acting(cast.ana):
        assert [state for _day, state in told(monthly)] == ["created", "bypassed", "created", "planned"]
        assert [state for _day, state in told(elsewhere)] == ["created", "created", "created", "planned"]
        assert told(annual)[0] == ("2026-07-20", "created")


# ---- meters


def hours(cast: Cast, **values: Any) -> Meter:
    with acting(cast.ana):
        meter = create_meter(actor=cast.ana, name="Running hours", property=cast.tower, unit="h", **values)
    return meter


def read(cast: Cast, meter: Meter, value: int, day: date) -> None:
    with time_machine.travel(at(day), tick=False), acting(cast.ana):
        read_meter(meter, actor=cast.ana, value=Decimal(value))


def by_hours(cast: Cast, meter: Meter, **values: Any) -> MaintenancePlan:
    with acting(cast.ana):
        given = {"trigger": "meter", "rule": "", "meter": meter, "meter_every": Decimal(250), **values}
        return plan_of(cast, meter_tolerance=Decimal(10), **given)


def test_a_meter_makes_work_within_its_tolerance_counted_from_when_it_is_made(cast: Cast) -> None:
    meter = hours(cast)
    read(cast, meter, 1000, date(2026, 6, 2))
    plan = by_hours(cast, meter)
    with acting(cast.ana):
        assert told(plan) == [("m1250.000", "planned")]
    read(cast, meter, 1239, date(2026, 6, 20))
    assert make(cast, at(date(2026, 6, 20), 16)) == 0
    read(cast, meter, 1240, date(2026, 6, 21))
    assert make(cast, at(date(2026, 6, 21), 16)) == 1
    assert make(cast, at(date(2026, 6, 21), 17)) == 0
    with acting(cast.ana):
        assert told(plan) == [("m1490.000", "planned"), ("2026-06-21", "created")]


def test_a_floating_meter_counts_from_when_it_is_done(cast: Cast) -> None:
    meter = hours(cast)
    read(cast, meter, 0, date(2026, 6, 2))
    plan = by_hours(cast, meter, mode="floating")
    read(cast, meter, 260, date(2026, 6, 20))
    make(cast, at(date(2026, 6, 20), 16))
    read(cast, meter, 300, date(2026, 6, 22))
    with acting(cast.ana):
        assert told(plan) == [("2026-06-20", "created")]
        (order,) = orders_of(plan)
    finish(cast, order, at(date(2026, 6, 23)))
    with acting(cast.ana):
        assert told(plan) == [("m550.000", "planned"), ("2026-06-20", "done_late")]


def test_whichever_comes_first_and_both_begin_anew(cast: Cast) -> None:
    meter = hours(cast)
    read(cast, meter, 0, date(2026, 6, 2))
    plan = by_hours(cast, meter, trigger="either", rule="FREQ=MONTHLY", starts_on=date(2026, 6, 15), lead_days=0)
    with acting(cast.ana):
        row = Occurrence.objects.get(plan=plan)
        assert (row.due_on, row.meter_target) == (date(2026, 6, 15), Decimal(250))
    read(cast, meter, 245, date(2026, 6, 9))
    assert make(cast, at(date(2026, 6, 9), 16)) == 1
    with acting(cast.ana):
        row = Occurrence.objects.get(plan=plan, state="planned")
        assert (row.due_on, row.meter_target) == (date(2026, 7, 9), Decimal(495))
    assert make(cast, at(date(2026, 7, 9))) == 1
    with acting(cast.ana):
        row = Occurrence.objects.get(plan=plan, state="planned")
        assert (row.due_on, row.meter_target) == (date(2026, 8, 9), Decimal(495))
        assert [day for day, _state in told(plan)] == ["2026-06-09", "2026-07-09", "2026-08-09"]


# ---- closed days


def test_dates_keep_to_the_calendar_of_the_property(cast: Cast) -> None:
    with acting(cast.ana):
        open_days = {day: "08:00-17:00" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
        create_calendar(actor=cast.ana, name="Office", is_default=True, country="US", **open_days)
        kept = plan_of(cast, rule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4")
        moved = plan_of(cast, rule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4", holiday_policy="after")
        before = plan_of(cast, rule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4", holiday_policy="before")
        # The fourth is a Saturday in 2026, so that the holiday is kept on Friday the third.
        assert [told(plan)[0][0] for plan in (kept, moved, before)] == ["2026-07-04", "2026-07-06", "2026-07-02"]
        row = Occurrence.objects.get(plan=moved)
        assert (row.key, row.due_on) == ("2026-07-04", date(2026, 7, 6))
    assert make(cast, at(date(2026, 7, 1))) == 3
