"""What may be done to calendars. Whatever changes the hours that count computes the clocks of open work anew."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.rules import unknown_reference
from core.writing import assign, changing, creating, deleting, touch
from facilities.models import Property
from workorders.actions.recomputations import ask_for_recomputation
from workorders.models import BusinessCalendar, CalendarClosure, PropertyCalendar
from workorders.promises.versions import keep_calendar

_CHANGE = "workorders.change_businesscalendar"


@transaction.atomic
def create_calendar(*, actor: Actor, **values: Any) -> BusinessCalendar:
    """Add a calendar of opening hours. One that is never open is refused."""
    calendar = BusinessCalendar(**values)
    with creating(calendar, event="calendar.created", permission="workorders.add_businesscalendar", actor=actor):
        pass
    keep_calendar(calendar, actor=actor)
    if calendar.is_default:
        ask_for_recomputation(actor=actor, calendar=calendar)
    return calendar


@transaction.atomic
def update_calendar(
    calendar: BusinessCalendar, *, actor: Actor, version: int | None = None, **values: Any
) -> BusinessCalendar:
    """Change opening hours, holidays or the zone. Open work is computed anew in the background; finished work stays."""
    was_default = calendar.is_default
    with changing(calendar, event="calendar.updated", permission=_CHANGE, actor=actor, version=version) as row:
        assign(row, values)
    if keep_calendar(calendar, actor=actor) or calendar.is_default != was_default:
        ask_for_recomputation(actor=actor, calendar=calendar)
    return calendar


@transaction.atomic
def delete_calendar(calendar: BusinessCalendar, *, actor: Actor, version: int | None = None) -> None:
    """Hide a calendar that no policy names. Properties that kept it keep the default one again."""
    with deleting(
        calendar,
        event="calendar.deleted",
        permission="workorders.delete_businesscalendar",
        actor=actor,
        version=version,
    ) as row:
        refuse_if_referred_to(row, actor=actor)
    ask_for_recomputation(actor=actor)


@transaction.atomic
def close_calendar(
    calendar: BusinessCalendar,
    *,
    actor: Actor,
    name: str,
    starts_on: date,
    ends_on: date | None = None,
    version: int | None = None,
) -> BusinessCalendar:
    """Close for a day or some days, by their name. Clocks of open work stand still meanwhile."""
    with changing(calendar, event="calendar.closed", permission=_CHANGE, actor=actor, version=version):
        pass
    closure = CalendarClosure(calendar=calendar, name=name, starts_on=starts_on, ends_on=ends_on or starts_on)
    with creating(closure, event="calendar.closed", actor=actor):
        pass
    return _changed(calendar, "calendar.closed", actor)


@transaction.atomic
def open_calendar(
    calendar: BusinessCalendar, *, actor: Actor, starts_on: date, version: int | None = None
) -> BusinessCalendar:
    """Take closed days away again, named by their first day."""
    with changing(calendar, event="calendar.opened", permission=_CHANGE, actor=actor, version=version):
        pass
    closures = list(CalendarClosure.objects.visible_to(actor).filter(calendar=calendar, starts_on=starts_on))
    if not closures:
        raise RuleBroken("starts_on", "unknown", _("No closed days begin on this date."))
    for closure in closures:
        with deleting(closure, event="calendar.opened", actor=actor):
            pass
    return _changed(calendar, "calendar.opened", actor)


@transaction.atomic
def give_calendar(
    calendar: BusinessCalendar, *, actor: Actor, property: Property | UUID, version: int | None = None
) -> BusinessCalendar:
    """Let a property keep this calendar, in place of the one it has."""
    with changing(calendar, event="calendar.given", permission=_CHANGE, actor=actor, version=version):
        pass
    key = property.pk if isinstance(property, Property) else property
    if not Property.objects.visible_to(actor).filter(pk=key).exists():
        raise RuleBroken(problems=[unknown_reference("property")])
    kept = PropertyCalendar.objects.visible_to(actor).filter(property_id=key).first()
    if kept is None:
        with creating(PropertyCalendar(calendar=calendar, property_id=key), event="calendar.given", actor=actor):
            pass
    else:
        with changing(kept, event="calendar.given", actor=actor) as row:
            row.calendar = calendar
    return _changed(calendar, "calendar.given", actor)


@transaction.atomic
def take_calendar(
    calendar: BusinessCalendar, *, actor: Actor, property: Property | UUID, version: int | None = None
) -> BusinessCalendar:
    """Let a property keep the organization's default calendar again."""
    with changing(calendar, event="calendar.taken", permission=_CHANGE, actor=actor, version=version):
        pass
    key = property.pk if isinstance(property, Property) else property
    kept = PropertyCalendar.objects.visible_to(actor).filter(property_id=key, calendar=calendar).first()
    if kept is None:
        raise RuleBroken(problems=[unknown_reference("property")])
    with deleting(kept, event="calendar.taken", actor=actor):
        pass
    return _changed(calendar, "calendar.taken", actor)


def _changed(calendar: BusinessCalendar, event: str, actor: Actor) -> BusinessCalendar:
    """A part of the calendar changed: its version moves, and so do the clocks that run by it."""
    touch(calendar, event=event, actor=actor)
    keep_calendar(calendar, actor=actor)
    ask_for_recomputation(actor=actor, calendar=calendar)
    calendar.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
    return calendar
