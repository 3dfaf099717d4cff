"""Who has how much to do: the work in hand now, and what was done and how long it took in the period."""

from django.utils.translation import gettext_lazy as _

from workorders.models import TimeEntry, WorkOrder
from workorders.reports.figures import Block, Figure, Picture, Report
from workorders.reports.first_time_fix import DONE
from workorders.states import OPEN_STATES

_BY = {"assignee": "assignee"}

TECHNICIANS = Report(
    name="technicians",
    label=_("Technicians' load"),
    help=_("The work each person has in hand now, and what they completed and how many hours they gave in the period."),
    blocks=(
        Block(
            module=WorkOrder.module,
            where={"state__in": ",".join(OPEN_STATES)},
            by=_BY,
            figures=(
                Figure(name="open", label=_("Open now")),
                Figure(name="in_progress", label=_("In progress"), where={"state": "in_progress"}),
                Figure(name="on_hold", label=_("On hold"), where={"state": "on_hold"}),
                Figure(
                    name="overdue",
                    label=_("Overdue"),
                    where={"due_at__lt": "now", "sla_state__ne": "paused"},
                    tone="danger",
                ),
            ),
        ),
        Block(
            module=WorkOrder.module,
            period="completed_at",
            where={"state__in": DONE},
            by=_BY,
            figures=(
                Figure(name="completed", label=_("Completed")),
                Figure(name="broken", label=_("Promise broken"), where={"sla_state": "breached"}, tone="warning"),
            ),
        ),
        Block(
            module=TimeEntry.module,
            period="started_at",
            by={"assignee": "person"},
            figures=(Figure(name="hours", label=_("Hours"), sum="minutes", unit="hours"),),
        ),
    ),
    columns=("open", "in_progress", "on_hold", "overdue", "completed", "broken", "hours"),
    by=("assignee",),
    picture=Picture(series=(("open", "d2"), ("overdue", "bad"), ("completed", "d1"))),
    takes_filters=False,
)
