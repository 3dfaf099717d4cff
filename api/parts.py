"""The parts of one record at addresses of their own: comments, spaces, documents, history."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from api.history import changes_of, told
from api.lists import check_known
from api.modules import part_reader
from core.actor import Actor
from core.reading.pages import PAGE_PARAMETERS, Page, PageRequest, count_capped, parse_page
from core.records import Record
from core.surfaces import Include, Surface

PART_PARAMETERS = PAGE_PARAMETERS - {"cursor"}


def read_part(part: Include, record: Record, actor: Actor, request: HttpRequest) -> Page:
    """One page of a part's rows, in the part's own order."""
    rows, asked = part.rows([record.pk], actor), page_of(request)
    results, _keys = part_reader(part, actor).read(_slice(rows, asked))
    return _page(rows, asked, results)


def read_row(part: Include, parent: UUID, row: Any, actor: Actor) -> dict[str, Any]:
    """One row of a part as lists show it."""
    results, _keys = part_reader(part, actor).read(part.rows([parent], actor).filter(pk=row.pk))
    return results[0]


def read_history(surface: Surface, record: Record, actor: Actor, request: HttpRequest) -> Page:
    """One page of what happened to the record, newest first."""
    rows, asked = changes_of([record.pk], actor), page_of(request)
    return _page(rows, asked, told(_slice(rows, asked), surface, actor))


def page_of_rows(rows: QuerySet[Any], asked: PageRequest, show: Callable[[Any], dict[str, Any]]) -> Page:
    """One page of rows that `show` turns into objects."""
    return _page(rows, asked, [show(row) for row in _slice(rows, asked)])


def page_of(request: HttpRequest) -> PageRequest:
    check_known(request.GET, PART_PARAMETERS)
    return parse_page({name: request.GET[name] for name in PART_PARAMETERS & request.GET.keys()})


def _slice(rows: QuerySet[Any], asked: PageRequest) -> QuerySet[Any]:
    """One row more than asked for: it tells whether there is a next page."""
    return rows[asked.offset : asked.offset + asked.limit + 1]


def _page(rows: QuerySet[Any], asked: PageRequest, results: list[dict[str, Any]]) -> Page:
    count, is_minimum = count_capped(rows, exact=asked.exact_count)
    more = len(results) > asked.limit
    following = {"offset": str(asked.offset + asked.limit)} if more else None
    before = {"offset": str(max(0, asked.offset - asked.limit))} if asked.offset else None
    return Page(results[: asked.limit], following, before, count, is_minimum)
