"""A module's table: heads that sort, rows that open, and how many there are in words."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.pages.addresses import list_address
from core.pages.columns import Column, build_cells
from core.pages.custom import named_records
from core.pages.fields import label_of, query_fields, title_of
from core.pages.listed import Listed
from core.pages.listing import Listing, Slice
from core.pages.requests import PageRequest
from core.query import Kind

UNSORTED = (Kind.SEARCH, Kind.EXTERNAL_ID, Kind.LONGTEXT)


def build_heads(request: PageRequest, listing: Listing, *, is_long: bool = False) -> list[dict[str, Any]]:
    """The heads of the table; a click sorts by a column, with shift it becomes the second key.

    A long list is sorted first by a column with an index only; the others become the second key by a click.
    """
    keys = listing.ordering.text.split(",") if listing.ordering else []
    return [_head(request, listing.surface, column, keys, is_long) for column in listing.columns]


def _head(request: PageRequest, surface: Listed, column: Column, keys: list[str], is_long: bool) -> dict[str, Any]:
    head: dict[str, Any] = {"label": column.label, "number": column.is_number, "width": column.width}
    key = sort_key(surface, column)
    if key is None:
        return head
    descending = f"-{key}"
    turned = descending if key in keys else key
    first = keys[0] if keys else ""
    if first in (key, descending):
        head["sorted"] = "ascending" if first == key else "descending"
    alone = not is_long or query_fields(surface)[key].sortable
    head["sort_url"] = sorted_address(request, turned if alone else f"{first},{turned}")
    if first and first not in (key, descending):
        head["then_url"] = sorted_address(request, f"{first},{turned}")
    return head


def sort_key(surface: Listed, column: Column) -> str | None:
    """What a click on the column sorts by: a reference by the name of what it refers to."""
    is_relation = column.field.is_relation
    key = f"{column.key}.{title_of(column.field.related_model)}" if is_relation else column.key
    field = query_fields(surface).get(key)
    return key if field is not None and not field.multiple and field.kind not in UNSORTED else None


def sorted_address(request: PageRequest, sort: str) -> str:
    """This list in another order, from its first page."""
    parameters = request.GET.copy()
    parameters.pop("cursor", None)
    parameters["sort"] = sort
    return "?" + parameters.urlencode(safe=":,/")


def build_rows(request: PageRequest, listing: Listing, found: Slice) -> list[dict[str, Any]]:
    """Each record with its cells; the title's cell heads the row."""
    named = named_records(request, listing.columns, found.rows)
    return [
        {"record": record, "cells": build_cells(request, listing.surface, record, listing.columns, named)}
        for record in found.rows
    ]


def count_words(surface: Listed, count: int, is_minimum: bool) -> str:
    """ "4,326 properties", "1 property", "More than 10,000 work orders"."""
    number = number_format(count, force_grouping=True)
    name = surface.label if count == 1 and not is_minimum else surface.plural
    return f"{_('More than')} {number} {name}" if is_minimum else f"{number} {name}"


def sort_words(listing: Listing) -> str:
    """ "sorted by name, then city, descending"."""
    if listing.ordering is None:
        return ""
    words = []
    for key in listing.ordering.text.split(","):
        label = label_of(listing.surface.model, key.lstrip("-").partition(".")[0]).lower()
        words.append(_("%s, last first") % label if key.startswith("-") else label)
    return _("sorted by %s") % _(", then ").join(words)


def pager(request: PageRequest, listing: Listing, found: Slice, count: int, is_minimum: bool) -> dict[str, Any]:
    """Where the page stands among the rows, and its neighbours."""
    shown, total = len(found.rows), number_format(count, force_grouping=True)
    at_least = _("more than %s") % total if is_minimum else total
    words = _("%(shown)s of %(total)s.") % {"shown": f"1–{shown}" if not listing.cursor else shown, "total": at_least}
    if not shown:
        words = ""
    return {
        "words": words,
        "newer": _page_address(request, found.newer),
        "older": _page_address(request, found.older),
        "needed": bool(found.newer or found.older),
    }


def _page_address(request: PageRequest, cursor: str) -> str:
    if not cursor:
        return ""
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    return "?" + parameters.urlencode(safe=":,/")


def reset_address(request: PageRequest, surface: Listed) -> str:
    """The whole list, in the place the page is limited to."""
    return list_address(request, surface, view="all")
