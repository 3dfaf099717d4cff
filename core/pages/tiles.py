"""Numbers that open lists. A tile and its list ask the same question, so they can only agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.figures import say_number
from core.pages.addresses import list_address
from core.pages.listing import count_rows, read_listing
from core.pages.requests import PageRequest
from core.surfaces import surface_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A question to a module's list, and what its number is called. `tone` shows while the number is not zero."""

    label: Any
    module: str
    parameters: Mapping[str, str]
    note: Any = ""
    tone: str = ""
    icon: str = ""


def build_tiles(request: PageRequest, tiles: Iterable[Tile]) -> list[dict[str, Any]]:
    """The tiles of the modules the person may view, counted within the place that is looked at."""
    may = request.actor.may
    return [build_tile(request, tile) for tile in tiles if may(surface_named(tile.module).permission("view"))]


def build_tile(request: PageRequest, tile: Tile) -> dict[str, Any]:
    """The number of one tile and the address of the list it counts."""
    surface = surface_named(tile.module)
    listing = read_listing(request, surface, {name: [value] for name, value in tile.parameters.items()})
    count, is_minimum = count_rows(request, listing)
    return {
        "label": tile.label,
        "value": f"{say_number(count)}+" if is_minimum else say_number(count),
        "count": count,
        "note": tile.note,
        "tone": tile.tone if count else "",
        "icon": tile.icon if count else "",
        "url": list_address(request, surface, **tile.parameters),
    }
