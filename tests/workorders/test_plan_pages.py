"""The pages of plans, meters and equipment, and the preview that both page and API give."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from core.acting import acting
from facilities.actions.equipment import create_equipment
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.planning import MONDAY, make, orders_of, plan_of, told
from workorders.actions.calendars import create_calendar
from workorders.actions.life_cycle import complete_work_order, start_work_order
from workorders.actions.meters import create_meter, read_meter
from workorders.models import MaintenancePlan, Occurrence
from workorders.plans.duties import DUTIES
from workorders.recurrence import parse_rule
from workorders.recurrence.words import say_rule


@pytest.fixture(autouse=True)
def frozen() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


@pytest.fixture
def api(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def form(cast: Cast, **values: Any) -> dict[str, Any]:
    given = {
        "title": "Extinguishers",
        "property": str(cast.tower.pk),
        "impact": "one",
        "priority": "P5",
        "trigger": "date",
        "mode": "fixed",
        "rule": "FREQ=MONTHLY;BYDAY=-1FR",
        "starts_on": "2026-06-01",
        "due_time": "08:00",
        "month_end": "last",
        "holiday_policy": "keep",
        "lead_days": "7",
        "days_before": "0",
        "days_after": "0",
        "grace_days": "0",
        "meter_tolerance": "0",
    }
    return {**given, **values}


PLANS = "/lakeside/maintenance-plans/"


def test_the_form_begins_with_a_common_duty_and_makes_a_plan(cast: Cast, ana: Client) -> None:
    listed = ana.get(f"{PLANS}duties/").content.decode()
    assert all(str(duty.title) in listed for duty in DUTIES)
    begun = ana.get(f"{PLANS}new/?duty=extinguisher-look").content.decode()
    assert "Fire extinguisher monthly look" in begun and "The needle stands in the green" in begun
    made = ana.post(f"{PLANS}new/", form(cast))
    assert made.status_code == 302, made.content.decode()
    with acting(cast.ana):
        assert told(MaintenancePlan.objects.get(organization=cast.organization)) == [("2026-06-26", "planned")]


def test_every_duty_makes_a_plan(cast: Cast) -> None:
    with acting(cast.ana):
        for duty in DUTIES:
            plan = plan_of(cast, **duty.values())
            assert len(told(plan)) == 1, duty.code


def test_the_preview_shows_twelve_dates_on_the_propertys_clock_and_saves_nothing(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        days = {day: "08:00-17:00" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
        create_calendar(actor=cast.ana, name="Office", is_default=True, country="US", **days)
    sent = form(cast, title="", rule="FREQ=YEARLY;BYMONTH=7,12;BYMONTHDAY=4,25", holiday_policy="after")
    part = ana.post(f"{PLANS}preview/", sent, headers={"HX-Request": "true"}).content.decode()
    assert part.count("<li") == 12 and "America/Chicago" in part
    assert "Christmas" in part and "moved from" in part
    whole = ana.post(f"{PLANS}preview/", form(cast)).content.decode()
    assert "Every month, on the last Friday" in whole and 'value="FREQ=MONTHLY;BYDAY=-1FR"' in whole
    with acting(cast.ana):
        assert not MaintenancePlan.objects.filter(organization=cast.organization).exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"rule": "FREQ=SECONDLY"}, "once a day at most"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "month_end": "omit"}, "nothing would be due"),
        ({"rule": ""}, "by which rule"),
        ({"property": ""}, "required"),
        ({"starts_on": "yesterday"}, "valid date"),
        ({"due_time": "\x00"}, "Null characters"),
    ],
)
def test_the_preview_says_why_there_are_no_dates(cast: Cast, ana: Client, values: dict[str, str], words: str) -> None:
    part = ana.post(f"{PLANS}preview/", form(cast, **values), headers={"HX-Request": "true"})
    assert part.status_code == 200 and words in part.content.decode()
    refused = ana.post(f"{PLANS}new/", form(cast, **values))
    assert refused.status_code == 422


def test_the_preview_is_for_those_who_may_plan(cast: Cast) -> None:
    assert browser_of(cast.ben).post(f"{PLANS}preview/", form(cast)).status_code == 403
    assert browser_of(cast.cleo).post(f"{PLANS}preview/", form(cast)).status_code == 404
    there = form(cast, property=str(cast.elsewhere.pk))
    part = browser_of(cast.ana).post(f"{PLANS}preview/", there, headers={"HX-Request": "true"})
    assert "no such record" in part.content.decode()


def test_editing_offers_to_change_open_orders_too(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        plan = plan_of(cast)
    make(cast, MONDAY.replace(day=8))
    for apply, title in (("", "Look at the extinguishers"), ("on", "Weigh them")):
        with acting(cast.ana):
            plan.refresh_from_db()
        sent = form(cast, title="Weigh them", version=str(plan.version), plan=str(plan.number), apply=apply)
        assert ana.post(f"{PLANS}{plan.number}/edit/", sent).status_code == 302
        with acting(cast.ana):
            assert orders_of(plan)[0].title == title


def test_the_page_of_a_plan_shows_how_it_kept_its_dates(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, rule="FREQ=WEEKLY", starts_on=date(2026, 6, 1), lead_days=0)
    for week in range(3):
        make(cast, MONDAY.replace(day=1 + 7 * week))
    with acting(cast.ana):
        first = orders_of(plan)[0]
    with time_machine.travel(MONDAY.replace(hour=20), tick=False), acting(cast.ana):
        start_work_order(first, actor=cast.ana)
        complete_work_order(first, actor=cast.ana)
    with time_machine.travel(MONDAY.replace(day=20), tick=False):
        ana = browser_of(cast.ana)  # the session of the first of June is over
        page = ana.get(f"{PLANS}{plan.number}/").content.decode()
        assert "33.3" in page and "Every week" in page
        listed = ana.get(f"/lakeside/occurrences/?plan={plan.pk}&state=done&view=all").content.decode()
        assert "<b>1 occurrence</b>" in listed or listed.count("Look at the extinguishers") == 1
    with acting(cast.ana):
        assert Occurrence.objects.get(work_order=first).state == "done"


def test_a_meter_has_a_chart_a_form_and_an_estimate(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        boiler = create_equipment(actor=cast.ana, name="Boiler", property=cast.tower)
        meter = create_meter(actor=cast.ana, name="Hours", equipment=boiler, property=cast.tower, unit="h")
    for day in range(2, 6):
        with time_machine.travel(MONDAY.replace(day=day), tick=False), acting(cast.ana):
            read_meter(meter, actor=cast.ana, value=Decimal(100 * day))
    with time_machine.travel(MONDAY.replace(day=6), tick=False):
        with acting(cast.ana):
            plan_of(
                cast, title="Oil", equipment=boiler, trigger="meter", meter=meter, meter_every=Decimal(250), rule=""
            )
        page = ana.get(f"/lakeside/meters/{meter.number}/").content.decode()
        assert "<svg" in page and "estimated 7 Jun 2026" in page and "Keep the reading" in page
        sent = ana.post(f"/lakeside/meters/{meter.number}/read/", {"value": "400"})
        assert sent.status_code == 422 and "showed more before" in sent.content.decode()
        assert ana.post(f"/lakeside/meters/{meter.number}/read/", {"value": "600"}).status_code == 302
        shown = ana.get(f"/lakeside/equipment/{boiler.number}/").content.decode()
        assert "Maintenance" in shown and "Oil" in shown and "By meter" in shown


def test_statements_do_not_grow_with_places(cast: Cast, ana: Client, django_assert_max_num_queries: Any) -> None:
    with acting(cast.ana):
        things = [create_equipment(actor=cast.ana, name=f"Unit {n}", property=cast.tower) for n in range(12)]
        plan = plan_of(cast, targets=[{"equipment": one} for one in things])
    ana.get(f"{PLANS}{plan.number}/")
    with django_assert_max_num_queries(20):
        assert ana.get(f"{PLANS}{plan.number}/").status_code == 200


# ---- the API


def test_the_api_previews_what_is_not_saved_and_what_is(cast: Cast, api: ApiClient) -> None:
    body = {"title": "Look", "property": str(cast.tower.pk), "rule": "FREQ=DAILY", "starts_on": "2026-10-31"}
    answer = api.send("POST", "maintenance-plans/preview/?count=3", body)
    assert answer.status_code == 200, answer.content
    assert [one["due_at"] for one in answer.json()["dates"]] == [
        "2026-10-31T08:00:00-05:00",
        "2026-11-01T08:00:00-06:00",
        "2026-11-02T08:00:00-06:00",
    ]
    assert (answer.json()["time_zone"], answer.json()["rule"]) == ("America/Chicago", "Every day")
    assert api.get("maintenance-plans/").json()["count"] == 0
    made = api.send("POST", "maintenance-plans/", {**body, "targets": [{"property": str(cast.annex.pk)}]})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert len(api.get(f"maintenance-plans/{key}/preview/").json()["dates"]) == 12
    assert api.get(f"maintenance-plans/{key}/?include=targets,occurrences").json()["targets"][1]["property"]["name"]
    whole = api.get(f"maintenance-plans/{key}/preview/?count=all")
    assert whole.json()["errors"][0]["code"] == "needs_end"


@pytest.mark.parametrize(("count", "status"), [("0", 400), ("367", 400), ("x", 400), ("-1", 400), ("366", 200)])
def test_how_many_dates_may_be_asked_for(cast: Cast, api: ApiClient, count: str, status: int) -> None:
    body = {"title": "Look", "property": str(cast.tower.pk), "rule": "FREQ=DAILY", "starts_on": "2026-10-31"}
    assert api.send("POST", f"maintenance-plans/preview/?count={count}", body).status_code == status


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"rule": "FREQ=SECONDLY"}, "rule"),
        ({"rule": "FREQ=DAILY;BYDAY=" + "MO," * 500}, "rule"),
        ({"rule": "\u0000"}, "rule"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"property": "00000000-0000-0000-0000-000000000000"}, "property"),
        ({"lead_days": -1}, "lead_days"),
        ({"meter_every": "1e400"}, "meter_every"),
        ({"exceptions": "2026-01-01," * 200}, "exceptions"),
        ({"state": "paused"}, "state"),
    ],
)
def test_bad_plans_are_refused_by_name(cast: Cast, api: ApiClient, change: dict[str, Any], member: str) -> None:
    body = {"title": "Look", "property": str(cast.tower.pk), "rule": "FREQ=DAILY", "starts_on": "2026-10-31"}
    for path in ("maintenance-plans/preview/", "maintenance-plans/"):
        answer = api.send("POST", path, {**body, **change})
        assert answer.status_code == 400, answer.content
        assert answer.json()["errors"][0]["pointer"] == f"/{member}"


def test_the_aggregate_counts_what_the_list_shows(cast: Cast, api: ApiClient) -> None:
    with acting(cast.ana):
        plan = plan_of(cast, rule="FREQ=DAILY", lead_days=0)
    make(cast, MONDAY.replace(day=9))
    groups = api.get(f"occurrences/aggregate/?group_by=state&plan={plan.pk}").json()["results"]
    found = {one["state"]["id"] if isinstance(one["state"], dict) else one["state"]: one["count"] for one in groups}
    assert found == {"missed": 8, "created": 1, "planned": 1}
    assert api.get(f"occurrences/?plan={plan.pk}&state=missed").json()["count"] == 8


def test_readings_by_the_api_follow_the_same_rule(cast: Cast, api: ApiClient) -> None:
    with acting(cast.ana):
        meter = create_meter(actor=cast.ana, name="Hours", property=cast.tower, unit="h", rolls_over_at=Decimal(1000))
    path = f"meters/{meter.pk}/readings/"
    assert api.send("POST", path, {"value": "990", "read_at": "2026-05-30T10:00:00Z"}).status_code == 201
    rolled = api.send("POST", path, {"value": "15", "read_at": "2026-05-31T10:00:00Z"})
    assert (rolled.json()["kind"], rolled.json()["total"]) == ("roll_over", "1015.000")
    for body, code in (
        ({"value": "1000", "read_at": "2026-06-01T10:00:00Z"}, "too_high"),
        ({"value": "20", "read_at": "2026-05-01T10:00:00Z"}, "order"),
        ({"value": "20", "read_at": "2027-05-01T10:00:00Z"}, "future"),
        ({"value": "-5", "read_at": "2026-06-01T10:00:00Z"}, "min_value"),
    ):
        assert api.send("POST", path, body).json()["errors"][0]["code"] == code
    replaced = api.send("POST", f"meters/{meter.pk}/read/", {"value": "3", "kind": "replacement", "last_shown": "40"})
    assert replaced.status_code == 200, replaced.content
    assert replaced.json()["last_total"] == "1040.000"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=10", "Every 10 days"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every week, on working days"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "Every 2 weeks, on Monday, Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "Every month, on the 15."),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month, on the last day of the month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU", "Every 3 months, on the second Tuesday"),
        ("FREQ=YEARLY;BYMONTH=4,10;BYMONTHDAY=15", "Every year in April, October, on the 15."),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "Every month, last of: on working days"),
        ("FREQ=DAILY;COUNT=3", "Every day, 3 times"),
        ("FREQ=DAILY;UNTIL=20261231", "Every day, until 2026-12-31"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str) -> None:
    assert say_rule(parse_rule(rule)) == words
