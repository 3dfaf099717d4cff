"""New versions of calendars and policies, made when what they say has changed."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.writing import creating
from workorders.clocks import elapsed
from workorders.holidays import YEARS_AHEAD, YEARS_BACK
from workorders.models import BusinessCalendar, CalendarClosure, CalendarVersion, SlaPolicy, SlaVersion
from workorders.promises.terms import build_calendar, terms_of_calendar, terms_of_policy


def keep_calendar(calendar: BusinessCalendar, *, actor: Actor) -> bool:
    """Keep what a calendar says now as a version, unless that is what the last one says; whether it is new."""
    system = Actor.system(actor.organization_id)
    year = timezone.now().year
    closures = list(CalendarClosure.objects.visible_to(system).filter(calendar=calendar))
    terms = terms_of_calendar(calendar, closures, year - YEARS_BACK, year + YEARS_AHEAD)
    _refuse_closed_for_good(terms, timezone.now())
    last = CalendarVersion.objects.visible_to(system).filter(calendar=calendar).order_by("-revision").first()
    if last is not None and last.terms == terms and last.known_until == year + YEARS_AHEAD:
        return False
    version = CalendarVersion(
        calendar=calendar, revision=last.revision + 1 if last else 1, terms=terms, known_until=year + YEARS_AHEAD
    )
    with creating(version, event="calendar.versioned", actor=actor):
        pass
    return True


def keep_policy(policy: SlaPolicy, *, actor: Actor) -> bool:
    """Keep what a policy promises now as a version, unless that is what the last one says; whether it is new."""
    terms = terms_of_policy(policy)
    rows = SlaVersion.objects.visible_to(Actor.system(actor.organization_id)).filter(policy=policy)
    last = rows.order_by("-revision").first()
    if last is not None and last.terms == terms:
        return False
    version = SlaVersion(policy=policy, revision=last.revision + 1 if last else 1, terms=terms)
    with creating(version, event="sla_policy.versioned", actor=actor):
        pass
    return True


def _refuse_closed_for_good(terms: dict[str, Any], now: datetime) -> None:
    """Closed days may follow each other, but not for years: no deadline would ever come."""
    calendar = build_calendar(terms, terms["zone"] or "UTC")
    if elapsed(calendar, now, now + timedelta(days=YEARS_AHEAD * 365)) == 0:
        raise RuleBroken("", "never-open", _("This calendar would not be open for years."))
