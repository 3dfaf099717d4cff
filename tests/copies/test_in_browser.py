"""An administrator in Chromium: the whole organization as a file, and a sandbox made, entered and reset."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.copies import tasks
from accounts.models import Organization
from tests.barriers import COLOURS, barriers, recolour
from tests.cast import Cast
from tests.copies.test_doorways import work
from tests.pages.conftest import browser_of
from tests.pictures import take_picture
from tests.serving import serving

pytestmark = pytest.mark.slow
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def site(committed_cast: Cast, media: Path, plain_files: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server whose work the test does itself."""
    monkeypatch.setattr("core.jobs.running.BEAT", 3_600.0)
    monkeypatch.setattr(tasks.work_on_copy, "delay", lambda *ids: None)
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


def look(page: Page, name: str) -> None:
    """At a desk and on a phone, in the light and in the dark: it fits, has no barriers, and is kept as a picture."""
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (name, width)
        for scheme in SCHEMES:
            recolour(page, scheme)
            take_picture(page, f"copies_{name}_{scheme}_{width}", full_page=True)
    assert barriers(page, *COLOURS) == []
    recolour(page, "light")
    assert barriers(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})


def test_an_organization_is_exported_and_tried_out(ana: BrowserContext, committed_cast: Cast, tmp_path: Path) -> None:
    organization, page = committed_cast.organization, ana.new_page()
    Organization.objects.filter(pk=organization.pk).update(name="Public buildings of the Great Lakes")
    page.goto("settings/export/")
    look(page, "export_empty")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("Waiting")).to_be_visible()
    work(organization)
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=30_000)
    look(page, "export")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "lakeside.zip")
    assert "manifest.json" in ZipFile(tmp_path / "lakeside.zip").namelist()

    page.get_by_role("link", name="Sandbox").click()
    look(page, "sandbox_none")
    page.get_by_role("button", name="Make a sandbox").click()
    work(organization)
    expect(page.get_by_role("link", name="Enter")).to_be_visible(timeout=30_000)
    look(page, "sandbox")
    page.get_by_role("link", name="Enter").click()
    expect(page.locator("header .sandbox")).to_be_visible()
    look(page, "sandbox_home")
    page.set_viewport_size({"width": 360, "height": 900})
    bell = page.get_by_role("link", name="Notifications, none unread").bounding_box()
    mark = page.locator("header .sandbox").bounding_box()
    assert bell and mark and mark["x"] + mark["width"] <= bell["x"] and bell["x"] + bell["width"] <= 360
    page.goto("/lakeside-sandbox/properties/")
    page.get_by_role("link", name="Tower", exact=True).first.click()
    expect(page.locator("header .sandbox")).to_be_visible()
    look(page, "sandbox_record")
    page.goto("/lakeside-sandbox/settings/people/")
    look(page, "sandbox_people")
    page.goto("/lakeside-sandbox/settings/sandbox/")
    look(page, "sandbox_within")
    page.get_by_role("link", name="Public buildings of the Great Lakes", exact=True).click()
    page.get_by_role("button", name="Reset").click()
    work(organization)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Delete").click()
    work(organization)
    expect(page.get_by_role("button", name="Make a sandbox")).to_be_visible(timeout=30_000)
