"""The page of one record of any module: head, facts, its parts and related records as tabs, and its history."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.pages.addresses import address, list_address, record_address, whole_number
from core.pages.answers import surface_page
from core.pages.columns import Cell, build_cell, build_column, joined
from core.pages.custom import custom_facts
from core.pages.documents import documents_context
from core.pages.extras import record_links
from core.pages.fields import surface_of_row
from core.pages.history import MOST, read_history
from core.pages.listing import Listing, Slice, chosen_columns
from core.pages.related import Documents, Related, Tab, count_tabs, tabs_of
from core.pages.requests import PageRequest
from core.pages.tables import build_rows
from core.reading.prepared import fetch_joined
from core.records import Record
from core.sight import hide_unseen
from core.surfaces import Surface

OVERVIEW, HISTORY = "", "history"
IN_TAB = 25
# Actions whose form stands open on the page.
ON_THE_PAGE = frozenset({"comment", "follow", "unfollow"})
# What a property lies in, from the top.
ABOVE = ("portfolio", "region", "parent")
# What somebody most likely does next, of what the state allows: buttons; everything else is in the menu.
LIKELY = (
    *("complete", "verify", "close", "approve", "resume", "accept", "start", "assign"),
    *("hold", "reject", "decline", "reopen"),
)


@surface_page
def record_page(request: PageRequest, surface: Surface, number: int, tab: str = OVERVIEW) -> HttpResponse:
    """One record. `tab` is empty for its overview."""
    return answer_record(request, surface, get_record(request, surface, number), tab)


def get_record(request: PageRequest, surface: Surface, number: int, *more: str) -> Any:
    """The record with what its page shows of others, in one statement; NotVisible when it is not the actor's."""
    fields = dict.fromkeys((*surface.columns, *surface.form))
    ways = [f"property__{name}" for name in ABOVE] if "property" in fields else []
    rows = surface.model.objects.visible_to(request.actor).filter(number=number)
    record = fetch_joined(rows, *joined(surface, fields), "created_by", "updated_by", *ways, *more)
    if record is None:
        raise surface.model.objects.missing(request.actor, number=number)
    hide_unseen([record], request.actor)
    hide_unseen([record], request.actor, owner="property")
    return record


def answer_record(request: PageRequest, surface: Surface, record: Record, tab: str, **more: Any) -> HttpResponse:
    """The record's page with the module's own template where there is one."""
    tabs = tabs_of(request, surface)
    context = {
        **record_context(request, surface, record),
        **tab_context(request, surface, record, tabs, tab),
        "tabs": tab_links(request, surface, record, tabs, tab),
        "tab": tab,
        **more,
    }
    templates = [f"{surface.model._meta.app_label}/{surface.module}.html", "pages/record.html"]
    return render(request, templates, context)


