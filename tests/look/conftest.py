"""A browser, and a server without a database: what is looked at shows nobody's records."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.serving import serving


@pytest.fixture
def site(settings: Any, plain_files: None) -> Iterator[str]:
    settings.ROOT_URLCONF = "tests.look.urls"
    settings.TEMPLATES = with_shell(settings.TEMPLATES)
    with serving() as address:
        yield address


def with_shell(templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same templates, with a sidebar that asks no database."""
    engine = deepcopy(templates[0])
    processors = engine["OPTIONS"]["context_processors"]
    engine["OPTIONS"]["context_processors"] = [*processors, "tests.look.urls.shell"]
    return [engine]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
