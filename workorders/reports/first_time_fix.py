"""Work that was right at once: done, never sent back, and not followed by a recall."""

from django.utils.translation import gettext_lazy as _

from workorders.models import WorkOrder
from workorders.reports.figures import Block, Figure, Picture, Report, Share
from workorders.reports.grouping import OF_ORDERS
from workorders.states import DONE_STATES

DONE = ",".join((*DONE_STATES, "closed"))
_SENT_BACK = {"transitions.verb": "reject"}
RECALLED = {"recalls.number__isnull": "false"}
_AT_ONCE = {"transitions.verb__ne": "reject", "recalls.number__isnull": "true"}

FIRST_TIME_FIX = Report(
    name="first-time-fix",
    label=_("First-time fix"),
    help=_("Work completed in the period that was neither sent back nor followed by a recall."),
    blocks=(
        Block(
            module=WorkOrder.module,
            period="completed_at",
            where={"state__in": DONE},
            by={**OF_ORDERS, "month": "completed_at"},
            figures=(
                Figure(name="completed", label=_("Completed")),
                Figure(name="at_once", label=_("Right at once"), where=_AT_ONCE, tone="success"),
                Figure(name="sent_back", label=_("Sent back"), where=_SENT_BACK, tone="warning"),
                Figure(name="recalled", label=_("Recalled"), where=RECALLED, tone="danger"),
            ),
        ),
    ),
    shares=(Share(name="fix_percent", label=_("First-time fix, %"), part=("at_once",), whole=("completed",)),),
    columns=("completed", "at_once", "sent_back", "recalled", "fix_percent"),
    by=("trade", "property", "assignee", "team", "vendor", "category", "priority", "portfolio", "month"),
    picture=Picture(series=(("fix_percent", "d1"),)),
)
