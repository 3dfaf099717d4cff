"""Pages of the largest organization against the same pages of the smallest: none may load more than it shows.

Reports count all that they are asked for.
"""

import time
from statistics import median
from typing import Any

from django.db import connection

from benchmarks.figures import Figure, Measure
from benchmarks.filling import Filled
from benchmarks.stage import Stage
from benchmarks.statements import browser_of

CALLS = 9
BOARD, CALENDAR = "work-orders/board/", "work-orders/calendar/"
AGEING, SERVICE_LEVELS = "reports/ageing/?by=property", "reports/service-levels/?by=property&period=any"


def page_figures(stage: Stage) -> list[Figure]:
    return [
        grown(stage.large, stage.small, "dashboard", "Dashboard, largest / smallest organization", ""),
        grown(stage.busy, stage.small, "board", "Board, 100,000 open orders / a few", BOARD),
        # Where there are few its days are empty.
        grown(stage.busy, stage.small, "calendar", "Calendar, 100,000 open orders / a few", CALENDAR, bar=6, goal=3),
        # A report counts: a hundred times the rows may take longer, but far from a hundred times.
        grown(stage.large, stage.small, "report-ageing", "Ageing by property, largest / smallest", AGEING,
              bar=10, goal=4),
        grown(stage.large, stage.small, "report-sla", "Service levels of all years by property, largest / smallest",
              SERVICE_LEVELS, bar=50, goal=25),
        rows_read(stage.busy, "board-rows", "Rows that the board reads", BOARD),
        rows_read(stage.busy, "calendar-rows", "Rows that the calendar reads", CALENDAR),
    ]  # fmt: skip


def grown(
    large: Filled, small: Filled, name: str, label: str, path: str, *, bar: float = 3, goal: float = 1.5
) -> Figure:
    """How much longer the page takes where there is most to show."""
    return Figure(name, label, page_time(large, path), bar, goal, page_time(small, path), at_least=False, unit="ms")


def rows_read(one: Filled, name: str, label: str, path: str) -> Figure:
    """How many rows all statements of the page bring, whoever is signed in, what is around it, and counts included."""
    return Figure(name, label, lambda: count_rows(one, path), 800, 500, at_least=False)


def page_time(one: Filled, path: str) -> Measure:
    """Milliseconds of the middle answer, in this process: what the browser does with it is not counted."""

    def measure() -> float:
        times = []
        for _ in range(CALLS):
            start = time.perf_counter()
            open_page(one, path)
            times.append(time.perf_counter() - start)
        return 1000 * median(times)

    return measure


def count_rows(one: Filled, path: str) -> float:
    """The rows of all statements of one answer."""
    read: list[int] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, parameters, many, context)
        read.append(max(0, context["cursor"].rowcount))
        return result

    with connection.execute_wrapper(note):
        open_page(one, path)
    return float(sum(read))


def open_page(one: Filled, path: str) -> None:
    """One answer, or the benchmark ends."""
    address = f"/{one.slug}/{path}"
    response = browser_of(one).get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address}: {response.status_code}")
