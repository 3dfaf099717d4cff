"""The surface of hours at work orders."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Input, Surface
from workorders.actions.times import (
    check_in_work_order,
    check_out_work_order,
    create_time_entry,
    delete_time_entry,
    update_time_entry,
)
from workorders.choices import State, TimeKind
from workorders.models import TimeEntry
from workorders.states import OPEN_STATES

# On the surface of work orders.
TIMES = (
    Action(
        verb="check_in",
        event="checked_in",
        label=_("Check in"),
        run=check_in_work_order,
        inputs=(
            Input(name="kind", kind="choice", label=_("I am"), choices=tuple(TimeKind.choices), required=False),
            Input(name="at", kind="datetime", label=_("Since"), required=False, help=_("Empty: now.")),
        ),
        offered=lambda work_order: work_order.deleted_at is None and work_order.state in OPEN_STATES,
        icon="clock",
        help=_("The work is started where it may be. You check out when you leave."),
    ),
    Action(
        verb="check_out",
        event="checked_out",
        label=_("Check out"),
        run=check_out_work_order,
        inputs=(
            Input(name="at", kind="datetime", label=_("Left"), required=False, help=_("Empty: now.")),
            Input(name="note", kind="text", label=_("Note"), required=False),
        ),
        offered=lambda work_order: work_order.deleted_at is None and work_order.state != State.CLOSED,
        icon="logout",
    ),
)
_WRITE = ("work_order", "person", "kind", "started_at", "ended_at", "note")
_READ = ("name", *_WRITE, "minutes", "latitude", "longitude")


def times_of(work_orders: list[UUID], actor: Actor) -> QuerySet[TimeEntry]:
    """The hours of several work orders that the actor may see, oldest first."""
    rows = TimeEntry.objects.visible_to(actor).filter(work_order_id__in=work_orders)
    return rows.select_related("person").order_by("started_at", "id")


time_entries = Surface(
    model=TimeEntry,
    slug="time-entries",
    scope="workorders",
    prefix="TE",
    icon="clock",
    columns=("number", *_READ, "created_at", "updated_at"),
    default_columns=("name", "work_order", "person", "kind", "started_at", "ended_at", "minutes"),
    filters=(
        "number",
        *_WRITE,
        "minutes",
        "work_order.property",
        "work_order.property.region",
        "work_order.trade",
        "created_at",
        "updated_at",
    ),
    ordering=("started_at", "name", "number", "person", "work_order", "minutes", "updated_at"),
    default_ordering=("-started_at",),
    form=_WRITE,
    imports=_WRITE,
    read=_READ,
    write=_WRITE,
    phrases={"person": _("of %s"), "kind": "%s", "work_order": _("at %s"), "started_at": _("from %s")},
    groups=((_("Whose hours"), _WRITE), (_("What they come to"), ("minutes", "latitude", "longitude"))),
    search={"number": "A", "name": "A", "note": "B"},
    create=create_time_entry,
    update=update_time_entry,
    delete=delete_time_entry,
    grants={"for_others": _("Write down hours of others")},
)
