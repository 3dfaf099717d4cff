"""The list page of any module."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import capfirst

from core.pages.addresses import list_address
from core.pages.answers import surface_page
from core.pages.chips import build_editors, offered_fields
from core.pages.columns import build_column
from core.pages.custom import custom_columns
from core.pages.export import TYPES, export_list
from core.pages.extras import selection_links
from core.pages.listed import Listed
from core.pages.listing import Listing, Slice, count_rows, last, read_listing, read_slice
from core.pages.requests import PageRequest
from core.pages.tables import build_heads, build_rows, count_words, pager, reset_address, sort_words
from core.pages.views_page import default_view, views_context
from core.query import QueryError
from core.surfaces import Surface

# What the small form behind a chip sends; the answer is a redirect to the plain address.
EDITING = ("change", "op", "value", "relative")


@surface_page
def list_page(request: PageRequest, surface: Surface) -> HttpResponseBase:
    """Rows as the address asks for them. A question that is not understood shows its error and no row."""
    if "change" in request.GET:
        return redirect(changed_address(request, surface))
    if first := default_view(request, surface):
        return redirect(first)
    return answer_list(request, surface)


def answer_list(request: PageRequest, surface: Surface, **more: Any) -> HttpResponseBase:
    """The list with its template: the module's own where there is one."""
    listing = read_listing(request, surface, dict(request.GET.lists()))
    if request.GET.get("format") in TYPES and not listing.error:
        return export_list(request, listing, request.GET["format"])
    context, error = shown(request, listing, build_rows)
    templates = [f"{surface.model._meta.app_label}/{surface.module}_list.html", "pages/list.html"]
    status = 400 if error else 200
    return render(request, templates, {**context, **list_context(request, surface, listing), **more}, status=status)


RowBuilder = Callable[[PageRequest, Listing, Slice], list[dict[str, Any]]]


def shown(request: PageRequest, listing: Listing, build: RowBuilder) -> tuple[dict[str, Any], QueryError | None]:
    """The rows of the page with what counts, sorts and turns them; the error of a question that is not understood."""
    if listing.error:
        return {"error": listing.error}, listing.error
    try:
        count, is_minimum = count_rows(request, listing)
        listing.ordering.check_length(count)  # type: ignore[union-attr]  # set unless there is an error
        found = read_slice(request, listing) if count else Slice([])
    except QueryError as error:
        return {"error": error}, error
    return {
        "count": count,
        "count_words": count_words(listing.surface, count, is_minimum),
        "sort_words": sort_words(listing),
        "heads": build_heads(request, listing, is_long=is_minimum),
        "rows": build(request, listing, found),
        "pager": pager(request, listing, found, count, is_minimum),
    }, None


def list_context(request: PageRequest, surface: Surface, listing: Listing) -> dict[str, Any]:
    """What stands around the rows: the sentence, the choosers and what may be done."""
    return {
        **views_context(request, surface),
        **question_context(request, listing),
        "selection_links": selection_links(request, surface),
        "import_url": list_address(request, surface) + "import/"
        if request.actor.may(surface.permission("add")) or request.actor.may(surface.permission("change"))
        else "",
        "new_url": list_address(request, surface)
        if surface.create and request.actor.may(surface.permission("add"))
        else "",
    }


def question_context(request: PageRequest, listing: Listing) -> dict[str, Any]:
    """The question as a sentence, and what chooses conditions and columns."""
    return {
        "surface": listing.surface,
        "listing": listing,
        "heading": capfirst(listing.surface.plural),
        "editors": build_editors(request, listing) if not listing.error else [],
        "offered": offered_fields(request, listing),
        "chooser": column_choices(request, listing),
        "reset_url": reset_address(request, listing.surface),
        "is_filtered": bool(listing.parameters.keys() - {"in", "view", "sort", "column", "cursor"}),
        "kept": [(name, value) for name, values in listing.parameters.items() for value in values],
    }


def column_choices(request: PageRequest, listing: Listing) -> list[dict[str, Any]]:
    """Every column, the shown ones first and in their order."""
    shown = [column.key for column in listing.columns]
    known = {key: build_column(listing.surface, key) for key in listing.surface.columns}
    known |= custom_columns(request, listing.surface)
    rest = [column for key, column in known.items() if key not in shown]
    return [
        {"key": column.key, "label": column.label, "shown": column.key in shown, "fixed": column.kind == "title"}
        for column in (*listing.columns, *rest)
    ]


def changed_address(request: PageRequest, surface: Listed) -> str:
    """The plain address after a chip's form was sent: `change`, `op` and `value` become one parameter."""
    return f"{list_address(request, surface).split('?')[0]}?{changed_query(request)}"


def changed_query(request: PageRequest) -> str:
    """What is asked once the chip's form is understood, for the list or another layout of it."""
    kept = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in (*EDITING, "cursor", "add"):
            kept.setlist(name, values)
    name, value = changed_parameter(dict(request.GET.lists()))
    if value:
        kept[name] = value
    return kept.urlencode(safe=":,/")


def changed_parameter(sent: dict[str, list[str]]) -> tuple[str, str]:
    """The parameter that a chip's form means; without a value there is none."""
    field, operator = last(sent, "change"), last(sent, "op")
    values = [value for value in sent.get("value", []) if value]
    if last(sent, "relative"):
        values = [last(sent, "relative")]
    if operator == "isnull":
        return f"{field}__isnull", "true"
    if operator == "in" and len(values) == 1:
        operator = "eq"
    if operator == "between" and len(values) == 1:
        operator = "gte"
    text = joined_values(values) if operator in ("in", "nin", "between") else (values or [""])[0]
    return (field if operator in ("", "eq") else f"{field}__{operator}"), text


def joined_values(values: list[str]) -> str:
    """Values between commas; one that holds a comma stands in quotation marks."""
    return ",".join(f'"{value}"' if "," in value else value for value in values)
