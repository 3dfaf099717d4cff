"""The calendar of work: each event on its property's own day, no more read than is shown, moved by who may."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from core.acting import acting
from core.actor import Actor
from core.errors import NotPermitted, NotVisible
from facilities.actions.properties import create_property
from tests.cast import Cast, make_person
from tests.pages.conftest import browser_of
from tests.workorders.planning import plan_of
from tests.workorders.test_assignment import report
from tests.workorders.test_teams import events, refusal
from workorders.actions.life_cycle import cancel_work_order
from workorders.actions.planning import reschedule_work_order, start_on
from workorders.actions.plans import pause_maintenance_plan, resume_maintenance_plan
from workorders.calendar import LAYERS, Source, count_days, read_events
from workorders.models import Occurrence, WorkOrder
from workorders.plans.further import read_further

CHICAGO = ZoneInfo("America/Chicago")
MOVE = "/lakeside/work-orders/calendar/move/"
ORDERS = ("workorders.view_workorder", "workorders.others_workorder")
NINE = datetime(2027, 3, 3, 9, tzinfo=CHICAGO)


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


def shown(actor: Actor, first: date, last: date, most: int = 10) -> dict[date, list[str]]:
    found = read_events(sources(actor), first, last, most)
    return {day: [str(getattr(event.record, "title", event.record)) for event in rows] for day, rows in found.items()}


def sources(actor: Actor) -> list[Source]:
    return [(layer, layer.model.objects.visible_to(actor)) for layer in LAYERS]


def move(client: Client, order: WorkOrder, day: str, **more: str) -> Any:
    return client.post(
        "/lakeside/work-orders/calendar/move/", {"number": order.number, "day": day, **more}, follow=True
    )


def test_an_event_stands_on_the_day_it_is_at_its_property(cast: Cast) -> None:
    with acting(cast.ana):
        tokyo = create_property(actor=cast.ana, name="Tokyo", portfolio=cast.portfolio, time_zone="Asia/Tokyo")
        evening = datetime(2027, 3, 3, 20, tzinfo=CHICAGO)
        report(cast, title="Here", planned_start=evening)
        report(cast, title="There", property=tokyo, planned_start=evening)
        third, fourth = date(2027, 3, 3), date(2027, 3, 4)
        assert shown(cast.ana, third, fourth) == {third: ["Here"], fourth: ["There"]}
        assert count_days(sources(cast.ana), third, third) == {third: 1}


def test_both_days_on_which_clocks_change_hold_their_events(cast: Cast) -> None:
    with acting(cast.ana):
        for day in (date(2027, 3, 14), date(2027, 11, 7)):
            for hour in (0, 1, 3, 23):
                start = datetime(day.year, day.month, day.day, hour, 30, tzinfo=CHICAGO)
                report(cast, title=f"{hour}", planned_start=start)
            assert shown(cast.ana, day, day) == {day: ["0", "1", "3", "23"]}


def test_no_more_is_read_than_is_shown(cast: Cast, ana: Client, django_assert_max_num_queries: Any) -> None:
    with acting(cast.ana):
        for n in range(12):
            report(cast, title=f"Job {n:02}", planned_start=NINE + timedelta(minutes=n))
        assert shown(cast.ana, NINE.date(), NINE.date(), most=3) == {NINE.date(): ["Job 00", "Job 01", "Job 02"]}
    with django_assert_max_num_queries(18):
        page = ana.get("/lakeside/work-orders/calendar/?day=2027-03-03").content.decode()
    assert "Job 03" in page and "Job 04" not in page and "8 more" in page
    assert "Job 11" in ana.get("/lakeside/work-orders/calendar/?scale=day&day=2027-03-03").content.decode()


def test_it_asks_what_the_list_asks(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        report(cast, title="In the tower", planned_start=NINE, due_at=NINE + timedelta(days=1))
        report(cast, title="In the annex", planned_start=NINE, property=cast.annex)
    url = "/lakeside/work-orders/calendar/?day=2027-03-03&scale=week"
    page = ana.get(f"{url}&property={cast.tower.pk}").content.decode()
    assert page.count("In the tower</span>") == 2 and "In the annex" not in page
    assert ana.get(f"{url}&layer=due").content.decode().count("In the tower</span>") == 1
    assert "In the tower" not in ana.get(f"{url}&in=property:{cast.annex.number}").content.decode()
    assert ana.get(f"{url}&nonsense=1").status_code == 400


def test_maintenance_to_come_is_a_layer_of_its_own_and_is_not_dragged(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, starts_on=date(2027, 3, 1), title="Look at the pumps")
        coming = Occurrence.objects.get(plan=plan)
        report(cast, title="By hand", planned_start=datetime(2027, 3, 15, 9, tzinfo=CHICAGO))
    assert coming.due_on == date(2027, 3, 15)
    url = "/lakeside/work-orders/calendar/?day=2027-03-15"
    page = ana.get(url).content.decode()
    assert f"/lakeside/occurrences/{coming.number}/" in page and page.count("data-number=") == 1
    assert "Look at the pumps" not in ana.get(f"{url}&layer=planned").content.decode()
    assert "Look at the pumps" not in ana.get(f"{url}&priority=P1").content.decode()
    only = ana.get(f"{url}&layer=maintenance&in=property:{cast.tower.number}").content.decode()
    assert "Look at the pumps" in only and "By hand" not in only
    assert "Look at the pumps" not in ana.get(f"{url}&in=property:{cast.annex.number}").content.decode()
    orders_only = make_person(
        cast.organization, "Olga Orr", ("workorders.view_workorder", "workorders.others_workorder")
    )
    theirs = browser_of(orders_only).get(url).content.decode()
    assert "By hand" in theirs and "Look at the pumps" not in theirs


def expected(cast: Cast, first: date, last: date) -> dict[str, list[str]]:
    found, is_whole = read_further(Occurrence.objects.visible_to(cast.ana), first, last, actor=cast.ana)
    assert is_whole
    return {day.isoformat(): sorted(one.planned.name for one in rows) for day, rows in sorted(found.items())}


def test_what_a_plan_will_make_later_is_expected_in_any_month(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, starts_on=date(2027, 3, 1), title="Look at the pumps")
        coming = Occurrence.objects.get(plan=plan)
        assert coming.due_on == date(2027, 3, 15)
        assert expected(cast, date(2027, 3, 1), date(2027, 4, 14)) == {}
        assert expected(cast, date(2027, 3, 16), date(2027, 5, 15)) == {
            "2027-04-15": ["Look at the pumps"],
            "2027-05-15": ["Look at the pumps"],
        }
        assert expected(cast, date(2031, 6, 1), date(2031, 6, 30)) == {"2031-06-15": ["Look at the pumps"]}
        pause_maintenance_plan(plan, actor=cast.ana)
        assert expected(cast, date(2027, 4, 1), date(2027, 4, 30)) == {}
        resume_maintenance_plan(plan, actor=cast.ana)
    page = ana.get("/lakeside/work-orders/calendar/?scale=day&day=2027-04-15").content.decode()
    assert "Look at the pumps" in page and "Expected by the plan" in page and "/reschedule/" not in page
    assert f"/lakeside/occurrences/{coming.number}/" in page
    assert (
        "Look at the pumps" not in ana.get("/lakeside/work-orders/calendar/?day=2027-04-15&layer=due").content.decode()
    )


def test_expected_days_are_moved_and_covered_as_the_scheduler_will(cast: Cast) -> None:
    with acting(cast.ana):
        annual = plan_of(cast, title="Annual", rule="FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=15", starts_on=date(2027, 1, 1))
        plan_of(cast, title="Monthly", parent=annual, starts_on=date(2027, 3, 1))
        plan_of(cast, title="Floating", mode="floating", rule="FREQ=DAILY;INTERVAL=10", starts_on=date(2027, 3, 1))
        plan_of(cast, title="Ends", rule="FREQ=DAILY", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 3))
        assert expected(cast, date(2027, 5, 1), date(2027, 5, 31)) == {
            "2027-05-10": ["Floating"],
            "2027-05-20": ["Floating"],
            "2027-05-30": ["Floating"],
        }
        assert list(expected(cast, date(2027, 3, 1), date(2027, 3, 10))) == ["2027-03-02", "2027-03-03"]
        june = expected(cast, date(2027, 6, 15), date(2027, 6, 15))
        assert june == {"2027-06-15": ["Monthly"]}


def test_too_many_plans_show_what_is_next_and_say_so(cast: Cast, ana: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workorders.plans.further.MOST_PLACES", 1)
    with acting(cast.ana):
        for title in ("One", "Two"):
            plan_of(cast, title=title, starts_on=date(2027, 3, 1))
    page = ana.get("/lakeside/work-orders/calendar/?day=2027-03-15").content.decode()
    assert "only the next date is shown" in page and "One" in page
    april = ana.get("/lakeside/work-orders/calendar/?day=2027-04-15").content.decode()
    assert "only the next date is shown" in april and "08:00 One" not in april


@pytest.mark.parametrize("day", ["", "today", "2027-13-40", "0001-01-01", "9999-12-31", "2027-03-03' or 1=1"])
@pytest.mark.parametrize("scale", ["month", "week", "day", "century"])
def test_any_address_is_answered(ana: Client, day: str, scale: str) -> None:
    assert ana.get("/lakeside/work-orders/calendar/", {"day": day, "scale": scale}).status_code == 200


def test_a_plan_moves_with_its_length_and_its_hour(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        order = report(cast, planned_start=NINE, planned_end=NINE + timedelta(hours=2))
    page = move(ana, order, "2027-03-15", next="/lakeside/work-orders/calendar/?day=2027-03-15")
    assert page.redirect_chain[-1][0] == "/lakeside/work-orders/calendar/?day=2027-03-15"
    with acting(cast.ana):
        order.refresh_from_db()
        # The clocks went forward in between: nine o'clock stays nine o'clock.
        assert order.planned_start == datetime(2027, 3, 15, 9, tzinfo=CHICAGO)
        assert order.planned_end - order.planned_start == timedelta(hours=2)
        assert events(order)[-1] == "work_order.rescheduled"
        unplanned = report(cast)
        assert start_on(unplanned, date(2027, 3, 15)) == datetime(2027, 3, 15, 8, tzinfo=CHICAGO)


def test_what_may_not_be_moved_stays_and_says_why(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        order = report(cast, planned_start=NINE)
        cancel_work_order(order, actor=cast.ana, reason="No")
        assert refusal(reschedule_work_order, order, actor=cast.ana, planned_start=NINE)[1] == "invalid-transition"
    assert "no longer to be done" in move(ana, order, "2027-03-05").content.decode()
    with acting(cast.ana):
        order = report(cast, planned_start=NINE)
    with acting(cast.ben), pytest.raises(NotPermitted):
        reschedule_work_order(order, actor=cast.ben, planned_start=NINE + timedelta(days=1))
    with acting(cast.cleo), pytest.raises(NotVisible):
        reschedule_work_order(order, actor=cast.cleo, planned_start=NINE + timedelta(days=1))
    assert browser_of(cast.ben).post(MOVE, {"number": order.number, "day": "2027-03-05"}).status_code == 403
    assert move(ana, WorkOrder(number=999), "2027-03-05").status_code == 404
    assert "Choose a work order and a day" in move(ana, order, "soon").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/work-orders/calendar/", "/harbour/"])
def test_moving_leads_back_to_the_calendar_and_nowhere_else(cast: Cast, ana: Client, elsewhere: str) -> None:
    with acting(cast.ana):
        order = report(cast, planned_start=NINE)
    page = move(ana, order, "2027-03-15", next=elsewhere)
    assert page.redirect_chain[-1][0] == "/lakeside/work-orders/calendar/"


def test_a_reader_sees_only_what_the_list_shows(cast: Cast) -> None:
    with acting(cast.ana):
        report(cast, title="Out of sight", planned_start=NINE, property=cast.annex)
    for actor in (cast.ben, cast.vera):
        page = browser_of(actor).get("/lakeside/work-orders/calendar/?day=2027-03-03").content.decode()
        assert "Out of sight" not in page
    assert NINE.astimezone(UTC).day == 3
