"""A report as the API answers it, at its address and in a file."""

from typing import Any

from workorders.reports.asking import Asked
from workorders.reports.behind import rows_behind
from workorders.reports.counting import Line, Result, Value
from workorders.reports.figures import Figure, Share
from workorders.reports.files import columns_of


def told(result: Result) -> dict[str, Any]:
    """A report as the API answers it."""
    asked = result.asked
    return {
        "report": asked.report.name,
        "period": asked.period.text,
        "by": asked.by,
        "currency": asked.currency,
        "currencies": list(result.currencies),
        "columns": [column_of(asked, one) for one in columns_of(asked)],
        "lines": [line_of(line) for line in result.lines],
        "total": line_of(result.total),
    }


def column_of(asked: Asked, one: Figure | Share) -> dict[str, Any]:
    """A column, and how the module itself is asked for the same figure."""
    words = {"name": one.name, "label": str(one.label), "unit": one.unit}
    if isinstance(one, Share):
        return {**words, "module": "", "measure": "", "filter": {}}
    module, parameters = rows_behind(asked, one)
    return {**words, "module": module, "measure": f"sum:{one.sum}" if one.sum else "count", "filter": parameters}


def line_of(line: Line) -> dict[str, Any]:
    """A line; decimals are text, as everywhere."""
    key = None if line.key is None else str(line.key)
    return {"key": key, "label": line.label, "values": {name: wire(value) for name, value in line.values.items()}}


def wire(value: Value) -> int | str | None:
    """A figure as JSON holds it without rounding."""
    return value if value is None or isinstance(value, int) else str(value)
