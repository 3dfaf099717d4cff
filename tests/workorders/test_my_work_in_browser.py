"""My work on a phone of 360 px: without a connection nothing is lost, and all arrives once, with its real time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.acting import acting
from core.documents.models import DocumentLink
from tests.barriers import barriers
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.pictures import take_picture
from tests.serving import serving
from tests.workorders.test_assignment import report
from tests.workorders.test_my_work import PNG
from workorders.actions.work_orders import update_work_order
from workorders.choices import State
from workorders.models import TimeEntry, WorkOrder

pytestmark = pytest.mark.slow


@pytest.fixture
def site(committed_cast: Cast, plain_files: None) -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def job(committed_cast: Cast) -> WorkOrder:
    cast = committed_cast
    with acting(cast.ana):
        before = timezone.now() - timedelta(hours=5)
        return report(cast, title="Water leak", assignee_id=cast.ben.person_id, reported_at=before)


@pytest.fixture
def phone(browser: Browser, site: str, committed_cast: Cast) -> Iterator[BrowserContext]:
    """Ben's telephone, with the page's own content policy in force."""
    session = browser_of(committed_cast.ben).cookies["sessionid"].value
    context = browser.new_context(
        base_url=f"{site}/lakeside/", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    yield context
    context.close()


def open_page(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("my-work/")
    page.locator("[data-field][data-ready]").wait_for()
    return page


def open_job(page: Page) -> None:
    job = page.locator("[data-job]").first
    if job.get_attribute("open") is None:
        job.locator("summary").first.click()


def entries(cast: Cast) -> list[TimeEntry]:
    with acting(cast.ana):
        return list(TimeEntry.objects.order_by("started_at"))


def test_a_day_without_a_connection(phone: BrowserContext, job: WorkOrder, committed_cast: Cast) -> None:
    cast, page = committed_cast, open_page(phone)
    phone.set_offline(True)
    open_job(page)
    began = timezone.now()
    page.get_by_role("button", name="I am here").click()
    outbox = page.locator("[data-outbox]")
    expect(outbox).to_contain_text("Check in")
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible()
    page.locator("summary", has_text="Done").click()
    page.get_by_label("What was done").fill("Valve replaced")
    page.wait_for_timeout(600)  # the draft is written when the typing rests
    page.reload()  # from what the phone has kept
    page.locator("[data-field][data-ready]").wait_for()
    expect(outbox).to_contain_text("Check in")
    open_job(page)
    page.locator("summary", has_text="Done").click()
    expect(page.get_by_label("What was done")).to_have_value("Valve replaced")
    page.get_by_label("Signed by").fill("Tom Tran")
    page.locator("[data-step=finish] input[type=file][name=photos]").set_input_files(
        {"name": "valve.png", "mimeType": "image/png", "buffer": PNG}
    )
    canvas = page.locator("canvas.signature")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
    page.mouse.up()
    page.locator("[data-step=finish] button:text-is('Done')").click()
    expect(outbox.locator("li")).to_have_count(2)
    take_picture(page, "my-work-offline-360", full_page=True)
    assert entries(cast) == []
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-job]")).to_have_count(0, timeout=15000)
    (entry,) = entries(cast)
    with acting(cast.ana):
        job.refresh_from_db()
        assert (job.state, job.resolution) == (State.COMPLETED, "Valve replaced")
        assert DocumentLink.objects.filter(record_id=job.pk).count() == 2
        assert job.signed_by == "Tom Tran"
    assert abs(entry.started_at - began) < timedelta(seconds=30) and entry.ended_at == job.completed_at


def test_an_answer_that_is_lost_on_the_way_does_nothing_twice(
    phone: BrowserContext, job: WorkOrder, committed_cast: Cast
) -> None:
    page = open_page(phone)
    lost: list[str] = []

    def lose_the_first(route, request) -> None:  # type: ignore[no-untyped-def]  # of playwright
        if lost:
            return route.continue_()
        lost.append(request.url)
        route.fetch()
        return route.abort()

    page.route("**/my-work/check-in/**", lose_the_first)
    open_job(page)
    page.get_by_role("button", name="On my way").click()
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible(timeout=15000)
    expect(page.locator("[data-outbox]")).to_contain_text("waits for a connection")
    assert len(entries(committed_cast)) == 1
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert lost and len(entries(committed_cast)) == 1


def test_what_is_refused_stays_with_its_reason(phone: BrowserContext, job: WorkOrder, committed_cast: Cast) -> None:
    cast, page = committed_cast, open_page(phone)
    phone.set_offline(True)
    open_job(page)
    page.locator("summary", has_text="Done").click()
    page.get_by_label("What was done").fill("Valve replaced")
    page.get_by_label("Minutes").fill("20")
    page.locator("[data-step=finish] button:text-is('Done')").click()
    with acting(cast.ana):
        WorkOrder.objects.filter(pk=job.pk).update(state=State.CANCELLED)
    phone.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    line = page.locator("[data-outbox] li[data-outcome=refused]")
    expect(line).to_contain_text("cannot do this")
    expect(line).to_contain_text("Valve replaced")
    page.reload()
    expect(line).to_contain_text("was refused")
    line.get_by_role("button", name="Discard").click()
    expect(page.locator("[data-outbox]")).to_be_hidden()


def test_the_page_fits_a_thumb_and_has_no_barriers(browser: Browser, site: str, committed_cast: Cast) -> None:
    cast = committed_cast
    with acting(cast.ana):
        order = report(cast, title="Supercalifragilistic" * 6, assignee_id=cast.ben.person_id, description="Word " * 90)
        update_work_order(order, actor=cast.ana, planned_start=timezone.now())
    session = browser_of(cast.ben).cookies["sessionid"].value
    for width in (360, 1440):
        for scheme in ("light", "dark"):
            context = browser.new_context(bypass_csp=True, base_url=f"{site}/lakeside/", color_scheme=scheme)
            context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
            page = context.new_page()
            page.set_viewport_size({"width": width, "height": 740})
            page.goto("my-work/")
            page.locator("[data-field][data-ready]").wait_for()
            open_job(page)
            page.locator("summary", has_text="Done").click()
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
            small = page.evaluate(
                "[...document.querySelectorAll('[data-field] button.large')].filter(b => b.checkVisibility() &&"
                " b.getBoundingClientRect().height < 44).length"
            )
            assert small == 0
            assert barriers(page) == []
            take_picture(page, f"my-work-{width}-{scheme}", full_page=True)
            context.close()
