"""The pages in a browser: they fit a phone, say no errors, have no barriers, and work by keyboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from core.acting import acting
from core.documents.actions import add_document, replace_file
from core.documents.models import Document
from tests.barriers import COLOURS, barriers, bring_axe, recolour
from tests.cast import Cast
from tests.depth import FULL
from tests.documents.files import picture, upload
from tests.pages.conftest import browser_of
from tests.pictures import take_picture
from tests.serving import serving
from workorders.actions.work_orders import create_work_order

pytestmark = pytest.mark.slow


# Every page by a name, which its picture under build/pictures/ carries: address, and the status it answers with.
PAGES: dict[str, tuple[str, int]] = {
    "home": ("", 200),
    "work-orders": ("work-orders/", 200),
    "work-orders-filtered": ("work-orders/?state__in=open,in_progress&due_at=this_week&add=property", 200),
    "work-orders-empty": ("work-orders/?state=cancelled", 200),
    "work-orders-impossible-filter": ("work-orders/?state=nonsense", 400),
    "work-order": ("work-orders/1/", 200),
    "work-order-long": ("work-orders/2/", 200),
    "work-order-history": ("work-orders/1/history/", 200),
    "work-order-assign": ("work-orders/1/assign/", 200),
    "work-order-new": ("work-orders/new/", 200),
    "properties": ("properties/", 200),
    "properties-map": ("properties/map/", 200),
    "property": ("properties/1/", 200),
    "property-spaces": ("properties/1/spaces/", 200),
    "property-documents": ("properties/1/documents/", 200),
    "documents": ("documents/", 200),
    "documents-filtered": ("documents/?of=property&kind=photo&add=uploaded_by", 200),
    "document": ("documents/{document}/about/", 200),
    "property-edit": ("properties/1/edit/", 200),
    "property-delete": ("properties/1/delete/", 200),
    "property-import": ("properties/import/", 200),
    "equipment-empty": ("equipment/", 200),
    "custom-fields": ("custom-fields/", 200),
    "reports": ("reports/", 200),
    "report-ageing": ("reports/ageing/", 200),
    "report-ageing-filtered": ("reports/ageing/?by=property&priority__in=P3,P4&period=this_year", 200),
    "report-service-levels": ("reports/service-levels/?by=month&period=any", 200),
    "report-plan-compliance": ("reports/plan-compliance/", 200),
    "report-costs": ("reports/costs/?by=month", 200),
    "report-first-time-fix": ("reports/first-time-fix/", 200),
    "report-recalls": ("reports/recalls/", 200),
    "report-technicians": ("reports/technicians/", 200),
    "report-impossible": ("reports/ageing/?colour=red", 400),
    "report-send": ("reports/costs/by-mail/?by=trade", 200),
    "reports-by-mail": ("reports/by-mail/", 200),
    "search": ("search/?q=tower", 200),
    "places": ("places/", 200),
    "exports": ("exports/", 200),
    "settings-people": ("settings/people/", 200),
    "settings-roles": ("settings/roles/", 200),
    "settings-credentials": ("settings/credentials/", 200),
    "settings-status": ("settings/status/", 200),
    "profile": ("/accounts/profile/", 200),
    "not-found": ("work-orders/999/", 404),
}
# In the dark only colours are others.
SCHEMES: tuple[tuple[Literal["light", "dark"], tuple[str, ...]], ...] = (("light", ()), ("dark", COLOURS))
LONG = "Supercalifragilisticexpialidocious" * 5


@pytest.fixture
def document(committed_cast: Cast, settings: Any, tmp_path: Path) -> Document:
    """A photo of the tower that was replaced once."""
    settings.MEDIA_ROOT = tmp_path
    with acting(committed_cast.ana):
        photo = add_document(committed_cast.tower, actor=committed_cast.ana, file=upload("roof.png", picture()))
        return replace_file(photo, actor=committed_cast.ana, file=upload("roof.png", picture(size=(400, 300))))


@pytest.fixture
def site(committed_cast: Cast, plain_files: None, document: Document) -> Iterator[str]:
    """A server on the committed cast, with a short and a very long work order, and a photo."""
    with acting(committed_cast.ana):
        create_work_order(actor=committed_cast.ana, title="Water leak", property=committed_cast.tower)
        comments = [{"body": f"{n}: {LONG}"} for n in range(30)]
        create_work_order(
            actor=committed_cast.ana, title=LONG, description=LONG, property=committed_cast.annex, comments=comments
        )
    with serving() as address:
        yield address


@pytest.fixture
def signed_in(browser: Browser, site: str, committed_cast: Cast) -> Iterator[BrowserContext]:
    """Ana's browser. The page's own content policy would keep the test's axe out."""
    session = browser_of(committed_cast.ana).cookies["sessionid"].value
    context = browser.new_context(bypass_csp=True, base_url=f"{site}/lakeside/")
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    bring_axe(context)
    yield context
    context.close()


def problems_of(page: Page, name: str, document: Document, widths: tuple[int, ...], said: list[str]) -> list[object]:
    """What a person would stumble over, at a desk and on a phone, in the light and in the dark.

    Usually axe looks at the page as it stands at last: half of the pages on a phone, half at a desk.
    """
    address, status = PAGES[name]
    said.clear()
    page.set_viewport_size({"width": widths[0], "height": 900})
    answer = page.goto(address.format(document=document.pk))
    assert answer is not None and answer.status == status, address
    page.locator("html.js").wait_for()
    found: list[object] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than {width}")
        for scheme, rules in SCHEMES if FULL or width == widths[-1] else ():
            recolour(page, scheme)
            found += [(width, scheme, *one) for one in barriers(page, *rules)]
            take_picture(page, f"{name}-{width}-{scheme}")
    # The browser reports the page's own status as an error.
    return [*found, *(text for text in said if status < 400 or "Failed to load resource" not in text)]


@pytest.mark.parametrize("widths", [(1440, 360), (360, 1440)], ids=["desk first", "phone first"])
def test_every_page_fits_says_no_errors_and_has_no_barriers(
    signed_in: BrowserContext, document: Document, widths: tuple[int, ...]
) -> None:
    """Half of the pages are opened at a desk and then made narrow, the other half the other way round."""
    page, said = signed_in.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    found = {}
    for name in list(PAGES)[widths[0] == 360 :: 2]:
        found[name] = problems_of(page, name, document, widths, said)
    assert len(found) == len(PAGES) // 2
    assert {name: problems for name, problems in found.items() if problems} == {}


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


@pytest.mark.parametrize(
    "address",
    ["settings/people/", "settings/sandbox/", "settings/status/", "/accounts/sessions/", "properties/1/history/"],
)
def test_the_present_tab_is_in_sight_on_a_phone(signed_in: BrowserContext, address: str) -> None:
    page = signed_in.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address)
    page.locator("html.js").wait_for()
    page.evaluate("document.fonts.ready.then(() => undefined)")
    place = page.locator(".tabs > [aria-current]").bounding_box()
    assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= 360
    assert page.evaluate("scrollY") == 0
