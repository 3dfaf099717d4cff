"""The surface of calendars: when the clocks of work run."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface
from workorders.actions.calendars import (
    close_calendar,
    create_calendar,
    delete_calendar,
    give_calendar,
    open_calendar,
    take_calendar,
    update_calendar,
)
from workorders.hours import DAYS_OF_WEEK
from workorders.models import BusinessCalendar, CalendarClosure, PropertyCalendar


def closures_of(calendars: list[UUID], actor: Actor) -> QuerySet[CalendarClosure]:
    """The closed days of several calendars, first ones first."""
    rows = CalendarClosure.objects.visible_to(actor).filter(calendar_id__in=calendars)
    return rows.order_by("starts_on", "id")


def properties_of(calendars: list[UUID], actor: Actor) -> QuerySet[PropertyCalendar]:
    """The properties that keep each calendar, by name."""
    rows = PropertyCalendar.objects.visible_to(actor).filter(calendar_id__in=calendars)
    return rows.select_related("property").order_by("property__name", "id")


_WRITE = ("name", "is_default", "always_open", *DAYS_OF_WEEK, "country", "subdivision", "time_zone")

calendars = Surface(
    model=BusinessCalendar,
    slug="calendars",
    scope="admin",
    prefix="CAL",
    icon="calendar",
    columns=("number", *_WRITE, "created_at", "updated_at"),
    default_columns=("name", "is_default", "always_open", "country", "subdivision", "time_zone"),
    filters=("number", *_WRITE, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=_WRITE,
    write=_WRITE,
    search={"number": "A", "name": "A"},
    groups=(
        (_("Calendar"), ("name", "is_default", "time_zone")),
        (_("Opening hours"), ("always_open", *DAYS_OF_WEEK)),
        (_("Public holidays"), ("country", "subdivision")),
    ),
    includes=(
        Include(
            name="closures",
            label=_("Closed days"),
            rows=closures_of,
            parent="calendar",
            read=("name", "starts_on", "ends_on"),
        ),
        Include(
            name="properties",
            label=_("Properties"),
            rows=properties_of,
            parent="calendar",
            read=("property",),
        ),
    ),
    create=create_calendar,
    update=update_calendar,
    delete=delete_calendar,
    actions=(
        Action(
            verb="close",
            event="closed",
            label=_("Add closed days"),
            run=close_calendar,
            inputs=(
                Input(name="name", kind="text", label=_("Name"), help=_("Such as “Stocktaking”.")),
                Input(name="starts_on", kind="date", label=_("First day")),
                Input(name="ends_on", kind="date", label=_("Last day"), required=False, help=_("Empty: one day.")),
            ),
            icon="calendar",
            help=_("Clocks of open work stand still on these days."),
        ),
        Action(
            verb="open",
            event="opened",
            label=_("Take closed days away"),
            run=open_calendar,
            inputs=(Input(name="starts_on", kind="date", label=_("First day")),),
            icon="undo",
        ),
        Action(
            verb="give",
            event="given",
            label=_("Give to a property"),
            run=give_calendar,
            inputs=(Input(name="property", kind="reference", label=_("Property"), to="property"),),
            icon="building",
            help=_("The property keeps this calendar in place of the one it has."),
        ),
        Action(
            verb="take",
            event="taken",
            label=_("Take from a property"),
            run=take_calendar,
            inputs=(Input(name="property", kind="reference", label=_("Property"), to="property"),),
            icon="undo",
            help=_("The property keeps the default calendar again."),
        ),
    ),
)
