"""Requests in a browser at the width of a phone: from the code on the wall to the rating, and into a work order."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from core.acting import acting
from tests.barriers import barriers
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.pictures import take_picture
from tests.serving import serving
from tests.workorders.test_public_doors import photo
from workorders.actions.request_links import create_request_link
from workorders.actions.requests import create_request
from workorders.doors import link_address
from workorders.models import Request, RequestLink, WorkOrder

pytestmark = pytest.mark.slow

Scheme = Literal["light", "dark"]
PHONE = {"width": 360, "height": 800}


@pytest.fixture
def site(committed_cast: Cast, plain_files: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server on the committed cast, which does not ask who fills a form in quickly whether they are a program."""
    monkeypatch.setattr("workorders.intake.forms.QUICKEST", 0)
    with serving() as address:
        yield address


@pytest.fixture
def link(committed_cast: Cast) -> RequestLink:
    with acting(committed_cast.ana):
        create_request(
            actor=committed_cast.ana, title="Secret text", property=committed_cast.tower, public_summary="The lift"
        )
        return create_request_link(actor=committed_cast.ana, property=committed_cast.tower)


def path_of(link: RequestLink, cast: Cast) -> str:
    with acting(cast.ana):
        return f"{link_address(link)}?via=qr"


def visitor(browser: Browser, site: str, **more: Any) -> BrowserContext:
    """A phone without an account. The page's own content policy would keep the test's axe out."""
    return browser.new_context(bypass_csp=True, base_url=site, viewport=PHONE, **more)


def manager(browser: Browser, site: str, cast: Cast) -> BrowserContext:
    session = browser_of(cast.ana).cookies["sessionid"].value
    context = visitor(browser, f"{site}/lakeside/")
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return context


def problems(page: Page, name: str) -> list[Any]:
    """What keeps somebody from using the page as it stands, and its picture."""
    take_picture(page, name, full_page=True)
    found: list[Any] = list(barriers(page))
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    return found


def fill(page: Page, tmp_path: Path) -> None:
    """What a person types on the form, with two photos."""
    for name in ("sink.jpg", "tap.jpg"):
        (tmp_path / name).write_bytes(photo(name).read())
    page.get_by_label("What is wrong?").fill("Water under the sink")
    page.get_by_label("More about it").fill("Since this morning")
    page.locator("input[name=photos]").first.set_input_files([tmp_path / "sink.jpg", tmp_path / "tap.jpg"])
    page.get_by_label("Only when somebody is there").check()
    page.get_by_label("When is it convenient?").fill("Mornings")
    page.get_by_label("Your name").fill("Uma Usher")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_request_becomes_a_work_order_and_keeps_everything(
    browser: Browser, site: str, committed_cast: Cast, link: RequestLink, tmp_path: Path, scripts: bool
) -> None:
    phone = visitor(browser, site, java_script_enabled=scripts)
    page = phone.new_page()
    page.goto(path_of(link, committed_cast))
    assert "Secret text" not in page.content() and page.get_by_text("The lift").first.is_visible()
    fill(page, tmp_path)
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("Your number is RQ-2").wait_for()
    assert page.locator("img").count() == 2
    tracking = page.url

    desk = manager(browser, site, committed_cast).new_page()
    desk.goto("requests/triage/")
    card = desk.locator("#request-2")
    assert card.get_by_text("Mornings").is_visible() and card.locator("img").count() == 2
    card.get_by_role("button", name="Accept").click()
    desk.get_by_text("RQ-2 is answered by WO-1").wait_for()
    desk.goto("work-orders/1/")
    for words in ("Water under the sink", "Since this morning", "Uma Usher", "RQ-2", "Only when somebody is there"):
        assert desk.get_by_text(words).first.is_visible(), words
    assert desk.locator("img[alt='sink.jpg'], img[alt='tap.jpg']").count() == 2
    desk.goto("requests/2/")
    assert desk.get_by_role("link", name="WO-1").first.is_visible()
    assert desk.locator("img[alt='sink.jpg']").count() == 1

    with acting(committed_cast.ana):
        WorkOrder.objects.filter(number=1).update(state="completed", completed_at=timezone.now())
    page.goto(tracking)
    page.get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Rate", exact=True).click()
    page.get_by_text("You gave 4 of 5").wait_for()
    page.get_by_text("It did not help").click()
    page.get_by_label("What is still wrong?").fill("Wet again")
    page.get_by_role("button", name="Take it up again").click()
    page.get_by_text("Taken up again").first.wait_for()
    with acting(committed_cast.ana):
        assert Request.objects.get(number=2).reopened_at is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_public_pages_have_no_barriers(
    browser: Browser,
    site: str,
    committed_cast: Cast,
    link: RequestLink,
    tmp_path: Path,
    scheme: Literal["light", "dark"],
) -> None:
    page = visitor(browser, site, color_scheme=scheme).new_page()
    page.goto(path_of(link, committed_cast))
    found = {"report": problems(page, f"report-360-{scheme}")}
    page.get_by_role("button", name="Send report").click()
    page.locator("input[name=title]:invalid").wait_for()
    page.get_by_label("E-mail address").evaluate("field => field.type = 'text'")
    page.get_by_label("What is wrong?").fill("Water")
    page.get_by_label("E-mail address").fill("me@")
    page.get_by_role("button", name="Send report").click()
    page.get_by_role("alert").first.wait_for()
    found["refused"] = problems(page, f"report-refused-360-{scheme}")
    page.get_by_label("E-mail address").fill("")
    fill(page, tmp_path)
    page.get_by_role("button", name="Send report").click()
    page.get_by_text("Your number is").wait_for()
    found["track"] = problems(page, f"track-360-{scheme}")
    page.goto(path_of(link, committed_cast))
    page.get_by_role("link", name=re.compile("It affects me too")).last.click()
    found["affected"] = problems(page, f"affected-360-{scheme}")
    page.get_by_role("button", name="Keep me informed").click()
    page.get_by_text("shows what becomes of it").wait_for()
    found["following"] = problems(page, f"following-360-{scheme}")
    page.goto("/report/none/")
    found["nothing"] = problems(page, f"nothing-360-{scheme}")
    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_pages_of_who_decides_have_no_barriers(
    browser: Browser, site: str, committed_cast: Cast, link: RequestLink, width: int, scheme: Scheme
) -> None:
    with acting(committed_cast.ana):
        create_request(
            actor=committed_cast.ana,
            title="Heating",
            property=committed_cast.tower,
            requester_name="Uma",
            entry="ask_first",
        )
    page = manager(browser, site, committed_cast).new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = {}
    for name, address in {
        "requests": "requests/",
        "triage": "requests/triage/",
        "request": "requests/2/",
        "request-new": "requests/new/",
        "request-accept": "requests/2/accept/",
        "request-links": "request-links/",
        "request-link": "request-links/1/",
    }.items():
        page.goto(address)
        found[name] = problems(page, f"{name}-{width}-{scheme}")
    assert {name: told for name, told in found.items() if told} == {}
