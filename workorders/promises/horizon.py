"""Holidays of coming years: each calendar is worked out anew long before the years it knows are over."""

from uuid import UUID

from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from workorders.actions.recomputations import ask_for_recomputation
from workorders.holidays import YEARS_AHEAD
from workorders.promises.rulebook import newest_calendars
from workorders.promises.versions import keep_calendar


def extend_calendars(organization_id: UUID) -> int:
    """Keep a new version of each calendar whose holidays are known for too few years; how many there were."""
    system = Actor.system(organization_id, name="Calendars and promises")
    with acting(system):
        year = timezone.now().year
        short = [one for one in newest_calendars(system) if one.known_until < year + YEARS_AHEAD]
        for version in short:
            keep_calendar(version.calendar, actor=system)
            ask_for_recomputation(actor=system, calendar=version.calendar)
    return len(short)