def revealed_page(request: PageRequest, surface: Surface, record: Record) -> HttpResponse:
    """What an action shows this once, such as a secret. No browser and no proxy keeps the page."""
    context = {
        "surface": surface,
        "heading": surface.label_of(record),
        "crumbs": crumbs(request, surface, record),
        "revealed": list(record.revealed.values()),
        "record_url": record_address(request, surface, record.number),
    }
    response = render(request, "pages/revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


def record_context(request: PageRequest, surface: Surface, record: Record) -> dict[str, Any]:
    """What every page of a record needs: its names, the way to it, its state and its facts."""
    return {
        "surface": surface,
        "record": record,
        "heading": surface.label_of(record),
        "reference": f"{surface.prefix}-{record.number}",
        "crumbs": crumbs(request, surface, record),
        "state": state_of(request, surface, record),
        "facts": facts(request, surface, record),
        "record_url": record_address(request, surface, record.number),
        **action_links(request, surface, record),
        "new_here": new_here(request, surface, record),
        "extra_links": record_links(request, surface, record),
        "may_change": bool(surface.update) and request.actor.may(surface.permission("change")),
        "may_delete": bool(surface.delete) and request.actor.may(surface.permission("delete")),
    }


def new_here(request: PageRequest, surface: Surface, record: Record) -> list[dict[str, Any]]:
    """What may be added at this record: a work order at a property, a space in it."""
    related = [tab for tab in tabs_of(request, surface) if isinstance(tab, Related) and tab.always]
    return [
        {
            "label": tab.surface.label,
            "icon": tab.surface.icon,
            "url": address(request, tab.surface.slug, "new", **{tab.field: record.pk}),
        }
        for tab in related
        if tab.surface.create and tab.field in tab.surface.form and request.actor.may(tab.surface.permission("add"))
    ]


def action_links(request: PageRequest, surface: Surface, record: Record) -> dict[str, list[dict[str, Any]]]:
    """What may be done now, by state and role: the two most likely as buttons, the rest in the menu."""
    links = [
        {
            "verb": one.verb,
            "label": one.label,
            "icon": one.icon,
            "tone": one.tone,
            "url": record_address(request, surface, record.number, one.verb),
        }
        for one in surface.actions
        if one.offered(record) and request.actor.may(surface.permission(one.verb)) and one.verb not in ON_THE_PAGE
    ]
    order = {verb: place for place, verb in enumerate(LIKELY)}
    likely = sorted((one for one in links if one["verb"] in order), key=lambda one: order[one["verb"]], reverse=True)[
        -2:
    ]
    return {"main_actions": likely, "more_actions": [link for link in links if link not in likely]}


def crumbs(request: PageRequest, surface: Surface, record: Record) -> list[dict[str, str]]:
    """The way down the property tree, or the module's list where a record lies in no place."""
    steps = []
    place = record if surface.module == "property" else getattr(record, "property", None) or record
    for name in ABOVE:
        above = getattr(place, name, None)
        if isinstance(above, Record) and above is not record:
            steps.append(_crumb(request, above))
    if place is not record:
        steps.append(_crumb(request, place))
    return steps or [{"label": capfirst(surface.plural), "url": list_address(request, surface)}]


def _crumb(request: PageRequest, record: Any) -> dict[str, str]:
    surface = surface_of_row(record)
    return {"label": str(record), "url": record_address(request, surface, record.number) if surface else ""}


def state_of(request: PageRequest, surface: Surface, record: Record) -> Cell | None:
    """The cell of the record's state, for the badge beside its name."""
    columns = (build_column(surface, key) for key in surface.columns)
    column = next((column for column in columns if column.kind == "state"), None)
    return build_cell(request, surface, record, column) if column else None


def facts(request: PageRequest, surface: Surface, record: Record) -> list[dict[str, Any]]:
    """The record's members in groups; what nobody filled in is left out of the page, not of the form."""
    groups = surface.groups or (("", surface.form),)
    own = [
        {
            "label": label,
            "cells": [cell for name in names if (cell := _fact(request, surface, record, name)) is not None],
        }
        for label, names in groups
    ]
    return [*own, more_facts(request, surface, record)]


def more_facts(request: PageRequest, surface: Surface, record: Record) -> dict[str, Any]:
    """What the organization itself wants to know of the record."""
    return {"label": _("More"), "cells": custom_facts(request, surface, record)}


def _fact(request: PageRequest, surface: Surface, record: Record, name: str) -> Cell | None:
    cell = build_cell(request, surface, record, build_column(surface, name))
    return None if cell.value in (None, "", []) or cell.kind in ("title", "number_of") else cell


def tab_links(
    request: PageRequest, surface: Surface, record: Record, tabs: list[Tab], current: str
) -> list[dict[str, Any]]:
    """Overview, parts, related modules with their counts, history."""
    counts = count_tabs(request, record, tabs)
    ways = [
        (OVERVIEW, _("Overview"), None),
        *((tab.key, tab.label, counts[tab.key]) for tab in tabs if counts[tab.key] or tab.always or tab.key == current),
        (HISTORY, _("History"), None),
    ]
    return [
        {
            "label": label,
            "count": count,
            "current": key == current,
            "url": record_address(request, surface, record.number, *([key] if key else [])),
        }
        for key, label, count in ways
    ]


def tab_context(request: PageRequest, surface: Surface, record: Record, tabs: list[Tab], key: str) -> dict[str, Any]:
    """What the chosen tab shows; an unknown one is 404."""
    if key == OVERVIEW:
        return {}
    if key == HISTORY:
        history = read_history(request, surface, record, whole_number(request.GET.get("before", "")))
        older = history[-1]["id"] if len(history) == MOST else None
        return {"history": history, "older_history": older}
    tab = next((tab for tab in tabs if tab.key == key), None)
    if tab is None:
        raise Http404
    return {"open_tab": tab, **tab_rows(request, surface, record, tab)}


def tab_rows(request: PageRequest, surface: Surface, record: Record, tab: Tab) -> dict[str, Any]:
    """The content of a tab, by its kind."""
    if isinstance(tab, Documents):
        return documents_context(request, surface, record)
    return related_table(request, record, tab) if isinstance(tab, Related) else part_table(request, record, tab)


def related_table(request: PageRequest, record: Record, tab: Related) -> dict[str, Any]:
    """The newest rows of a related module, and the way to its whole list."""
    columns = tuple(c for c in chosen_columns(tab.surface, (), {}) if c.key.split(".")[0] != tab.field)
    listing = Listing(tab.surface, columns=columns)
    rows = tab.rows(request, record).select_related(*joined(tab.surface, [c.key for c in columns]))
    found = Slice(list(rows.order_by(*tab.surface.default_ordering)[:IN_TAB]))
    hide_unseen(found.rows, request.actor)
    return {
        "heads": [{"label": column.label, "number": column.is_number, "width": column.width} for column in columns],
        "rows": build_rows(request, listing, found),
        "all_url": list_address(request, tab.surface, **{tab.field: record.pk, "view": "all"}),
    }


def part_table(request: PageRequest, record: Record, tab: Any) -> dict[str, Any]:
    """The rows of an include with the members it reads."""
    rows = list(tab.rows(request, record)[:200])
    hide_unseen(rows, request.actor)
    names = [name for name in tab.include.read if name != tab.include.parent]
    return {
        "part_heads": [{"label": words(name)} for name in names],
        "part_rows": [[value_at(row, name) for name in names] for row in rows],
    }


def words(name: str) -> str:
    return capfirst(name.replace(".", ": ").replace("_", " "))


def value_at(row: Any, path: str) -> Any:
    for part in path.split("."):
        row = getattr(row, part, None)
    return row
