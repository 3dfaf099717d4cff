"""The pages in a browser: they fit a phone, say no errors, have no barriers, and work by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page

from core.acting import acting
from tests.cast import Cast
from tests.pages.conftest import browser_of
from workorders.actions.work_orders import create_work_order

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session", autouse=True)
def beside_the_browsers_loop() -> Iterator[None]:
    """Playwright keeps an event loop in this thread, which Django takes for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


PAGES = (
    "",
    "work-orders/",
    "work-orders/?state__in=open,in_progress&due_at=this_week&add=property",
    "work-orders/1/",
    "work-orders/1/history/",
    "work-orders/1/assign/",
    "work-orders/new/",
    "properties/",
    "properties/map/",
    "properties/1/",
    "properties/1/spaces/",
    "properties/1/documents/",
    "properties/1/edit/",
    "properties/1/delete/",
    "search/?q=tower",
    "places/",
)


@pytest.fixture
def site(committed_cast: Cast, plain_files: None) -> Iterator[str]:
    """A server on the committed cast, with one work order."""
    with acting(committed_cast.ana):
        create_work_order(actor=committed_cast.ana, title="Water leak", property=committed_cast.tower)
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def signed_in(browser: Browser, site: str, committed_cast: Cast) -> Iterator[BrowserContext]:
    """Ana's browser. The page's own content policy would keep the test's axe out."""
    session = browser_of(committed_cast.ana).cookies["sessionid"].value
    context = browser.new_context(bypass_csp=True, base_url=f"{site}/lakeside/")
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    yield context
    context.close()


def problems_of(page: Page, address: str) -> list[object]:
    """What a person would stumble over: errors, a page wider than the window, barriers."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(address)
    assert answer is not None and answer.status == 200, address
    page.wait_for_function("document.documentElement.classList.contains('js')")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append("wider than the window")
    violations = Axe().run(page).response["violations"]
    return [*said, *((each["id"], each["nodes"][0]["html"]) for each in violations)]


@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_fits_says_no_errors_and_has_no_barriers(signed_in: BrowserContext, width: int) -> None:
    found = {}
    for address in PAGES:
        page = signed_in.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        found[address] = problems_of(page, address)
        page.close()
    assert {address: problems for address, problems in found.items() if problems} == {}


def test_an_action_opens_as_a_dialog_and_is_done_by_keyboard(signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto("work-orders/1/")
    page.get_by_role("button", name="Start").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    dialog.get_by_role("button", name="Start").press("Enter")
    page.get_by_text("In progress").first.wait_for()


def test_rows_are_chosen_by_keyboard_and_changed_in_bulk(signed_in: BrowserContext) -> None:
    page = signed_in.new_page()
    page.goto("properties/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Set Status").check()
    page.locator("select[name=status]").select_option("excess")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Change 1 row").click()
    page.get_by_role("heading", name="1 property changed").wait_for()
