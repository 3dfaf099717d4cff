"""The surface of maintenance plans."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from workorders.actions.plan_targets import add_target, drop_target
from workorders.actions.plans import (
    apply_maintenance_plan,
    create_maintenance_plan,
    delete_maintenance_plan,
    pause_maintenance_plan,
    resume_maintenance_plan,
    update_maintenance_plan,
)
from workorders.models import MaintenancePlan, Occurrence, PlanTarget
from workorders.plan_choices import PlanState


def targets_of(plans: list[UUID], actor: Actor) -> QuerySet[PlanTarget]:
    """The places of several plans, in the order in which they were added."""
    rows = PlanTarget.objects.visible_to(actor).filter(plan_id__in=plans, is_active=True)
    return rows.select_related("property", "space", "equipment", "meter").order_by("created_at", "id")


def occurrences_of(plans: list[UUID], actor: Actor) -> QuerySet[Occurrence]:
    """The occurrences of several plans, the latest first."""
    rows = Occurrence.objects.visible_to(actor).filter(plan_id__in=plans)
    return rows.select_related("property", "equipment", "work_order").order_by("-due_on", "-id")


_WORK = (
    "title",
    "description",
    "checklist",
    "requires_photos",
    "requires_signature",
    "trade",
    "category",
    "impact",
    "priority",
    "estimated_hours",
    "not_to_exceed",
    "currency",
)
_WHERE = ("property", "space", "equipment")
_WHO = ("assignee", "team", "vendor")
_WHEN = (
    "trigger",
    "mode",
    "rule",
    "starts_on",
    "due_time",
    "ends_on",
    "month_end",
    "season_from",
    "season_until",
    "exceptions",
    "holiday_policy",
)
_METER = ("meter", "meter_every", "meter_tolerance")
_WINDOW = ("lead_days", "days_before", "days_after", "grace_days", "open_previous", "parent")
_WRITE = (*_WORK, *_WHERE, *_WHO, *_WHEN, *_METER, *_WINDOW)
_READ = ("title", "state", *_WRITE[1:])
_PLACE = (
    Input(name="property", kind="reference", to="property", label=_("Property"), required=False),
    Input(name="space", kind="reference", to="space", label=_("Space"), required=False),
    Input(name="equipment", kind="reference", to="equipment", label=_("Equipment"), required=False),
)

maintenance_plans = Surface(
    model=MaintenancePlan,
    slug="maintenance-plans",
    scope="workorders",
    prefix="MP",
    icon="calendar",
    title="title",
    columns=("number", *_READ, "created_at", "updated_at"),
    default_columns=("number", "title", "property", "equipment", "state", "trigger", "mode", "rule", "assignee"),
    filters=(
        "number",
        *(name for name in _READ if name not in ("description", "checklist")),
        "property.region",
        "property.portfolio",
        "created_at",
        "updated_at",
    ),
    ordering=("title", "number", "state", "property", "updated_at"),
    default_ordering=("title",),
    form=_WRITE,
    imports=_WRITE,
    read=_READ,
    write=_WRITE,
    bulk=("assignee", "team", "vendor", "trade", "category", "priority"),
    search={"number": "A", "title": "A", "description": "B", "checklist": "C"},
    includes=(
        Include(
            name="targets",
            label=_("Places"),
            rows=targets_of,
            parent="plan",
            read=("property", "space", "equipment", "meter", "anchor_on"),
            create=add_target,
            write=("property", "space", "equipment", "meter"),
        ),
        Include(
            name="occurrences",
            label=_("Occurrences"),
            rows=occurrences_of,
            parent="plan",
            read=(
                "number",
                "state",
                "due_on",
                "opens_on",
                "closes_on",
                "property",
                "equipment",
                "work_order",
                "done_on",
                "reason",
            ),
        ),
    ),
    phrases={
        "state": "%s",
        "property": _("at %s"),
        "property.region": _("in %s"),
        "property.portfolio": _("in %s"),
        "equipment": _("of %s"),
        "assignee": _("assigned to %s"),
        "team": _("for %s"),
        "vendor": _("by %s"),
    },
    groups=(
        (_("What is done"), ("title", "description", "checklist", "trade", "category", "impact", "priority")),
        (_("Where"), _WHERE),
        (_("When"), _WHEN),
        (_("By a meter"), _METER),
        (_("How early and how late"), _WINDOW),
        (_("Who"), _WHO),
        (_("What is handed in"), ("requires_photos", "requires_signature")),
        (_("How much"), ("estimated_hours", "not_to_exceed", "currency")),
    ),
    create=create_maintenance_plan,
    update=update_maintenance_plan,
    delete=delete_maintenance_plan,
    actions=(
        Action(
            verb="pause",
            event="paused",
            label=_("Pause"),
            run=pause_maintenance_plan,
            offered=lambda plan: plan.state == PlanState.ACTIVE,
            icon="pause",
            help=_("It makes no work until it is resumed."),
        ),
        Action(
            verb="resume",
            event="resumed",
            label=_("Resume"),
            run=resume_maintenance_plan,
            offered=lambda plan: plan.state == PlanState.PAUSED,
            icon="play",
            help=_("What was due meanwhile is not made up for."),
        ),
        Action(
            verb="add_target",
            event="target_added",
            label=_("Add a place"),
            run=add_target,
            inputs=(*_PLACE, Input(name="meter", kind="reference", to="meter", label=_("Meter"), required=False)),
            icon="plus",
            help=_("The work is made there as well."),
        ),
        Action(
            verb="drop_target",
            event="target_dropped",
            label=_("Take a place out"),
            run=drop_target,
            inputs=_PLACE,
            icon="minus",
            help=_("Work orders that were made there stay."),
        ),
        Action(
            verb="apply",
            event="applied",
            label=_("Bring to open orders"),
            run=apply_maintenance_plan,
            icon="check",
            help=_("Orders that nobody has begun take over what the plan says now."),
        ),
        *LIFECYCLE,
    ),
    grants={"generate": _("Make the work of plans")},
)
