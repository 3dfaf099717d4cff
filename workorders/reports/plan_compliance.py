"""How planned work kept its windows, of what was due in the period. Late and missed are told apart."""

from django.utils.translation import gettext_lazy as _

from workorders.models import Occurrence
from workorders.plan_choices import DONE, OccurrenceState
from workorders.reports.figures import Block, Figure, Picture, Report, Share

_OVER = (*DONE, OccurrenceState.MISSED, OccurrenceState.NOT_PERFORMED)
_OVERDUE = {"state": str(OccurrenceState.CREATED), "grace_ends_on__lt": "today"}
# What was skipped or covered by greater work was not due; what is open counts once its window is over.
_DUE = f"state in ({', '.join(_OVER)}) or (state = {OccurrenceState.CREATED} and grace_ends_on < today)"

PLAN_COMPLIANCE = Report(
    name="plan-compliance",
    label=_("Plan compliance"),
    help=_("Planned work that was due in the period: done inside its window, of all that was due."),
    blocks=(
        Block(
            module=Occurrence.module,
            period="due_on",
            where={"where": _DUE},
            by={
                "property": "property",
                "portfolio": "property.portfolio",
                "plan": "plan",
                "trade": "plan.trade",
                "month": "due_on",
            },
            figures=(
                Figure(name="due", label=_("Due")),
                Figure(name="in_time", label=_("In time"), where={"state": "done"}, tone="success"),
                Figure(name="early", label=_("Early"), where={"state": "done_early"}),
                Figure(name="late", label=_("Late"), where={"state": "done_late"}, tone="warning"),
                Figure(name="missed", label=_("Missed"), where={"state": "missed"}, tone="danger"),
                Figure(name="not_performed", label=_("Not performed"), where={"state": "not_performed"}),
                Figure(name="overdue", label=_("Overdue"), where=_OVERDUE, tone="danger"),
            ),
        ),
    ),
    shares=(Share(name="compliance", label=_("Compliance, %"), part=("in_time",), whole=("due",)),),
    columns=("due", "in_time", "early", "late", "missed", "not_performed", "overdue", "compliance"),
    by=("property", "plan", "trade", "portfolio", "month"),
    picture=Picture(
        series=(("in_time", "d1"), ("early", "d3"), ("late", "d2"), ("missed", "bad")),
        stacked=True,
    ),
)
