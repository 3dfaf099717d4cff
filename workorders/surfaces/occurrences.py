"""The surface of occurrences: each time that planned work is due, to be read, counted and skipped."""

from django.utils.translation import gettext_lazy as _

from core.surfaces import Action, Input, Surface
from workorders.actions.occurrences import skip_occurrence
from workorders.models import Occurrence
from workorders.plan_choices import OccurrenceState

_FACTS = (
    "name",
    "state",
    "plan",
    "property",
    "space",
    "equipment",
    "due_on",
    "due_at",
    "opens_on",
    "closes_on",
    "grace_ends_on",
    "meter_target",
    "work_order",
    "done_on",
    "reason",
)

occurrences = Surface(
    model=Occurrence,
    slug="occurrences",
    scope="workorders",
    prefix="MO",
    icon="calendar",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "property", "equipment", "due_on", "state", "work_order", "done_on", "reason"),
    filters=("number", *_FACTS, "plan.trade", "property.region", "property.portfolio", "created_at", "updated_at"),
    ordering=("due_on", "state", "name", "number", "property", "updated_at"),
    default_ordering=("-due_on",),
    form=(),
    imports=(),
    read=_FACTS,
    write=(),
    search={"number": "A", "name": "A", "reason": "B"},
    phrases={
        "state": "%s",
        "plan": _("of %s"),
        "property": _("at %s"),
        "property.region": _("in %s"),
        "property.portfolio": _("in %s"),
        "due_on": _("due %s"),
        "done_on": _("done %s"),
    },
    groups=(
        (_("What"), ("plan", "property", "space", "equipment", "work_order")),
        (_("When"), ("due_on", "due_at", "meter_target", "opens_on", "closes_on", "grace_ends_on", "done_on")),
        (_("Why"), ("reason",)),
    ),
    actions=(
        Action(
            verb="skip",
            event="skipped",
            label=_("Skip"),
            run=skip_occurrence,
            inputs=(Input(name="reason", kind="text", label=_("Reason")),),
            offered=lambda occurrence: occurrence.state == OccurrenceState.PLANNED,
            icon="x",
            help=_("It is left out this time; the next one is planned."),
        ),
    ),
)
