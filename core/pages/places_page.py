"""The scope switch: portfolios, regions and properties by name, each a link to the same page within it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst

from core.pages.addresses import address
from core.pages.answers import page
from core.pages.options import find_by_title
from core.pages.places import WAYS_UP, Place, place_surfaces
from core.pages.requests import PageRequest
from core.pages.shell import with_place
from core.surfaces import Surface

EACH = 8


@page
def places(request: PageRequest) -> HttpResponse:
    """Choose what every list and number is limited to. HTMX gets the links, a plain request the page."""
    text = request.GET.get("q", "")
    offered = [surface for surface in place_surfaces() if request.actor.may(surface.permission("view"))]
    groups = [found for surface in offered if (found := _group(request, surface, text))["items"]]
    template = "pages/places_found.html" if request.headers.get("HX-Request") else "pages/places.html"
    return render(request, template, {"groups": groups, "text": text, "next": _next(request)})


def _group(request: PageRequest, surface: Surface, text: str) -> dict[str, Any]:
    rows: Any = surface.model.objects.visible_to(request.actor).filter(archived_at__isnull=True)
    rows = find_by_title(rows.select_related(*WAYS_UP[surface.module]), surface, text)
    return {"label": capfirst(surface.plural), "items": [_item(request, surface, row) for row in rows[:EACH]]}


def _item(request: PageRequest, surface: Surface, row: Any) -> dict[str, str]:
    place = Place(surface.module, row)
    note = str(place.trail[-1]) if place.trail else ""
    return {"label": str(row), "note": note, "url": with_place(_next(request), place)}


def _next(request: PageRequest) -> str:
    """The page the switch was opened on; only ever one of this organization."""
    wanted = request.GET.get("next", "")
    home = address(request).split("?")[0]
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith(home)
    return wanted if safe else home
