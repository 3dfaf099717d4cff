"""The chart of a report, from the figures that its table shows."""

from django.utils.text import Truncator

from core.charts import Chart, Series, bar_chart, stacked_chart
from workorders.reports.asking import MONTH
from workorders.reports.counting import Line, Result, Value
from workorders.reports.figures import Figure, Share, Unit
from workorders.reports.grouping import LABELS

# Columns a chart has room for; months stand all, since a gap would be read as no work.
MOST, MOST_MONTHS, LONGEST = 12, 36, 18
MINUTES = 60


def draw(result: Result) -> Chart | None:
    """The picture, or None where there is nothing to show."""
    if not result.lines:
        return None
    return draw_across(result) if result.asked.report.picture.across else draw_lines(result)


def draw_across(result: Result) -> Chart:
    """A column for each figure, of all lines together."""
    report = result.asked.report
    columns = [report.column(name) for name, _kind in report.picture.series]
    kind = report.picture.series[0][1]
    values = [plotted(result.total.values[column.name], column.unit) for column in columns]
    return bar_chart(str(report.label), [str(one.label) for one in columns], [Series(str(report.label), values, kind)])


def draw_lines(result: Result) -> Chart:
    """Columns for each line: the first ones where there are many."""
    report, lines = result.asked.report, shown_lines(result)
    series = [series_of(report.column(name), kind, lines) for name, kind in report.picture.series]
    labels = [Truncator(line.label).chars(LONGEST) for line in lines]
    title = f"{report.label}: {LABELS[result.asked.by]}"
    draw_chart = stacked_chart if report.picture.stacked else bar_chart
    return draw_chart(title, labels, series, unit_of(result))


def shown_lines(result: Result) -> tuple[Line, ...]:
    """The lines of the picture."""
    return result.lines[-MOST_MONTHS:] if result.asked.by == MONTH else result.lines[:MOST]


def series_of(column: Figure | Share, kind: str, lines: tuple[Line, ...]) -> Series:
    """One figure of every line."""
    return Series(str(column.label), [plotted(line.values[column.name], column.unit) for line in lines], kind)


def plotted(value: Value, unit: Unit) -> float | None:
    """A figure as a height: hours instead of minutes."""
    if value is None:
        return None
    return round(float(value) / MINUTES, 1) if unit == "hours" else float(value)


def unit_of(result: Result) -> str:
    """In what the heights are, where they are no counts."""
    report = result.asked.report
    units = {report.column(name).unit for name, _kind in report.picture.series}
    return (
        {"money": result.asked.currency, "percent": "%", "hours": "h"}.get(units.pop(), "") if len(units) == 1 else ""
    )
