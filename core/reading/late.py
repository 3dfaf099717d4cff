"""A page's statement: its rows found first by their own table and index, and references joined to those rows only.

With a dozen joins the planner may read whole tables before it cuts the page. The part around the rows is the same for
every question, so its text is made once for each shape and order: making it took longer than running it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy

from core.reading.rows import Source, statement

Statement = tuple[str, tuple[Any, ...]]
# A name, or what an OrderBy over a column says: path, descending, nulls first, nulls last.
Order = str | tuple[str, bool, bool | None, bool | None]


@dataclass(frozen=True, slots=True)
class Around:
    """The text before and after the rows of the page, with its values."""

    before: str
    after: str
    values_before: tuple[Any, ...]
    values_after: tuple[Any, ...]


class Shape(tuple[Source, ...]):
    """The columns of a reader: known by what it is, since comparing expressions is slow."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def page_statement(queryset: QuerySet[Any], shape: Shape, keys: Sequence[Source]) -> Statement | None:
    """The SELECT of a page, or None when the queryset knows that it selects nothing."""
    model: type[models.Model] = queryset.model
    orders = [_order(one) for one in queryset.query.order_by]
    plain = not queryset.query.is_sliced or queryset.query.annotations or None in orders
    around = None if plain or not _are_names(keys) else _around(model, shape, tuple(keys), tuple(orders))
    if around is None:
        return statement(queryset, (*shape, *keys))
    found = statement(queryset, ["pk"])
    if found is None:
        return None
    table = _table(model)
    head, start, rest = found[0].partition(f" FROM {table}")
    if head.count('"') > 6 or "%s" in head or not head.startswith(f"SELECT {table}."):
        return statement(queryset, (*shape, *keys))
    rows = f"SELECT {table}.*{start}{rest}"
    return f"{around.before}({rows}){around.after}", (*around.values_before, *found[1], *around.values_after)


def _are_names(keys: Sequence[Source]) -> bool:
    return all(isinstance(key, str) for key in keys)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _order(one: Any) -> Order | None:
    if isinstance(one, str):
        return one
    if isinstance(one, OrderBy) and type(one.expression) is F:
        name: str = one.expression.name  # type: ignore[attr-defined]  # the stubs leave it out
        return name, one.descending, one.nulls_first, one.nulls_last
    return None


def _ordered(order: Order) -> str | OrderBy:
    if isinstance(order, str):
        return order
    path, descending, first, last = order
    return OrderBy(F(path), descending=descending, nulls_first=first, nulls_last=last)


@lru_cache(maxsize=1024)
def _around(
    model: type[models.Model], shape: Shape, keys: tuple[Source, ...], orders: tuple[Order, ...]
) -> Around | None:
    found = statement(model._base_manager.order_by(*map(_ordered, orders)), (*shape, *keys))
    table = f" FROM {_table(model)}"
    if found is None or found[0].count(table) != 1 or "%%" in found[0]:
        return None
    before, _start, after = found[0].partition(table)
    count = before.count("%s")
    return Around(f"{before} FROM ", f" {_table(model)}{after}", found[1][:count], found[1][count:])
