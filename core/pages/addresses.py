"""Addresses inside one organization: /<organization>/work-orders/1042/. The narrower scope stays on every link."""

from typing import Any
from urllib.parse import urlencode

from core.pages.listed import Listed
from core.pages.requests import PageRequest

PLACE = "in"


def address(request: PageRequest, *parts: Any, **parameters: Any) -> str:
    """The address of a page of the request's organization; `in=…` is kept while it is set."""
    path = "/".join(str(part) for part in (request.organization.slug, *parts))
    is_known = getattr(request, "place", True) is not None
    place = {PLACE: request.GET[PLACE]} if is_known and request.GET.get(PLACE) else {}
    given = {name: value for name, value in {**place, **parameters}.items() if value not in (None, "")}
    return f"/{path}/" + (f"?{urlencode(given, doseq=True, safe=':,/')}" if given else "")


def list_address(request: PageRequest, surface: Listed, **parameters: Any) -> str:
    """The list of a module, narrowed by `parameters`."""
    return address(request, surface.slug, **parameters)


def record_address(request: PageRequest, surface: Listed, number: int, *parts: Any, **parameters: Any) -> str:
    """One record's page, or a page below it such as `edit`."""
    return address(request, surface.slug, number, *parts, **parameters)


def whole_number(text: str) -> int | None:
    """A number that somebody may have typed into an address or a form; None for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
