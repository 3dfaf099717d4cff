"""One page of a list: limit and offset near the top, cursors at any depth, and a count that stops counting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.query.errors import QueryError
from core.query.ordering import Ordering
from core.reading.compiled import PlainReader, Reader, Written
from core.reading.cursors import decode_cursor, encode_cursor
from core.reading.rows import count_rows

DEFAULT_LIMIT, LARGEST_LIMIT = 50, 1_000
DEEPEST_OFFSET = 10_000
COUNTED = 10_000
PAGE_PARAMETERS = frozenset({"limit", "offset", "cursor", "count"})


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a caller asks of paging. `cursor` is None for offset pages and empty for the first cursor page."""

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    cursor: str | None = None
    exact_count: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The objects of a page. `next` and `previous` are the parameters that lead there; cursor pages do not count."""

    results: Sequence[Written]
    next: dict[str, str] | None
    previous: dict[str, str] | None
    count: int | None = None
    count_is_minimum: bool = False


def parse_page(parameters: Mapping[str, str], *, limit: int = DEFAULT_LIMIT) -> PageRequest:
    """`limit`, `offset`, `cursor` and `count` of a request, or QueryError."""
    cursor, counting = parameters.get("cursor"), parameters.get("count")
    if cursor is not None and "offset" in parameters:
        raise QueryError("offset", "conflict", _("A page is asked for by offset or by cursor, not by both."))
    if counting not in (None, "exact") or (counting and cursor is not None):
        raise QueryError("count", "invalid-value", _("count=exact is all that can be asked, on pages by offset."))
    return PageRequest(
        limit=_number(parameters, "limit", limit, 1, LARGEST_LIMIT),
        offset=_number(parameters, "offset", 0, 0, DEEPEST_OFFSET),
        cursor=cursor,
        exact_count=bool(counting),
    )


def _number(parameters: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = parameters.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and lowest <= int(text) <= highest):
        words = {"lowest": lowest, "highest": highest}
        raise QueryError(name, "invalid-value", _("A whole number from %(lowest)d to %(highest)d.") % words)
    return int(text)


def count_capped(queryset: QuerySet[Any], *, exact: bool = False) -> tuple[int, bool]:
    """How many rows, and whether there may be more: counting stops after 10,000 unless asked otherwise."""
    plain = queryset.order_by()
    if exact:
        return plain.count(), False
    found = count_rows(plain[: COUNTED + 1])
    return min(found, COUNTED), found > COUNTED


def read_page(queryset: QuerySet[Any], reader: Reader | PlainReader, ordering: Ordering, request: PageRequest) -> Page:
    """One page, in two statements (count and rows) or, by cursor on an indexed order, in one."""
    if request.cursor is None:
        return _by_offset(queryset, reader, ordering, request)
    return _by_cursor(queryset, reader, ordering, request)


def _by_offset(queryset: QuerySet[Any], reader: Reader | PlainReader, ordering: Ordering, request: PageRequest) -> Page:
    count, is_minimum = count_capped(queryset, exact=request.exact_count)
    ordering.check_length(count)
    end = request.offset + request.limit
    keys = [key.path for key in ordering.keys] if end > DEEPEST_OFFSET else []
    rows = queryset.order_by(*ordering.to_order_by())[request.offset : end + 1]
    results, values = reader.read(rows, keys=keys)
    following = None
    if len(results) > request.limit:
        following = {"cursor": encode_cursor(ordering, values[-2])} if keys else {"offset": str(end)}
    before = {"offset": str(max(0, request.offset - request.limit))} if request.offset else None
    return Page(results[: request.limit], following, before, count, is_minimum)


def _by_cursor(queryset: QuerySet[Any], reader: Reader | PlainReader, ordering: Ordering, request: PageRequest) -> Page:
    if not ordering.indexed:
        ordering.check_length(count_capped(queryset)[0])
    cursor = decode_cursor(ordering, request.cursor) if request.cursor else None
    backward = bool(cursor and cursor.backward)
    rows = queryset.filter(cursor.to_q(ordering)) if cursor else queryset
    order = (ordering.reversed if backward else ordering).to_order_by()
    results, values = reader.read(rows.order_by(*order)[: request.limit + 1], keys=[key.path for key in ordering.keys])
    more = len(results) > request.limit
    results, values = results[: request.limit], values[: request.limit]
    if backward:
        results, values = results[::-1], values[::-1]
    ahead, behind = (bool(cursor), more) if backward else (more, bool(cursor))
    return Page(
        results,
        {"cursor": encode_cursor(ordering, values[-1])} if ahead and values else None,
        {"cursor": encode_cursor(ordering, values[0], backward=True)} if behind and values else None,
    )
