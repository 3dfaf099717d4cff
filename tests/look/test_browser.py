"""The living page in a browser: it fits a phone, says no errors, has no barriers, and answers the keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.barriers import COLOURS, barriers, recolour
from tests.depth import FULL

pytestmark = pytest.mark.slow

WIDTHS = (1440, 1024, 360)
# What is pressed, and what opens.
OPENED = {
    "#menu details.menu summary": "#menu details[open]",
    ".scope summary >> visible=true": ".scope details[open], details.scope[open]",
    ":is(.account, .dock) summary >> visible=true": "details.account[open], .dock details[open]",
    "#table details.menu summary": "#table details[open]",
    "#chip details.menu summary": "#chip details[open]",
    "#message [data-open=sample-dialog]": "dialog[open]",
    "#chart details summary": "#chart details[open]",
    "#id_vendor": "#id_vendor-list",
}


@pytest.fixture
def address(site: str) -> str:
    return f"{site}/design/"


@pytest.fixture
def page(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def focused(page: Page, what: str) -> Any:
    return page.evaluate(f"document.activeElement.{what}")


@pytest.mark.parametrize("width", WIDTHS)
def test_fits_says_no_errors_and_has_no_barriers(browser: Browser, address: str, width: int) -> None:
    # The page's own content policy would keep the test's axe out.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="light", bypass_csp=True)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.wait_for_function("document.documentElement.classList.contains('js')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []
    recolour(page, "dark")
    assert barriers(page, *COLOURS) == []
    assert said == []
    context.close()


@pytest.mark.parametrize("width", [1440, 360])
def test_what_opens_has_no_barriers_either(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for opener, opened in OPENED.items():
        page.goto(address)
        page.locator(opener).first.click()
        page.locator(opened).first.wait_for()
        # The rest of the page is as it was when nothing was open.
        assert barriers(page, within="" if FULL else opened) == [], opener
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), opener
    context.close()


def test_the_content_policy_stops_nothing(browser: Browser, address: str) -> None:
    page, said = browser.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert said == []
    page.close()


def test_the_slash_goes_to_search_and_the_arrows_to_what_it_found(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("4817")
    page.wait_for_selector("#jumps a")
    page.keyboard.press("ArrowDown")
    assert focused(page, "textContent") == "Work order 4817"
    # An answer that comes late brings the list anew, and nobody falls out of it.
    page.evaluate("htmx.ajax('GET', '/jump/', {target: '#jumps', swap: 'innerHTML'})")
    assert focused(page, "textContent") == "Work order 4817"
    page.keyboard.press("Enter")
    page.wait_for_url("**/done/")


def test_a_menu_answers_the_arrows_and_gives_the_focus_back(page: Page) -> None:
    page.click("#menu details.menu summary")
    page.keyboard.press("ArrowDown")
    assert focused(page, "textContent").startswith("Reassign")
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert focused(page, "ariaLabel") == "More actions"


def test_rows_answer_j_k_x_and_shift_selects_a_range(page: Page) -> None:
    number = page.locator(".selection [data-number]")
    assert number.text_content() == "1"
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert number.text_content() == "2"
    page.click("[data-clear]")
    assert not page.is_visible(".selection")
    page.click("#sample-table tbody tr:nth-child(1) .pick input")
    page.click("#sample-table tbody tr:nth-child(4) .pick input", modifiers=["Shift"])
    assert number.text_content() == "4"
    page.click("[data-matching]")
    assert number.text_content() == "2140"


def test_select_with_search_finds_by_typing(page: Page) -> None:
    page.click("#id_vendor")
    page.keyboard.press("Control+a")
    page.keyboard.type("facade")
    assert focused(page, "getAttribute('aria-activedescendant')") == "id_vendor-list-0"
    page.keyboard.press("Enter")
    assert page.locator("[name=vendor]").evaluate("each => each.value") == "2"
    assert page.input_value("#id_vendor") == "Prairie Window & Facade"


def test_what_is_typed_but_not_chosen_is_put_back(page: Page) -> None:
    page.fill("#id_vendor", "nobody we know")
    assert page.is_visible("#id_vendor-list .hint")
    page.keyboard.press("Tab")
    assert page.input_value("#id_vendor") == "Halsted Elevator & Hoist Co."


def test_columns_are_ordered_by_keyboard(page: Page) -> None:
    page.click("#table details.menu summary")
    page.focus("#table [data-sortable] label:nth-child(4) input")
    page.keyboard.press("Alt+ArrowUp")
    order = page.locator("#table [data-sortable] input").evaluate_all("all => all.map((each) => each.value)")
    assert order == ["number", "title", "trade", "state"]


def test_what_cannot_be_undone_asks_for_the_name(page: Page) -> None:
    page.locator("#message [data-open=sample-dialog]").click()
    assert page.is_disabled("[data-needs-name]")
    page.fill("#sample-name", "4817")
    assert page.is_enabled("[data-needs-name]")
    page.keyboard.press("Escape")
    assert focused(page, "dataset.open") == "sample-dialog"


def test_the_theme_is_kept_and_drawn_by_the_server(page: Page) -> None:
    page.click(".account summary")
    page.click(".account [data-theme-choice=dark]")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_attribute(".account [data-theme-choice=dark]", "aria-pressed") == "true"


def test_a_toast_may_be_undone_and_dismissed(page: Page) -> None:
    page.evaluate("document.dispatchEvent(new CustomEvent('toast', {detail: {text: 'Assigned', undo: '/undo/'}}))")
    toast = page.locator("[data-toasts] .toast")
    assert toast.locator("form").get_attribute("action") == "/undo/"
    toast.locator("[data-dismiss]").click()
    assert toast.count() == 0


def test_chosen_files_are_listed(page: Page) -> None:
    page.set_input_files("#id_photo", {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 250_000})
    assert "door.jpg" in page.locator("[data-uploads-for=id_photo]").inner_text()


def test_reads_without_a_script(browser: Browser, address: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address)
    assert page.is_visible("select[name=vendor]")
    page.click("#table details.menu summary")
    assert page.is_visible("#table details.menu .panel")
    assert page.is_visible(".selection")
    page.close()
