"""What work cost: the ledger's actual amounts of work done in the period, in the reporting currency."""

from django.utils.translation import gettext_lazy as _

from workorders.costs.choices import CostKind, CostStage
from workorders.models import Cost
from workorders.reports.figures import Block, Figure, Picture, Report

_ACTUAL = {"stage": str(CostStage.ACTUAL)}
_SUM = "reporting_total"

COSTS = Report(
    name="costs",
    label=_("Costs"),
    help=_("What the work of the period cost, by the day of the work. What was taken back is taken off."),
    blocks=(
        Block(
            module=Cost.module,
            period="worked_on",
            currency="reporting_currency",
            by={
                "property": "work_order.property",
                "portfolio": "work_order.property.portfolio",
                "trade": "work_order.trade",
                "category": "work_order.category",
                "priority": "work_order.priority",
                "vendor": "vendor",
                "month": "worked_on",
            },
            figures=(
                Figure(name="actual", label=_("Actual"), where=_ACTUAL, sum=_SUM, unit="money"),
                *(
                    Figure(name=str(kind), label=kind.label, where={**_ACTUAL, "kind": str(kind)}, sum=_SUM,
                           unit="money")
                    for kind in CostKind
                ),
                Figure(name="committed", label=_("Committed"), where={"stage": "committed"}, sum=_SUM, unit="money"),
                Figure(name="rows", label=_("Rows"), where=_ACTUAL),
            ),
        ),
    ),
    columns=("actual", *map(str, CostKind), "committed", "rows"),
    by=("property", "trade", "month", "category", "priority", "portfolio", "vendor"),
    picture=Picture(series=(("actual", "d1"),)),
)  # fmt: skip
