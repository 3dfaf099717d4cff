"""One box that finds records of every module by number or words, within what the person may see."""

import re
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from core.pages.addresses import list_address, record_address
from core.pages.answers import page
from core.pages.places import place_of, visible_rows
from core.pages.requests import PageRequest
from core.query.search import escape_like
from core.sight import is_narrowed
from core.surfaces import Surface, surfaces

EACH, IN_ALL = 8, 400
NUMBER = re.compile(r"([A-Za-z]{1,6})?[-\s]?(\d{1,18})")
# Words first, then parts of words; the view itself carries the organization's condition.
_FIND = """
select s.module, s.record_id from core_search_visible s
where (s.document @@ websearch_to_tsquery('simple', %s) or s.text ilike %s) and ({within})
order by ts_rank(s.document, websearch_to_tsquery('simple', %s)) desc limit %s
"""


@page
def search_page(request: PageRequest) -> HttpResponse:
    """What was found, by module. A whole number with its prefix, such as WO-1042, goes straight there."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    exact = by_number(request, text)
    if len(exact) == 1 and "-" in text:
        return redirect(exact[0]["url"])
    return render(request, "pages/search.html", {"text": text, "groups": find(request, text), "exact": exact})


@page
def jump(request: PageRequest) -> HttpResponse:
    """The first hits while somebody types, for HTMX."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    groups = find(request, text, each=4) if text else []
    return render(request, "pages/jump.html", {"text": text, "groups": groups, "exact": by_number(request, text)})


def viewable(request: PageRequest) -> list[Surface]:
    return [surface for surface in surfaces() if request.actor.may(surface.permission("view"))]


def by_number(request: PageRequest, text: str) -> list[dict[str, Any]]:
    """Records that are called by this number: WO-1042, or 1042 in any module."""
    match = NUMBER.fullmatch(text)
    if not match:
        return []
    prefix, number = (match[1] or "").upper(), int(match[2])
    found = []
    for surface in viewable(request):
        if prefix in ("", surface.prefix):
            rows = visible_rows(request, surface.model).filter(number=number)
            found += [hit(request, surface, row) for row in rows]
    return found


def find(request: PageRequest, text: str, each: int = EACH) -> list[dict[str, Any]]:
    """Hits of each module with the way to all of them."""
    if not text:
        return []
    modules = viewable(request)
    ids: dict[str, list[Any]] = {}
    within, values = within_sight(request, modules)
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(within=within), [text, f"%{escape_like(text)}%", *values, text, IN_ALL])
        for module, record_id in cursor.fetchall():
            ids.setdefault(module, []).append(record_id)
    groups = [_group(request, surface, ids.get(surface.module, []), text, each) for surface in modules]
    return [group for group in groups if group["hits"]]


def within_sight(request: PageRequest, modules: list[Surface]) -> tuple[str, list[Any]]:
    """A condition on the search table, so that the best hits are the best of what the person sees.

    Where somebody sees all of a module no row needs to be looked up for it.
    """
    parts, values = ["false"], []
    for surface in modules:
        parts.append("s.module = %s")
        values.append(surface.module)
        if place_of(request) is None and not is_narrowed(surface.model, request.actor):
            continue
        try:
            seen, more = visible_rows(request, surface.model).order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            parts[-1] = "s.module = %s and false"
            continue
        parts[-1] += f" and exists (select from ({seen}) seen (id) where seen.id = s.record_id)"
        values += more
    return " or ".join(parts), values


def _group(request: PageRequest, surface: Surface, ids: list[Any], text: str, each: int) -> dict[str, Any]:
    rows = {row.pk: row for row in visible_rows(request, surface.model).filter(pk__in=ids)} if ids else {}
    ranked = [rows[key] for key in ids if key in rows]
    return {
        "label": capfirst(surface.plural),
        "icon": surface.icon,
        "hits": [hit(request, surface, row) for row in ranked[:each]],
        "count": len(ranked),
        "url": list_address(request, surface, q=text, view="all"),
    }


def hit(request: PageRequest, surface: Surface, row: Any) -> dict[str, str]:
    """One found record: what it is called, its number and where it is."""
    note = next((str(value) for name in ("city", "line1") if (value := getattr(row, name, ""))), "")
    return {
        "label": surface.label_of(row),
        "number": f"{surface.prefix}-{row.number}",
        "note": note,
        "icon": surface.icon,
        "url": record_address(request, surface, row.number),
    }
