"""How old the work is that is still to be done. The period is that of the report; any time unless told."""

from django.utils.translation import gettext_lazy as _

from workorders.models import WorkOrder
from workorders.reports.figures import Block, Figure, Picture, Report
from workorders.reports.grouping import OF_ORDERS
from workorders.reports.periods import ANY
from workorders.states import OPEN_STATES

# Whole days of the reader's clock; together they are all there is.
AGES = (
    Figure(name="to_2_days", label=_("Up to 2 days"), where={"reported_at__gte": "-2d"}),
    Figure(name="to_7_days", label=_("3 to 7 days"), where={"reported_at__between": "-7d,-3d"}),
    Figure(name="to_30_days", label=_("8 to 30 days"), where={"reported_at__between": "-30d,-8d"}),
    Figure(name="to_90_days", label=_("31 to 90 days"), where={"reported_at__between": "-90d,-31d"}, tone="warning"),
    Figure(name="over_90_days", label=_("Over 90 days"), where={"reported_at__lt": "-90d"}, tone="danger"),
)

AGEING = Report(
    name="ageing",
    label=_("Ageing of open work"),
    help=_("Work orders that are still to be done, by the days since they were reported."),
    period=ANY,
    blocks=(
        Block(
            module=WorkOrder.module,
            period="reported_at",
            where={"state__in": ",".join(OPEN_STATES)},
            by=OF_ORDERS,
            figures=(
                Figure(name="open", label=_("Open")),
                *AGES,
                Figure(
                    name="overdue",
                    label=_("Overdue"),
                    where={"due_at__lt": "now", "sla_state__ne": "paused"},
                    tone="danger",
                ),
            ),
        ),
    ),
    columns=("open", *(figure.name for figure in AGES), "overdue"),
    by=("priority", "property", "trade", "category", "assignee", "team", "vendor", "state"),
    picture=Picture(series=tuple((figure.name, "d1") for figure in AGES), across=True),
)
