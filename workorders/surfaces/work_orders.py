"""The surface of work orders."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_updates
from core.surfaces import Action, Include, Input, Question, Surface
from facilities.impact import MoveCount
from notifications.actions.following import follow_record, unfollow_record
from workorders.actions.comments import add_comment
from workorders.actions.tasks import add_task
from workorders.actions.times import create_time_entry
from workorders.actions.work_orders import (
    change_work_orders,
    create_work_order,
    create_work_orders,
    delete_work_order,
    settle_work_orders,
    update_work_order,
)
from workorders.choices import State
from workorders.models import Comment, Escalation, Task, Transition, WorkOrder
from workorders.promises.explaining import explain_clocks
from workorders.promises.keeping import start_clocks
from workorders.state_names import states_called
from workorders.states import OPEN_STATES
from workorders.surfaces.clocks import CLOCKS
from workorders.surfaces.costs import COST_INCLUDES
from workorders.surfaces.life_cycle import MOVES, PRIORITIZE, RESCHEDULE, RESTORE, SIGN
from workorders.surfaces.spending import LIMIT, SPENDING
from workorders.surfaces.times import TIMES, times_of


def comments_of(work_orders: list[UUID], actor: Actor) -> QuerySet[Comment]:
    """The comments of several work orders that the actor may read, oldest first."""
    rows = Comment.objects.visible_to(actor).filter(work_order_id__in=work_orders)
    return rows.select_related("created_by").order_by("created_at", "id")


def tasks_of(work_orders: list[UUID], actor: Actor) -> QuerySet[Task]:
    """The checklists of several work orders."""
    rows = Task.objects.visible_to(actor).filter(work_order_id__in=work_orders)
    return rows.select_related("done_by").order_by("position", "number")


def moves_of(work_orders: list[UUID], actor: Actor) -> QuerySet[Transition]:
    """Every move of several work orders, oldest first."""
    rows = Transition.objects.visible_to(actor).filter(work_order_id__in=work_orders)
    return rows.select_related("created_by", "hold_reason").order_by("at", "id")


def escalations_of(work_orders: list[UUID], actor: Actor) -> QuerySet[Escalation]:
    """Before whom several work orders were brought by rules, oldest first, for who may read what is internal."""
    rows = Escalation.objects.visible_to(actor).filter(work_order_id__in=work_orders)
    return rows.select_related("rule", "person").order_by("created_at", "id")


OPEN_WORK_ORDERS = MoveCount(
    WorkOrder.module,
    _("open work orders"),
    lambda moved, actor: WorkOrder.objects.visible_to(actor).filter(moved.places, state__in=OPEN_STATES),
)

_WRITE = (
    "title",
    "description",
    "property",
    "space",
    "equipment",
    "trade",
    "category",
    "impact",
    "urgency",
    "assignee",
    "team",
    "vendor",
    "planned_start",
    "planned_end",
    "due_at",
    "reported_at",
    "reported_by",
    "parent",
    "recall_of",
)
_READ = (
    "title",
    "description",
    "state",
    "priority",
    "impact",
    "urgency",
    "property",
    "space",
    "equipment",
    "trade",
    "category",
    "assignee",
    "team",
    "vendor",
    "planned_start",
    "planned_end",
    "due_at",
    "sla_state",
    "response_state",
    "resolution_state",
    "vendor_state",
    "reported_at",
    "reported_by",
    "accepted_at",
    "started_at",
    "completed_at",
    "verified_at",
    "closed_at",
    "hold_reason",
    "hold_note",
    "hold_until",
    "resolution",
    "cancel_reason",
    "duplicate_of",
    "parent",
    "recall_of",
    "priority_override",
    "priority_reason",
    "signed_by",
    "signed_at",
    "plan",
    *LIMIT,
)

work_orders = Surface(
    model=WorkOrder,
    slug="work-orders",
    scope="workorders",
    prefix="WO",
    icon="work",
    title="title",
    columns=("number", *_READ, "property.city", "property.region", "created_at", "updated_at"),
    default_columns=("number", "title", "property", "space", "state", "priority", "assignee", "due_at", "reported_at"),
    filters=(
        "number",
        *(name for name in _READ if name not in ("description", "resolution")),
        "property.region",
        "property.portfolio",
        "property.city",
        "property.state",
        "recalls.number",
        "transitions.verb",
        "created_at",
        "updated_at",
    ),
    ordering=(
        "reported_at",
        "created_at",
        "updated_at",
        "due_at",
        "planned_start",
        "number",
        "state",
        "priority",
        "assignee",
        "team",
        "vendor",
    ),
    default_ordering=("-reported_at",),
    form=_WRITE,
    imports=(*_WRITE, "state", "started_at", "completed_at", "closed_at", "resolution", "cancel_reason"),
    read=_READ,
    write=_WRITE,
    synonyms={"state": states_called},
    bulk=("assignee", "team", "vendor", "due_at", "impact", "urgency", "trade", "category"),
    search={"number": "A", "title": "A", "description": "B", "resolution": "C"},
    includes=(
        Include(
            name="comments",
            label=_("Comments"),
            rows=comments_of,
            parent="work_order",
            read=("body", "is_internal", "created_at", "created_by"),
            create=add_comment,
            write=("body", "is_internal"),
        ),
        Include(
            name="tasks",
            label=_("Tasks"),
            rows=tasks_of,
            parent="work_order",
            read=("number", "title", "position", "is_required", "done_at", "done_by"),
            create=add_task,
            write=("title", "position", "is_required"),
        ),
        Include(
            name="moves",
            label=_("Moves"),
            rows=moves_of,
            parent="work_order",
            read=("verb", "from_state", "to_state", "hold_reason", "pauses", "reason", "at", "source", "created_by"),
        ),
        Include(
            name="escalations",
            label=_("Escalations"),
            rows=escalations_of,
            parent="work_order",
            read=("rule", "person", "timer", "escalate_on", "marked_at", "delay_minutes", "created_at"),
        ),
        Include(
            name="time_entries",
            label=_("Hours"),
            rows=times_of,
            parent="work_order",
            read=("number", "person", "kind", "started_at", "ended_at", "minutes", "note"),
            create=create_time_entry,
            write=("person", "kind", "started_at", "ended_at", "note"),
        ),
        *COST_INCLUDES,
    ),
    phrases={
        "state": "%s",
        "priority": "%s",
        "property": _("at %s"),
        "property.region": _("in %s"),
        "property.portfolio": _("in %s"),
        "property.city": _("in %s"),
        "assignee": _("assigned to %s"),
        "team": _("with the team %s"),
        "vendor": _("with %s"),
        "planned_start": _("planned %s"),
        "due_at": _("due %s"),
        "sla_state": _("SLA %s"),
        "response_state": _("response %s"),
        "resolution_state": _("resolution %s"),
        "vendor_state": _("vendor's response %s"),
        "reported_at": _("reported %s"),
        "completed_at": _("completed %s"),
        "created_at": _("added %s"),
        "updated_at": _("changed %s"),
    },
    groups=(
        (_("What is wrong"), ("title", "description", "trade", "category")),
        (_("Where"), ("property", "space", "equipment")),
        (_("How urgent"), ("impact", "urgency", "due_at")),
        (_("When"), ("planned_start", "planned_end")),
        (_("Belongs to"), ("parent", "recall_of")),
        (_("Who"), ("assignee", "team", "vendor", "reported_by", "reported_at")),
    ),
    create=create_work_order,
    update=update_work_order,
    delete=delete_work_order,
    create_many=create_work_orders,
    update_many=plain_updates(WorkOrder, change_work_orders),
    decisive=("sla_state", "nte_requested", "costs_reopened_at"),
    settle_many=settle_work_orders,
    created_many=start_clocks,
    questions=(Question(name="sla", label=_("Clocks"), answer=explain_clocks),),
    actions=(
        *MOVES,
        *TIMES,
        PRIORITIZE,
        RESCHEDULE,
        SIGN,
        RESTORE,
        *CLOCKS,
        Action(
            verb="comment",
            event="commented",
            label=_("Comment"),
            run=add_comment,
            inputs=(
                Input(name="body", kind="longtext", label=_("Comment")),
                Input(name="is_internal", kind="boolean", label=_("Internal"), required=False),
            ),
            icon="phone",
        ),
        Action(verb="follow", event="followed", label=_("Follow"), run=follow_record, icon="bell"),
        Action(verb="unfollow", event="unfollowed", label=_("Unfollow"), run=unfollow_record, icon="bell"),
        *SPENDING,
    ),
    grants={"internal": _("Read and write internal comments"), "others": _("See the work orders of others")},
    waiting=lambda actor: Q(state=State.AWAITING_APPROVAL) if actor.may("workorders.approve_workorder") else None,
)
