"""The clocks on pages: the panel of an order, tiles and their lists, and the bar of what is computed anew."""

import pytest
import time_machine
from django.test import Client

from core.acting import acting
from tests.cast import Cast
from tests.workorders.promises import FRIDAY, at, hold_since_friday, report
from workorders.actions.calendars import update_calendar
from workorders.models import BusinessCalendar, Recomputation, WorkOrder
from workorders.promises.marking import mark_promises
from workorders.promises.recomputing import run_recomputation


@pytest.fixture
def held(cast: Cast) -> WorkOrder:
    """Reported on a Friday morning, and on hold since the afternoon."""
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        order = hold_since_friday(cast, now)
    return order


def test_the_panel_shows_both_clocks_and_explains_them(ana: Client, held: WorkOrder) -> None:
    with time_machine.travel(at("2026-08-31 10:00"), tick=False):
        page = ana.get(f"/lakeside/work-orders/{held.number}/")
    response, resolution = page.context["clocks"]
    assert (response["words"], resolution["words"]) == ("Met, 4 h to spare", "Paused, 9 h 40 min left")
    assert [row["words"] for row in resolution["rows"]] == [
        "Counted", "On hold: Waiting for parts", "Closed: weekend", "On hold: Waiting for parts",
    ]  # fmt: skip
    words = page.content.decode()
    assert "16 h promised, counted by “Office” in America/Chicago" in words and "On hold for 3 h 40 min" in words


def test_the_history_names_what_was_promised(ana: Client, cast: Cast, held: WorkOrder) -> None:
    with acting(cast.ana):
        policy = held.sla_version and held.sla_version.policy
    assert policy
    words = ana.get(f"/lakeside/work-orders/{held.number}/history/").content.decode()
    assert f"{policy.name}, version 1" in words and str(policy.pk) not in words


def test_an_order_without_a_promise_has_no_panel(ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
    assert 'id="h-sla"' not in ana.get(f"/lakeside/work-orders/{order.number}/").content.decode()


def test_a_paused_order_is_not_overdue_and_tiles_count_their_lists(ana: Client, cast: Cast, held: WorkOrder) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        report(cast)
        report(cast, property=cast.annex)
    with time_machine.travel(at("2026-08-31 13:00"), tick=False):
        mark_promises(cast.organization.pk)
        tiles = {str(tile["label"]): tile for tile in ana.get("/lakeside/").context["tiles"]}
        assert {name: tiles[name]["count"] for name in ("Overdue", "On hold")} == {"Overdue": 0, "On hold": 1}
        for tile in tiles.values():
            assert ana.get(tile["url"]).context["count"] == tile["count"]
    with time_machine.travel(at("2026-09-04 13:00"), tick=False):
        overdue = next(tile for tile in ana.get("/lakeside/").context["tiles"] if str(tile["label"]) == "Overdue")
        assert overdue["count"] == 2 == ana.get(overdue["url"]).context["count"]


def test_a_list_is_asked_for_what_is_broken(ana: Client, cast: Cast, held: WorkOrder) -> None:
    with time_machine.travel(at(FRIDAY), tick=False), acting(cast.ana):
        late = report(cast)
    with time_machine.travel(at("2026-09-30 13:00"), tick=False):
        mark_promises(cast.organization.pk)
    page = ana.get("/lakeside/work-orders/?sla_state=breached&column=number&column=sla_state")
    assert page.context["count"] == 1 and f"WO-{late.number}" in page.content.decode()


def test_the_page_of_a_calendar_shows_how_far_the_work_is(ana: Client, cast: Cast, held: WorkOrder) -> None:
    with acting(cast.ana):
        calendar = BusinessCalendar.objects.get()
        update_calendar(calendar, actor=cast.ana, monday="9-12")
    address = f"/lakeside/calendars/{calendar.number}/"
    assert "Clocks of 0 of 1 open work orders" in ana.get(address).content.decode()
    assert "progress" in ana.get(f"{address}recomputation/").content.decode()
    with acting(cast.ana):
        waiting = list(Recomputation.objects.filter(finished_at__isnull=True))
    for one in waiting:
        run_recomputation(cast.organization.pk, one.pk)
    assert ana.get(address).context["progress"] is None
    assert ana.get(f"{address}recomputation/").status_code == 204


def test_a_form_leaves_the_promised_time_alone(ana: Client, cast: Cast, held: WorkOrder) -> None:
    page = ana.get(f"/lakeside/work-orders/{held.number}/edit/")
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in given.items() if value not in (None, "", [])}
    answer = ana.post(f"/lakeside/work-orders/{held.number}/edit/", {**data, "title": "Leak above"})
    assert answer.status_code == 302, answer.content
    with acting(cast.ana):
        held.refresh_from_db()
    assert held.title == "Leak above" and not held.due_given
