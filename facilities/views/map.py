"""The map of properties: what is asked of the list is drawn, and an area of the map narrows the list."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from core.pages.addresses import address, list_address
from core.pages.answers import page
from core.pages.list_page import changed_query, list_context
from core.pages.listing import Listing, matching_rows, read_listing, read_slice
from core.pages.requests import PageRequest
from core.pages.tables import build_heads, build_rows, count_words, pager, sort_words
from core.query import QueryError
from core.reading.pages import count_capped
from core.surfaces import Surface
from facilities.maps import BoundingBox, InvalidBoundingBox, MapPoint, build_map
from facilities.surfaces import properties

BOX = "bbox"
# Points of one drawing; beyond it the list itself must be narrowed first.
MOST = 50_000


Points = Callable[[PageRequest, Any], list[MapPoint]]


@page
def property_map(request: PageRequest) -> HttpResponse:
    """The properties of the list at their places, and below them those of the chosen area."""
    return answer_map(request, properties, "facilities/map.html", read_points)


def answer_map(
    request: PageRequest, surface: Surface, template: str, points: Points, *, prefix: str = ""
) -> HttpResponse:
    """The map of a list: `points` reads the places of its rows, whose coordinates stand behind `prefix`."""
    request.actor.require(surface.permission("view"))
    if "change" in request.GET:
        return redirect(f"{request.path}?{changed_query(request)}")
    parameters = {name: values for name, values in request.GET.lists() if name != BOX}
    listing = read_listing(request, surface, parameters)
    context = list_context(request, surface, listing)
    if listing.error:
        return render(request, template, {**context, "error": listing.error}, status=400)
    try:
        box = BoundingBox.parse(request.GET[BOX]) if request.GET.get(BOX) else None
        context |= map_context(request, listing, box, points, prefix)
    except InvalidBoundingBox as error:
        refused = QueryError(BOX, "invalid-value", str(error))
        return render(request, template, {**context, "error": refused}, status=400)
    except QueryError as error:  # the cursor
        return render(request, template, {**context, "error": error}, status=400)
    return render(request, template, context)


def map_context(
    request: PageRequest, listing: Listing, box: BoundingBox | None, points: Points, prefix: str
) -> dict[str, Any]:
    """The drawing of the whole list, and the rows within the area."""
    rows = matching_rows(request, listing)
    condition = within(box, prefix) if box else Q()
    count, is_minimum = count_capped(rows.filter(condition))
    found = read_slice(request, listing, condition=condition)
    return {
        "map": build_map(points(request, rows), box, address_of(request)),
        "count_words": count_words(listing.surface, count, is_minimum),
        "sort_words": sort_words(listing),
        "heads": build_heads(request, listing),
        "rows": build_rows(request, listing, found),
        "pager": pager(request, listing, found, count, is_minimum),
    }


def within(box: BoundingBox, prefix: str = "") -> Q:
    """Rows whose place lies in an area, also across the antimeridian."""
    west, south, east, north = box.corners
    latitude, longitude = f"{prefix}latitude", f"{prefix}longitude"
    between = Q(**{f"{latitude}__gte": south, f"{latitude}__lte": north})
    if box.crosses_antimeridian:
        return between & (Q(**{f"{longitude}__gte": west}) | Q(**{f"{longitude}__lte": east}))
    return between & Q(**{f"{longitude}__gte": west, f"{longitude}__lte": east})


def read_points(request: PageRequest, rows: Any) -> list[MapPoint]:
    """The places of the rows; a property without coordinates is on the list alone."""
    base = list_address(request, properties)
    path, _mark, question = base.partition("?")
    suffix = f"?{question}" if question else ""
    known = rows.filter(latitude__isnull=False).order_by()
    values = known.values_list("id", "latitude", "longitude", "name", "number", "city")[:MOST]
    return [
        MapPoint(str(key), y, x, name, f"{path}{number}/{suffix}", city) for key, y, x, name, number, city in values
    ]


def address_of(request: PageRequest) -> Callable[[BoundingBox | None], str]:
    """The map of the same question for another area."""

    def of(box: BoundingBox | None) -> str:
        parameters = request.GET.copy()
        for name in (BOX, "cursor"):
            parameters.pop(name, None)
        if box is not None:
            parameters[BOX] = str(box)
        return f"{request.path}?{parameters.urlencode(safe=':,/')}"

    return of


def map_link(request: PageRequest, record: Any) -> str:
    """The map around one property."""
    if record.latitude is None:
        return ""
    x, y = record.longitude, record.latitude
    around = BoundingBox(x - 0.05, y - 0.035, x + 0.05, y + 0.035)
    return address(request, properties.slug, "map", **{BOX: around})
