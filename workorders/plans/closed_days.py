"""On which days a property is closed, by the calendar that it keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from workorders.clocks import Calendar
from workorders.models import BusinessCalendar, CalendarVersion, PropertyCalendar
from workorders.promises.terms import read_calendar


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The closed days of one property; without a calendar it is open every day."""

    calendar: Calendar | None = None

    def __call__(self, day: date) -> bool:
        return self.calendar is not None and not self.calendar.hours_on(day)

    def why(self, day: date) -> str:
        """What the day is called on which it is closed."""
        if self.calendar is None or not self(day):
            return ""
        return self.calendar.closed.get(day) or _("Closed on this weekday")


OPEN = ClosedDays()


def closed_days_of(organization: UUID, properties: Iterable[UUID]) -> dict[UUID, ClosedDays]:
    """The closed days of each of the properties: as many queries for one as for a thousand."""
    wanted = set(properties)
    kept = PropertyCalendar.objects.filter(
        organization_id=organization, property_id__in=wanted, calendar__deleted_at__isnull=True
    )
    own = dict(kept.values_list("property_id", "calendar_id"))
    general = BusinessCalendar.objects.filter(organization_id=organization, is_default=True, deleted_at__isnull=True)
    default = general.values_list("pk", flat=True).first()
    versions = latest_versions(organization, {*own.values(), *([default] if default else [])})
    return {key: _closed_days(versions.get(own.get(key, default))) for key in wanted}


def latest_versions(organization: UUID, calendars: Iterable[UUID]) -> dict[UUID | None, CalendarVersion]:
    """What each of the calendars says now."""
    rows = CalendarVersion.objects.filter(organization_id=organization, calendar_id__in=list(calendars))
    return {row.calendar_id: row for row in rows.order_by("calendar_id", "-revision").distinct("calendar_id")}


def _closed_days(version: CalendarVersion | None) -> ClosedDays:
    # Days are days anywhere: the zone in which the hours lie does not matter here.
    return ClosedDays(read_calendar(version, version.terms["zone"] or "UTC")) if version else OPEN
