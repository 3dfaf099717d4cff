"""Pictures of pages for people to look at, in `build/pictures`, taken by `make soak`. Tests check the page itself."""

from pathlib import Path
from typing import TYPE_CHECKING

from tests.depth import FULL

if TYPE_CHECKING:
    from playwright.sync_api import Page

PICTURES = Path(__file__).resolve().parents[1] / "build" / "pictures"
# What Chromium says when a busy machine without a display did not give it a frame in time.
NO_FRAME = "Unable to capture screenshot"


def take_picture(page: "Page", name: str, *, full_page: bool = False) -> None:
    """Save what the page looks like; where no frame came, once more."""
    if not FULL:
        return
    from playwright.sync_api import Error

    path = PICTURES / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        page.screenshot(path=path, full_page=full_page)
    except Error as error:
        if NO_FRAME not in str(error):
            raise
        page.screenshot(path=path, full_page=full_page)
