"""What may be done to a meter: above all, reading it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting
from facilities.placing import refuse_outside_scope
from workorders.models import Meter, MeterReading, Occurrence
from workorders.placing import settle_places
from workorders.plan_choices import OccurrenceState, ReadingKind
from workorders.plans.next_dates import is_reached, save_planned

# The days whose readings say how much a day brings.
AVERAGED = timedelta(days=90)
THOUSANDTH, LARGEST = Decimal("0.001"), Decimal(10) ** 13


@transaction.atomic
def create_meter(*, actor: Actor, **values: Any) -> Meter:
    """Add a meter at a property, a space or a piece of equipment."""
    with creating(Meter(**values), event="meter.created", permission="workorders.add_meter", actor=actor) as meter:
        _settle(meter, actor)
    refuse_outside_scope(meter, actor=actor)
    return meter


@transaction.atomic
def update_meter(meter: Meter, *, actor: Actor, version: int | None = None, **values: Any) -> Meter:
    """Change what is known of a meter. What it shows is changed by reading it."""
    with changing(
        meter, event="meter.updated", permission="workorders.change_meter", actor=actor, version=version
    ) as row:
        assign(row, values)
        _settle(row, actor)
    refuse_outside_scope(meter, actor=actor)
    return meter


def delete_meter(meter: Meter, *, actor: Actor, version: int | None = None) -> None:
    """Hide a meter for ninety days. One that a plan counts by stays."""
    with deleting(
        meter, event="meter.deleted", permission="workorders.delete_meter", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def read_meter(
    meter: Meter,
    *,
    actor: Actor,
    value: Decimal,
    read_at: datetime | None = None,
    kind: str = ReadingKind.REGULAR,
    last_shown: Decimal | None = None,
    note: str = "",
    version: int | None = None,
) -> MeterReading:
    """Keep what a meter shows. The total goes on where it began again at zero or was replaced.

    A figure below the last one is a mistake, unless the meter begins again at a known figure or was replaced; then
    `last_shown` is what the old one showed at its end. Plans that are reached make their work at the next round.
    """
    moment = read_at or timezone.now()
    value = _as_shown("value", value)
    last_shown = None if last_shown is None else _as_shown("last_shown", last_shown)
    with changing(meter, event="meter.read", permission="workorders.read_meter", actor=actor, version=version) as row:
        _check_moment(row, moment)
        kind, added = _added(row, value, kind, last_shown)
        row.last_total += added
        row.last_value, row.last_read_at = value, moment
        reading = MeterReading(meter=row, value=value, total=row.last_total, read_at=moment, kind=kind, note=note)
        with creating(reading, event="meter.read", actor=actor):
            pass
        row.per_day = _average(row, moment)
    wake_plans(meter, actor=actor)
    return reading


def _settle(meter: Meter, actor: Actor) -> None:
    if broken := settle_places([meter], actor):
        raise RuleBroken(problems=broken[0])


def _as_shown(name: str, value: Decimal) -> Decimal:
    """A figure with three decimals. It is refused where it has more, never rounded."""
    if abs(value) >= LARGEST:
        raise RuleBroken(name, "max-digits", _("No meter shows so much."))
    shown = value.quantize(THOUSANDTH)
    if shown != value:
        raise RuleBroken(name, "max-decimal-places", _("Give three decimals at most."))
    return shown


def _check_moment(meter: Meter, moment: datetime) -> None:
    if moment > timezone.now():
        raise RuleBroken("read_at", "future", _("It was not read in the future."))
    if meter.last_read_at is not None and moment <= meter.last_read_at:
        raise RuleBroken("read_at", "order", _("A later reading is kept already."), status=409)


def _added(meter: Meter, value: Decimal, kind: str, last_shown: Decimal | None) -> tuple[str, Decimal]:
    """What the reading adds to the total, and what kind of reading it turns out to be."""
    if value < 0:
        raise RuleBroken("value", "negative", _("A meter shows nothing below zero."))
    if meter.rolls_over_at is not None and value >= meter.rolls_over_at:
        raise RuleBroken("value", "too-high", _("The counter begins again before it shows this."))
    before = meter.last_value
    if before is None:
        return ReadingKind.REGULAR, value
    if kind == ReadingKind.REPLACEMENT:
        shown = before if last_shown is None else last_shown
        if shown < before:
            raise RuleBroken("last_shown", "lower", _("The old meter showed more before."))
        return kind, shown - before
    if value >= before:
        return ReadingKind.REGULAR, value - before
    if meter.rolls_over_at is None:
        raise RuleBroken("value", "lower", _("It showed more before: %s. Was it replaced?") % f"{before:f}")
    return ReadingKind.ROLL_OVER, meter.rolls_over_at - before + value


def _average(meter: Meter, moment: datetime) -> Decimal | None:
    """How much a day brings, by the readings of the last ninety days; None until there are two a day apart."""
    rows = MeterReading.objects.filter(organization_id=meter.organization_id, meter_id=meter.pk)
    first = rows.filter(read_at__gte=moment - AVERAGED).order_by("read_at").values_list("read_at", "total").first()
    if first is None or (moment - first[0]) < timedelta(days=1):
        return None
    days = Decimal((moment - first[0]).total_seconds()) / 86_400
    return ((meter.last_total - first[1]) / days).quantize(THOUSANDTH)


def wake_plans(meter: Meter, *, actor: Actor) -> None:
    """Let the scheduler take up what the meter has made due: Atrium's own doing, whoever read the meter."""
    rows = Occurrence.objects.filter(
        organization_id=meter.organization_id,
        target__meter_id=meter.pk,
        state=OccurrenceState.PLANNED,
        meter_target__isnull=False,
    ).select_related("plan")
    now, reached = timezone.now(), []
    for row in rows.order_by("pk"):
        if is_reached(row.plan, meter.last_total, row.meter_target) and (row.create_at is None or row.create_at > now):
            row.create_at = now
            reached.append(row)
    save_planned(reached, actor=Actor.system(actor.organization_id, source=actor.source, name=actor.name))
