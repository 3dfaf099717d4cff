"""What keeps people from using a page: axe's rules, on the page as it stands."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# All that a colour scheme changes.
COLOURS = ("color-contrast", "link-in-text-block")


def bring_axe(context: "BrowserContext") -> None:
    """Let every page of a browser have axe from its beginning, rather than send half a megabyte to each."""
    context.add_init_script(AXE_SCRIPT)


def barriers(page: "Page", *rules: str, within: str = "", without: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What axe finds, each with the first element it is about: by all its rules or those named, everywhere or within.

    What lies `without` is passed over.

    axe is given to the page once where it was not brought, and hands over what it found wrong, not everything it
    looked at.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": list(rules)} if rules else {})}
    context = {"include": [[within or "html"]], "exclude": [[one] for one in without]}
    asked = f"{json.dumps(context)}, {json.dumps(options)}"
    found = page.evaluate(f"axe.run({asked}).then(result => result.violations)")
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def recolour(page: "Page", scheme: Literal["light", "dark"]) -> None:
    """Another colour scheme, at once: axe would judge colours that are still passing into others."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
