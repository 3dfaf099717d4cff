"""A list as its address asks for it: conditions, order, columns and the page, parsed once and used by every doorway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.custom_questions import PREFIX
from core.pages.addresses import PLACE
from core.pages.columns import Column, build_column, joined
from core.pages.custom import custom_columns, query_fields_for
from core.pages.fields import query_fields
from core.pages.listed import Listed
from core.pages.places import visible_rows
from core.pages.requests import PageRequest
from core.query import EVERYTHING, Condition, Ordering, QueryContext, QueryError, parse_ordering, parse_parameters
from core.reading.cursors import decode_cursor, encode_cursor
from core.reading.pages import count_capped
from core.sight import hide_unseen

PAGE_SIZE = 50
RESERVED = frozenset({PLACE, "sort", "column", "view", "cursor", "add", "archived", "box", "format"})
Parameters = Mapping[str, list[str]]


@dataclass(frozen=True)
class Listing:
    """What one list shows. `error` says why it shows nothing: a question that is not understood."""

    surface: Listed
    condition: Condition = EVERYTHING
    ordering: Ordering | None = None
    columns: tuple[Column, ...] = ()
    archived: bool = False
    cursor: str = ""
    error: QueryError | None = None
    parameters: Parameters = field(default_factory=dict)
    # What else the address may say, and the rows that are chosen from where they are not all that is seen of a model.
    reserved: frozenset[str] = RESERVED
    rows: QuerySet[Any] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page, and the cursors of its neighbours."""

    rows: list[Any]
    newer: str = ""
    older: str = ""


def read_listing(
    request: PageRequest, surface: Listed, parameters: Parameters, *, reserved: frozenset[str] = RESERVED
) -> Listing:
    """The listing that an address or a saved view describes; what is wrong in it becomes its `error`."""
    plain = Listing(surface, columns=chosen_columns(surface, (), {}), parameters=parameters, reserved=reserved)
    try:
        return replace(
            plain,
            condition=parse_parameters(
                query_fields_for(request, surface, parameters), parameters, reserved=reserved, skip_empty=True
            ),
            ordering=parse_ordering(query_fields(surface), sort_text(surface, parameters), parameter="sort"),
            columns=listed_columns(request, surface, parameters.get("column", ())),
            archived=last(parameters, "archived") == "true",
            cursor=last(parameters, "cursor"),
        )
    except QueryError as error:
        return replace(plain, error=error)


def last(parameters: Parameters, name: str) -> str:
    """The last value of a parameter, or nothing."""
    return (parameters.get(name) or [""])[-1]


def sort_text(surface: Listed, parameters: Parameters) -> str:
    return last(parameters, "sort") or ",".join(surface.default_ordering)


def listed_columns(request: PageRequest, surface: Listed, keys: Sequence[str]) -> tuple[Column, ...]:
    """The asked columns, the organization's own among them where one is named."""
    named = any(key.startswith(PREFIX) for key in keys)
    return chosen_columns(surface, keys, custom_columns(request, surface) if named else {})


def chosen_columns(surface: Listed, keys: Sequence[str], custom: Mapping[str, Column]) -> tuple[Column, ...]:
    """The asked columns in the asked order; the title always shows. Unknown ones are refused by name."""
    for key in keys:
        if key not in surface.columns and key not in custom:
            raise QueryError("column", "unknown-field", f"“{key[:60]}”")
    wanted = list(keys or surface.default_columns)
    if surface.title not in wanted:
        wanted.insert(1 if wanted[:1] == ["number"] else 0, surface.title)
    columns = [custom.get(key) or build_column(surface, key) for key in dict.fromkeys(wanted)]
    # The first reference is where the record is: it reads like a second title and gets the room of one.
    place = next((n for n, column in enumerate(columns) if column.kind == "reference"), None)
    if place is not None:
        columns[place] = replace(columns[place], width="third")
    return tuple(columns)


def matching_rows(request: PageRequest, listing: Listing) -> QuerySet[Any]:
    """Every row the listing selects for this person, in its order."""
    rows = living_rows(request, listing) if listing.rows is None else listing.rows
    rows = rows.filter(listing.condition.to_q(query_context(request)))
    return rows.order_by(*listing.ordering.to_order_by()) if listing.ordering else rows


def living_rows(request: PageRequest, listing: Listing) -> QuerySet[Any]:
    """What the person sees of the module: without the archived records, or only those."""
    return visible_rows(request, listing.surface.model).filter(archived_at__isnull=not listing.archived)


def query_context(request: PageRequest) -> QueryContext:
    """Whose "me" and which "today" the conditions mean."""
    actor = request.actor
    return QueryContext(timezone.now(), ZoneInfo(actor.time_zone), actor=actor, person_id=actor.person_id)


def count_rows(request: PageRequest, listing: Listing) -> tuple[int, bool]:
    """How many rows there are, and whether counting stopped before the end."""
    return count_capped(matching_rows(request, listing))


def read_slice(request: PageRequest, listing: Listing, *, size: int = PAGE_SIZE, condition: Q | None = None) -> Slice:
    """One page of rows after or before a cursor. The cost does not grow with depth."""
    ordering = listing.ordering
    assert ordering
    cursor = decode_cursor(ordering, listing.cursor) if listing.cursor else None
    backward = bool(cursor and cursor.backward)
    rows = matching_rows(request, listing).select_related(*joined(listing.surface, [c.key for c in listing.columns]))
    rows = rows.filter(condition) if condition else rows
    if cursor:
        rows = rows.filter(cursor.to_q(ordering))
    found = list(rows.order_by(*(ordering.reversed if backward else ordering).to_order_by())[: size + 1])
    more, found = len(found) > size, found[:size]
    found = found[::-1] if backward else found
    has_newer, has_older = (more, True) if backward else (bool(cursor), more)
    page = Slice(
        found,
        encode_cursor(ordering, sort_values(ordering, found[0]), backward=True) if has_newer and found else "",
        encode_cursor(ordering, sort_values(ordering, found[-1])) if has_older and found else "",
    )
    hide_unseen(found, request.actor)
    return page


def sort_values(ordering: Ordering, record: Any) -> list[Any]:
    """The record's own values of the sort keys."""
    return [_value_at(record, key.path.split("__")) for key in ordering.keys]


def _value_at(record: Any, steps: list[str]) -> Any:
    for step in steps:
        record = getattr(record, step, None)
    return record
