"""The surface of meters, with their readings."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from workorders.actions.meters import create_meter, delete_meter, read_meter, update_meter
from workorders.models import Meter, MeterReading
from workorders.plan_choices import ReadingKind


def readings_of(meters: list[UUID], actor: Actor) -> QuerySet[MeterReading]:
    """The readings of several meters, the latest first."""
    return MeterReading.objects.visible_to(actor).filter(meter_id__in=meters).order_by("-read_at", "-id")


_WRITE = ("name", "property", "space", "equipment", "unit", "rolls_over_at")
_READ = (*_WRITE, "last_value", "last_total", "last_read_at", "per_day")

meters = Surface(
    model=Meter,
    slug="meters",
    scope="workorders",
    prefix="ME",
    icon="chart",
    columns=("number", *_READ, "created_at", "updated_at"),
    default_columns=("number", "name", "property", "equipment", "last_value", "unit", "last_read_at", "per_day"),
    filters=("number", *_READ, "property.region", "property.portfolio", "created_at", "updated_at"),
    ordering=("name", "number", "last_read_at", "property", "updated_at"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=_READ,
    write=_WRITE,
    search={"number": "A", "name": "A"},
    includes=(
        Include(
            name="readings",
            label=_("Readings"),
            rows=readings_of,
            parent="meter",
            read=("value", "total", "read_at", "kind", "note", "created_by"),
            create=read_meter,
            write=("value", "read_at", "kind", "note"),
        ),
    ),
    phrases={"property": _("at %s"), "property.region": _("in %s"), "equipment": _("of %s")},
    groups=(
        (_("What is counted"), ("name", "unit", "rolls_over_at")),
        (_("Where"), ("property", "space", "equipment")),
    ),
    create=create_meter,
    update=update_meter,
    delete=delete_meter,
    actions=(
        Action(
            verb="read",
            event="read",
            label=_("Read"),
            run=read_meter,
            inputs=(
                Input(name="value", kind="decimal", label=_("It shows")),
                Input(name="read_at", kind="datetime", label=_("Read"), required=False, help=_("Empty: now.")),
                Input(
                    name="kind",
                    kind="choice",
                    label=_("Kind"),
                    required=False,
                    choices=tuple((kind.value, kind.label) for kind in ReadingKind if kind != ReadingKind.ROLL_OVER),
                ),
                Input(
                    name="last_shown",
                    kind="decimal",
                    label=_("The old meter showed"),
                    required=False,
                    help=_("Only when it was replaced."),
                ),
                Input(name="note", kind="text", label=_("Note"), required=False),
            ),
            icon="plus",
        ),
        *LIFECYCLE,
    ),
)
