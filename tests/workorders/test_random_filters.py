"""Whatever a list is asked, its aggregate counts and sums exactly the rows that it shows."""

import json
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from api.aggregates import read_aggregate
from api.lists import read_list
from api.modules import fields_of
from core.acting import acting
from core.query import Kind, Operator, QueryField
from core.reading.compiled import dump
from core.surfaces import Surface, surface_named
from tests.cast import Cast
from tests.workorders.reporting import fill

pytestmark = pytest.mark.slow

FILTERS = 50  # of each of the four modules
WORDS = ("today", "this_month", "last_month", "-30d", "last_90_days", "this_year", "last_12_months", "now")
ASKED = {
    Kind.CHOICE: (Operator.EQ, Operator.NE, Operator.IN, Operator.NIN, Operator.ISNULL),
    Kind.REFERENCE: (Operator.EQ, Operator.NE, Operator.IN, Operator.NIN, Operator.ISNULL),
    Kind.PERSON: (Operator.EQ, Operator.NE, Operator.ISNULL),
    Kind.DATE: (Operator.EQ, Operator.NE, Operator.LT, Operator.GTE, Operator.LTE, Operator.GT, Operator.ISNULL),
    Kind.DATETIME: (Operator.EQ, Operator.NE, Operator.LT, Operator.GTE, Operator.LTE, Operator.GT, Operator.ISNULL),
    Kind.INTEGER: (Operator.EQ, Operator.NE, Operator.LT, Operator.GTE, Operator.BETWEEN, Operator.ISNULL),
    Kind.DECIMAL: (Operator.EQ, Operator.NE, Operator.LT, Operator.GTE, Operator.BETWEEN, Operator.ISNULL),
    Kind.TEXT: (Operator.ICONTAINS, Operator.STARTSWITH, Operator.IEXACT, Operator.ISNULL),
    Kind.BOOLEAN: (Operator.EQ, Operator.NE),
}
SUMS = {"cost": "total", "time_entry": "minutes"}


@pytest.mark.parametrize("module", ["work_order", "cost", "occurrence", "time_entry"])
def test_aggregate_total_is_list_total_for_random_filters(cast: Cast, module: str) -> None:
    fill(cast)
    surface, found = surface_named(module), []
    with acting(cast.ana):
        for query in queries(surface, cast, Random(module)):
            rows = rows_of(surface, cast, query)
            totals = aggregate(surface, cast, query, measures=measures_of(module))
            assert [int(totals[0]["count"])] == [len(rows)], query
            if module in SUMS:
                column = SUMS[module]
                assert Decimal(totals[0][f"sum:{column}"] or 0) == sum(Decimal(row[column] or 0) for row in rows), query
            groups = aggregate(surface, cast, query, measures="count", group_by=groupable(surface))
            assert sum(group["count"] for group in groups) == len(rows), query
            found.append(len(rows))
    # The filters do select: not everything each time, and not nothing.
    assert len(found) == FILTERS and len(set(found)) > 3 and max(found) > 0


def queries(surface: Surface, cast: Cast, random: Random) -> Iterator[dict[str, str]]:
    """Random conditions, one to three at a time, on values that there are."""
    fields = [one for one in fields_of(surface).values() if one.filterable and one.kind in ASKED]
    rows = list(surface.model.objects.visible_to(cast.ana)[:40])
    for _number in range(FILTERS):
        chosen = random.sample(fields, random.randint(1, 3))
        yield dict(condition(one, rows, cast, random) for one in chosen)


def condition(one: QueryField, rows: list[Any], cast: Cast, random: Random) -> tuple[str, str]:
    """A parameter and its value."""
    operator = random.choice([each for each in ASKED[one.kind] if each in one.operators])
    name = one.name if operator is Operator.EQ else f"{one.name}__{operator}"
    if operator is Operator.ISNULL:
        return name, random.choice(["true", "false"])
    count = 2 if operator in (Operator.IN, Operator.NIN, Operator.BETWEEN) else 1
    return name, ",".join(sorted((value(one, rows, cast, random) for _n in range(count)), key=order_of))


def value(one: QueryField, rows: list[Any], cast: Cast, random: Random) -> str:
    """Something that may stand in a row."""
    if one.choices:
        return random.choice(one.choices)[0]
    if one.kind is Kind.PERSON:
        return str(random.choice([cast.ana.person_id, cast.ben.person_id, "me"]))
    if one.kind is Kind.REFERENCE:
        return str(at(random.choice(rows), one.path.split("__")) or cast.tower.pk)
    if one.kind in (Kind.DATE, Kind.DATETIME):
        return random.choice(WORDS)
    return {Kind.TEXT: random.choice("aeWt"), Kind.BOOLEAN: random.choice(["true", "false"])}.get(
        one.kind, str(random.randint(0, 40))
    )


def at(row: Any, steps: list[str]) -> Any:
    """The id behind a path of a row."""
    for step in steps:
        row = getattr(row, step, None)
    return getattr(row, "pk", row)


def order_of(text: str) -> tuple[int, str]:
    return (int(text) if text.isdigit() else 0, text)


def rows_of(surface: Surface, cast: Cast, query: dict[str, str]) -> list[dict[str, Any]]:
    """Every row of the list, and that its own count says so."""
    page = read_list(surface, cast.ana, QueryDict(urlencode({**query, "limit": "1000"})))
    rows: list[dict[str, Any]] = json.loads(dump(page.results))
    assert page.count == len(rows)
    return rows


def aggregate(surface: Surface, cast: Cast, query: dict[str, str], **asked: str) -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = read_aggregate(surface, cast.ana, QueryDict(urlencode({**query, **asked})))[
        "results"
    ]
    return results


def measures_of(module: str) -> str:
    return f"count,sum:{SUMS[module]}" if module in SUMS else "count"


def groupable(surface: Surface) -> str:
    return "work_order.property" if surface.module in SUMS else "property"
