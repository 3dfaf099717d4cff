"""Work that did not last: completed in the period and followed by a recall of the same fault."""

from django.utils.translation import gettext_lazy as _

from workorders.models import WorkOrder
from workorders.reports.figures import Block, Figure, Picture, Report, Share
from workorders.reports.first_time_fix import DONE, RECALLED
from workorders.reports.grouping import OF_ORDERS

RECALLS = Report(
    name="recalls",
    label=_("Recalls"),
    help=_("Of the work completed in the period, how much was followed by a recall; and the recalls reported in it."),
    blocks=(
        Block(
            module=WorkOrder.module,
            period="completed_at",
            where={"state__in": DONE},
            by={**OF_ORDERS, "month": "completed_at"},
            figures=(
                Figure(name="completed", label=_("Completed")),
                Figure(name="recalled", label=_("Recalled"), where=RECALLED, tone="danger"),
            ),
        ),
        Block(
            module=WorkOrder.module,
            period="reported_at",
            where={"recall_of__isnull": "false"},
            by={**OF_ORDERS, "month": "reported_at"},
            figures=(Figure(name="recalls", label=_("Recalls reported")),),
        ),
    ),
    shares=(Share(name="recall_percent", label=_("Recall rate, %"), part=("recalled",), whole=("completed",)),),
    columns=("completed", "recalled", "recall_percent", "recalls"),
    by=("trade", "property", "assignee", "team", "vendor", "category", "portfolio", "month"),
    picture=Picture(series=(("recalled", "bad"), ("recalls", "d2"))),
)
