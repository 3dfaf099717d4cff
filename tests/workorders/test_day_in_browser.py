"""A manager's day with work orders in a browser: list, board, report, clocks, planner, calendar, search and bulk."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.acting import acting
from core.actor import Actor
from core.documents.actions import add_document
from facilities.actions.equipment import create_equipment
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.serving import serving
from tests.workorders.ledger import book, total_of
from tests.workorders.promises import CHICAGO, FRIDAY, at, promise, reason, report, start
from workorders.actions.comments import add_comment
from workorders.actions.holds import hold_work_order, resume_work_order
from workorders.actions.life_cycle import complete_work_order, start_work_order
from workorders.actions.teams import add_team_member, create_team
from workorders.models import Comment, MaintenancePlan, WorkOrder

pytestmark = pytest.mark.slow
expect.set_options(timeout=30_000)


@pytest.fixture
def site(committed_cast: Cast, plain_files: None) -> Iterator[str]:
    with serving() as address:
        yield address


def context_of(browser: Browser, site: str, actor: Actor) -> BrowserContext:
    session = browser_of(actor).cookies["sessionid"].value
    context = browser.new_context(base_url=f"{site}/lakeside/", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context


@pytest.fixture
def desk(browser: Browser, site: str, committed_cast: Cast) -> Iterator[Page]:
    """Ana at her desk."""
    context = context_of(browser, site, committed_cast.ana)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


def made(cast: Cast, title: str = "Leak", **values: Any) -> WorkOrder:
    with acting(cast.ana):
        return report(cast, title=title, **values)


def test_what_a_page_asks_for_by_itself_takes_no_focus(desk: Page) -> None:
    with desk.expect_response("**/preview/"):
        desk.goto("maintenance-plans/new/")
    expect(desk.locator("#preview.htmx-settling, #preview.htmx-request")).to_have_count(0)
    assert desk.evaluate("document.activeElement === document.body")
    with desk.expect_response("**/preview/"):
        desk.get_by_label("Title").fill("Filters")
    expect(desk.get_by_label("Title")).to_be_focused()


def now_of(cast: Cast, order: WorkOrder) -> WorkOrder:
    with acting(cast.ana):
        order.refresh_from_db()
    return order


def titles(desk: Page) -> list[str]:
    """The titles of the rows, in their order."""
    return desk.locator("tbody td.name a, tbody th.name a").all_inner_texts()


def test_the_list_chooses_columns_sorts_and_reads_as_a_sentence(desk: Page, committed_cast: Cast) -> None:
    """Behaviour 5."""
    for n in range(3):
        made(committed_cast, f"Job {n}", impact="many" if n else "cosmetic")
    desk.goto("work-orders/?impact__in=many,cosmetic&sort=impact,-number")
    expect(desk.get_by_role("status").first).to_contain_text("3 work orders")
    expect(desk.locator(".sentence")).to_contain_text("Impact is Many people, code, or damage growing or Cosmetic")
    assert titles(desk) == ["Job 0", "Job 2", "Job 1"]
    heads = desk.locator("thead th")
    expect(heads.filter(has_text="Impact")).to_have_count(0)
    desk.locator("summary", has_text="Columns").click()
    desk.get_by_role("checkbox", name="Impact").check()
    desk.get_by_role("button", name="Apply").click()
    expect(heads.filter(has_text="Impact")).to_have_count(1)
    assert titles(desk) == ["Job 0", "Job 2", "Job 1"], "the order stays while the columns change"


def test_conditions_of_every_kind_and_one_that_cannot_be(desk: Page, committed_cast: Cast) -> None:
    """Behaviour 6."""
    cast, now = committed_cast, timezone.now()
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Crew")
        for person in (cast.ana, cast.ben):
            add_team_member(team, actor=cast.ana, person=person.person_id)
    made(cast, "Soon", due_at=now + timedelta(days=2), impact="many", assignee_id=cast.ana.person_id)
    made(cast, "Late", due_at=now + timedelta(days=20), impact="one", assignee_id=cast.ben.person_id)
    made(cast, "Loose", due_at=now + timedelta(days=30), impact="cosmetic")
    for question, found in {
        "impact__in=many,one": {"Soon", "Late"},
        "impact__nin=many,one": {"Loose"},
        "assignee__isnull=true": {"Loose"},
        "due_at=next_3_days": {"Soon"},
        "created_at=last_30_days": {"Soon", "Late", "Loose"},
        "assignee=me": {"Soon"},
        "assignee=my_team": {"Soon", "Late"},
        "where=impact = many or title = Loose": {"Soon", "Loose"},
    }.items():
        desk.goto(f"work-orders/?{question}")
        expect(desk.get_by_role("status").first).to_contain_text(f"{len(found)} work order")
        assert set(titles(desk)) == found, question
    desk.goto("work-orders/")
    desk.locator("summary", has_text="Filter").click()
    desk.locator(".chip.add").get_by_role("link", name="Impact").click()
    desk.locator(".chip[open]").get_by_role("checkbox", name="Cosmetic").check()
    desk.locator(".chip[open]").get_by_role("button", name="Apply").click()
    expect(desk.get_by_role("status").first).to_contain_text("1 work order")
    assert titles(desk) == ["Loose"]
    desk.goto("work-orders/?priority=nonsense")
    expect(desk.get_by_role("alert").first).to_be_visible()
    assert desk.locator("tbody tr").count() == 0


def test_an_illegal_drop_goes_back_and_says_why_and_a_reason_is_asked_in_place(
    desk: Page, committed_cast: Cast
) -> None:
    order = made(committed_cast)
    with acting(committed_cast.ana):
        reason(committed_cast)
    desk.goto("work-orders/board/")
    card = desk.locator("article", has_text="Leak")
    card.drag_to(desk.locator("[data-state=accepted]"))
    expect(desk.locator("[data-state=open]").get_by_role("alert")).to_be_visible()
    expect(desk.locator("[data-state=open] article", has_text="Leak")).to_be_visible()
    assert now_of(committed_cast, order).state == "open"
    desk.locator("article", has_text="Leak").drag_to(desk.locator("[data-state=on_hold]"))
    asked = desk.locator("[data-state=on_hold] form.ask")
    asked.wait_for()
    asked.locator("select[name=hold_reason]").select_option(index=1, force=True)
    asked.get_by_role("button").first.click()
    expect(desk.locator("[data-state=on_hold] article", has_text="Leak")).to_be_visible()
    assert now_of(committed_cast, order).state == "on_hold"


def test_new_work_is_warned_of_what_is_known_and_joins_or_says_why(desk: Page, committed_cast: Cast) -> None:
    cast = committed_cast
    with acting(cast.ana):
        until = timezone.localdate() + timedelta(days=30)
        boiler = create_equipment(actor=cast.ana, property=cast.tower, name="Boiler", warranty_until=until)
    known, done = made(cast, "Cold", equipment=boiler), made(cast, "Pump", equipment=boiler)
    with acting(cast.ana):
        start_work_order(done, actor=cast.ana)
        complete_work_order(done, actor=cast.ana, resolution="New pump")
    desk.goto(f"work-orders/new/?title=No+heat&property={cast.tower.pk}&equipment={boiler.pk}")
    warnings = desk.locator("#warnings")
    for words in (f"WO-{known.number} Cold", f"WO-{done.number} Pump", "Under warranty"):
        expect(warnings).to_contain_text(words)
    desk.get_by_role("button", name="Add work order").click()
    expect(desk.get_by_role("alert").first).to_contain_text("say why this is something else")
    desk.get_by_label("Why this is something else").fill("Another circuit")
    desk.get_by_role("button", name="Add work order").click()
    expect(desk.get_by_role("heading", name="No heat")).to_be_visible()
    desk.goto(f"work-orders/new/?title=Still+cold&property={cast.tower.pk}&equipment={boiler.pk}")
    desk.get_by_role("button", name=f"WO-{known.number}").click()
    expect(desk.get_by_text("Still cold").first).to_be_visible()
    with acting(cast.ana):
        assert WorkOrder.objects.count() == 3
        assert Comment.objects.get(work_order=known).body == "Still cold"


def test_a_hold_over_a_weekend_moves_the_due_time_by_the_opening_time_it_took(desk: Page, committed_cast: Cast) -> None:
    cast = committed_cast
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        promise(cast)
        order = report(cast, title="Leak")
        start(order, cast)
        add_comment(order, actor=cast.ana, body="Pump is loud")
        add_comment(order, actor=cast.ana, body="They pay late", is_internal=True)
        before = order.clocks.get(timer="resolution").due_at
        now.move_to(at("2026-08-28 15:20"))
        hold_work_order(order, hold_reason=reason(cast), actor=cast.ana)
        now.move_to(at("2026-08-31 10:05"))
        resume_work_order(order, actor=cast.ana)
        after = order.clocks.get(timer="resolution").due_at
    # Friday 15:20 to 17:00 and Monday 8:00 to 10:05 are 225 minutes of opening time.
    assert before == datetime(2026, 8, 31, 16, tzinfo=CHICAGO)
    assert after == datetime(2026, 9, 1, 10, 45, tzinfo=CHICAGO)
    desk.goto(f"work-orders/{order.number}/")
    for words in ("Response", "Resolution", "1 Sep, 10:45", "Waiting for parts", "wrote an internal note"):
        expect(desk.locator("main")).to_contain_text(words)
    internal = desk.locator(".timeline .note.internal", has_text="They pay late")
    plain = desk.locator(".timeline .note:not(.internal)", has_text="Pump is loud")
    looks = "each => { const look = getComputedStyle(each); return look.backgroundColor + look.borderTopStyle; }"
    assert internal.evaluate(looks) != plain.evaluate(looks)


def test_an_order_tells_its_moves_files_and_costs_and_they_add_up(desk: Page, committed_cast: Cast) -> None:
    """Behaviour 9."""
    cast, order = committed_cast, made(committed_cast)
    with acting(cast.ana):
        book(cast, order, "12.50", "2", kind="material")
        book(cast, order, "80", "1.5", kind="other")
        add_document(order, actor=cast.ana, file=SimpleUploadedFile("s.txt", b"Some words."), name="Plan of pipes.txt")
        start_work_order(order, actor=cast.ana)
        total = total_of(order)
    assert total == Decimal(145)
    desk.goto(f"work-orders/{order.number}/")
    timeline = desk.locator(".timeline")
    for words in ("started", "Plan of pipes.txt"):
        expect(timeline).to_contain_text(words)
    panel = desk.locator("section", has=desk.get_by_role("heading", name="Costs")).locator("table").first
    actual = [Decimal(one.strip("$ ")) for one in panel.locator("tbody tr td:nth-child(5)").all_inner_texts()]
    assert actual == [Decimal(25), Decimal(120)], panel.inner_text()
    assert sum(actual) == total
    expect(panel.locator("tfoot")).to_contain_text("145.00")


def test_a_plan_shows_twelve_dates_before_it_is_saved(desk: Page, committed_cast: Cast) -> None:
    cast = committed_cast
    desk.goto(f"maintenance-plans/new/?property={cast.tower.pk}&title=Look&rule=FREQ=MONTHLY;BYDAY=-1FR")
    expect(desk.locator("#next-dates li")).to_have_count(12)
    desk.get_by_role("button", name="Add maintenance plan").click()
    expect(desk.get_by_role("heading", name="Look").first).to_be_visible()
    with acting(cast.ana):
        plan = MaintenancePlan.objects.get()
        assert plan.occurrences.count() == 1
    desk.goto(f"maintenance-plans/{plan.number}/edit/")
    desk.locator("input[name=rule]").fill("FREQ=MONTHLY;BYMONTHDAY=10")
    expect(desk.locator("#next-dates li").first).to_contain_text("10 ")
    desk.get_by_role("button", name="Save", exact=True).click()
    with acting(cast.ana):
        assert plan.occurrences.filter(state="planned").count() == 1


def test_an_event_is_dragged_to_another_day_by_who_may(
    browser: Browser, site: str, desk: Page, committed_cast: Cast
) -> None:
    cast = committed_cast
    order = made(cast, planned_start=datetime(2027, 3, 9, 9, tzinfo=CHICAGO))
    desk.goto("work-orders/calendar/?day=2027-03-09&scale=week")
    desk.locator("[data-number]").drag_to(desk.locator('[data-day="2027-03-15"], [data-day="2027-03-11"]').first)
    expect(desk.locator('[data-day="2027-03-11"] .event')).to_contain_text("Leak")
    assert now_of(cast, order).planned_start == datetime(2027, 3, 11, 9, tzinfo=CHICAGO)
    for scale in ("month", "day"):
        desk.goto(f"work-orders/calendar/?day=2027-03-11&scale={scale}")
        expect(desk.locator("main").get_by_role("link", name="Leak")).to_be_visible()
    reader = context_of(browser, site, cast.ben)
    page = reader.new_page()
    page.goto("work-orders/calendar/?day=2027-03-09&scale=week")
    expect(page.locator(".event")).to_contain_text("Leak")
    assert page.locator("[data-number]").count() == 0
    reader.close()


def test_a_number_is_found_and_many_rows_change_with_preview_and_one_undo(desk: Page, committed_cast: Cast) -> None:
    cast = committed_cast
    with acting(cast.ana):
        for n in range(200):
            report(cast, title=f"Job {n:03}")
    desk.goto("search/?q=WO-150")
    expect(desk.get_by_role("heading", name="Job 149")).to_be_visible()
    desk.goto("work-orders/?state=open")
    desk.locator("thead .pick input").check()
    desk.locator("[data-matching]").click()
    desk.get_by_role("button", name="Change").click()
    desk.get_by_label("Set Impact").check()
    desk.locator("select[name=impact]").select_option("many")
    desk.get_by_role("button", name="Preview").click()
    expect(desk.get_by_role("heading", name="200 work orders will change")).to_be_visible()
    desk.get_by_role("button", name="Change 200 rows").click()
    expect(desk.get_by_role("heading", name="200 work orders changed")).to_be_visible()
    with acting(cast.ana):
        assert WorkOrder.objects.filter(impact="many").count() == 200
    desk.get_by_role("button", name="Take all 200 back").click()
    expect(desk.get_by_role("heading", name="200 work orders are as they were")).to_be_visible()
    with acting(cast.ana):
        assert WorkOrder.objects.filter(impact="many").count() == 0
