"""The rows behind a number: the parameters by which the module's list shows exactly them."""

from datetime import date
from typing import Any

from core.query import Condition, to_parameters
from core.query.ast import all_of, compare
from core.query.kinds import Operator
from workorders.reports.asking import MONTH, Asked, fields_of, figure_condition
from workorders.reports.counting import Line, month_of
from workorders.reports.figures import BY, CURRENCY, Block, Figure


def rows_behind(asked: Asked, figure: Figure, line: Line | None = None) -> tuple[str, dict[str, str]]:
    """The module and the conditions of a figure: of one line, or of all of them."""
    block = asked.report.block_of(figure.name)
    parts = [asked.condition_of(block), figure_condition(block, figure)]
    if line is not None:
        parts.append(group_condition(asked, block, line.key))
    if block.currency and asked.currency:
        fields = fields_of(block.module)
        parts.append(compare(fields, block.currency, Operator.EQ, [asked.currency], CURRENCY))
    return block.module, to_parameters(all_of(parts))


def group_condition(asked: Asked, block: Block, key: Any) -> Condition:
    """That a row falls into a group."""
    fields, name = fields_of(block.module), block.by[asked.by]
    if key is None:
        return compare(fields, name, Operator.ISNULL, ["true"], BY)
    if asked.by == MONTH and isinstance(key, date):
        return compare(fields, name, Operator.BETWEEN, [day.isoformat() for day in month_of(key)], BY)
    return compare(fields, name, Operator.EQ, [str(key)], BY)
