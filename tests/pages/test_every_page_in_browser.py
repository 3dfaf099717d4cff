"""Every page there is, opened in a browser with a record of every module: it fits, says no errors, has no barriers.

The addresses come from the URL configuration, as those of the matrix do, so that a new page is looked at by itself.
Pages that all modules share are opened for each module as list, record and form, and once below a record.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.barriers import barriers, bring_axe
from tests.cast import Cast
from tests.matrix.addresses import Address, visited
from tests.matrix.callers import unframed
from tests.matrix.world import World, make_world
from tests.pages.conftest import browser_of
from tests.pictures import take_picture
from tests.serving import serving

pytestmark = pytest.mark.slow
# Below a record all modules are alike.
PER_MODULE = ("<slug:slug>/", "<slug:slug>/<int:number>/", "<slug:slug>/new/")
AN_EXAMPLE = "properties"
PHONE, DESK = 360, 1440
# It is the same around every page, and is looked at with the pages of `test_in_browser`.
FRAME = (".side", ".top", ".dock")


def pages() -> Iterator[Address]:
    """One address for each page that looks different."""
    for one in visited():
        route = one.source.removeprefix("<organization:organization>/")
        is_shared = "<slug:slug>" in route and route not in PER_MODULE
        if not one.is_api and "GET" in one.methods and not (is_shared and f"/{AN_EXAMPLE}/" not in f"/{one.route}"):
            yield one


@pytest.fixture
def world(committed_cast: Cast, tmp_path: Path, settings: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    return make_world(committed_cast)


@pytest.fixture
def site(world: World, plain_files: None) -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def signed_in(browser: Browser, site: str, world: World) -> Iterator[BrowserContext]:
    """Ana's browser. The page's own content policy would keep the test's axe out."""
    session = browser_of(world.cast.ana).cookies["sessionid"].value
    context = browser.new_context(bypass_csp=True, base_url=site, accept_downloads=False)
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    bring_axe(context)
    yield context
    context.close()


def is_a_page(client: Client, path: str) -> bool:
    """Whether the address shows a whole page: not a file, a part for a page, or a step to elsewhere."""
    answer = client.get(path)
    start = b"" if answer.streaming else answer.content[:40].lstrip().lower()
    return answer.status_code == 200 and start.startswith(b"<!doctype html")


def problems_of(page: Page, said: list[str], path: str) -> list[object]:
    """What a person would stumble over at a desk and on a phone."""
    said.clear()
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(path)
    page.locator("html.js").wait_for()
    found: list[object] = [f"wider than {DESK}"] if is_too_wide(page) else []
    page.set_viewport_size({"width": PHONE, "height": 900})
    if is_too_wide(page):
        found.append(f"wider than {PHONE}")
    return [*found, *barriers(page, without=FRAME), *said]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_says_no_errors_and_has_no_barriers(
    signed_in: BrowserContext, world: World, scheme: Any
) -> None:
    """Half of the pages in the light, the other half in the dark."""
    client, page, said = browser_of(world.cast.ana), signed_in.new_page(), []
    page.emulate_media(color_scheme=scheme)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    with unframed():
        half = [(address, address.to(world, "own")[0]) for address in list(pages())[scheme == "dark" :: 2]]
        shown = [(address, path) for address, path in half if is_a_page(client, path)]
    found = {}
    for number, (address, path) in enumerate(shown):
        found[str(address)] = problems_of(page, said, path)
        name = address.route.replace("/", ".").replace("<", "").replace(">", "").strip(".").split(":")[-1]
        take_picture(page, f"every/{number:03}-{name[-60:]}-{scheme}")
    assert len(found) > 50
    told = [f"{name}: {problems}" for name, problems in found.items() if problems]
    assert not told, "\n".join(told)
