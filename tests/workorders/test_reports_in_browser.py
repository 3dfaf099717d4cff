"""A manager's reports in Chromium: choose, read, open the rows, take it along, have it sent, and leave again."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.api.conftest import ApiClient, make_key
from tests.barriers import barriers
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.pictures import take_picture
from tests.serving import serving
from tests.workorders.reporting import fill
from workorders.reports.catalogue import REPORTS

pytestmark = pytest.mark.slow


@pytest.fixture
def site(committed_cast: Cast, plain_files: None) -> Iterator[str]:
    """A server on the committed cast with something to report."""
    fill(committed_cast)
    with serving() as address:
        yield address


@pytest.fixture
def ana(browser: Browser, site: str, committed_cast: Cast) -> Iterator[BrowserContext]:
    """Ana's browser. The page's own content policy would keep the test's axe out."""
    session = browser_of(committed_cast.ana).cookies["sessionid"].value
    context = browser.new_context(bypass_csp=True, base_url=f"{site}/lakeside/", accept_downloads=True)
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    yield context
    context.close()


def number_in(cell: Locator) -> int:
    return int(cell.inner_text().replace(",", ""))


def listed(page: Page) -> int:
    """How many rows the list says it has."""
    return int(page.locator(".result b").inner_text().split()[0].replace(",", ""))


def test_every_number_of_a_report_opens_so_many_rows(ana: BrowserContext, committed_cast: Cast) -> None:
    page = ana.new_page()
    page.goto("reports/")
    assert page.locator("main .list li").count() == len(REPORTS)
    page.locator("#main").get_by_role("link", name="Service levels").click()
    page.get_by_label("Period").select_option("any")
    page.get_by_label("By").select_option("trade")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**by=trade*")
    table = page.locator("table.report")
    promised = number_in(table.locator("tfoot td").first)
    assert sum(number_in(cell) for cell in table.locator("tbody td:nth-child(2)").all()) == promised
    api = ApiClient(make_key(committed_cast.ana))
    told = api.get("work-orders/aggregate/?sla_state__isnull=false&group_by=trade").json()["results"]
    assert sum(group["count"] for group in told) == promised
    assert sorted(group["count"] for group in told) == sorted(
        number_in(cell) for cell in table.locator("tbody td:nth-child(2)").all()
    )
    links = [(link.get_attribute("href"), number_in(link)) for link in table.locator("tbody a").all()[:6]]
    for address, number in links:
        assert address is not None
        page.goto(address)
        assert listed(page) == number


def test_files_hold_what_the_page_shows(ana: BrowserContext) -> None:
    page = ana.new_page()
    page.goto("reports/costs/?by=property&period=any")
    shown = [row.locator("th, td").all_inner_texts() for row in page.locator("table.report tbody tr").all()]
    for label, beginning in (("PDF", b"%PDF"), ("Excel", b"PK"), ("CSV", b"Property")):
        page.locator("summary", has_text="Download").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=label).click()
        content = Path(download.value.path()).read_bytes()
        assert content.startswith(beginning), label
        page.keyboard.press("Escape")
    lines = list(csv.reader(StringIO(content.decode())))
    assert [line[0] for line in lines[1:-1]] == [row[0] for row in shown]
    plain = [row[1].replace("$", "").replace(",", "").strip() for row in shown]
    assert [float(line[1]) for line in lines[1:-1]] == [float(text) for text in plain]


@pytest.mark.parametrize("width", [1440, 360])
def test_it_is_sent_by_mail_from_now_on_until_ended(ana: BrowserContext, width: int) -> None:
    page = ana.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("reports/plan-compliance/?by=month")
    page.get_by_role("link", name="Send by mail").click()
    page.get_by_label("How often").select_option("monthly")
    page.get_by_label("Day of the month").fill("3")
    page.get_by_role("button", name="Send it from now on").click()
    page.wait_for_url("**/reports/by-mail/")
    assert "Every month, on the 3., 07:00" in page.locator("main .list").inner_text()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="End").click()
    page.get_by_text("No reports by mail").wait_for()


@pytest.mark.parametrize("width", [1440, 360])
def test_every_report_has_no_barriers_and_fits(ana: BrowserContext, width: int) -> None:
    page, found = ana.new_page(), {}
    page.set_viewport_size({"width": width, "height": 900})
    for report in REPORTS:
        page.goto(f"reports/{report.name}/?period=any")
        assert page.locator("table.report tbody tr").count() > 0, report.name
        found[report.name] = barriers(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), report.name
        take_picture(page, f"report-{report.name}-full-{width}", full_page=True)
    assert {name: problems for name, problems in found.items() if problems} == {}
