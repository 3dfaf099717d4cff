"""The terms of a policy and of a calendar as their versions keep them, and back as values to compute with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from workorders.choices import Timer
from workorders.clocks import ROUND_THE_CLOCK, Calendar, Target
from workorders.holidays import holidays_of
from workorders.hours import DAYS_OF_WEEK, parse_hours, parse_target, write_target
from workorders.models import BusinessCalendar, CalendarClosure, CalendarVersion, SlaPolicy, SlaVersion
from workorders.models.sla import PRIORITIES


@dataclass(frozen=True, slots=True)
class Terms:
    """What one version of a policy promises."""

    targets: Mapping[tuple[str, str], Target]
    always: frozenset[str]
    response_met_by: str
    counts_approval: bool
    at_risk_percent: int
    reopen_days: int
    calendar_id: UUID | None

    def target(self, priority: str, timer: str) -> Target | None:
        """What is promised for a priority, if anything."""
        return self.targets.get((priority, timer))


def terms_of_policy(policy: SlaPolicy) -> dict[str, Any]:
    """The terms that a version of this policy keeps."""
    return {
        "targets": {
            f"{priority.upper()} {timer}": write_target(parse_target(text))
            for priority in PRIORITIES
            for timer in Timer.values
            if (text := getattr(policy, f"{priority}_{timer}"))
        },
        "always": [priority.upper() for priority in PRIORITIES if getattr(policy, f"{priority}_always")],
        "response_met_by": policy.response_met_by,
        "counts_approval": policy.counts_approval,
        "at_risk_percent": policy.at_risk_percent,
        "reopen_days": policy.reopen_days,
        "calendar": policy.calendar_id and str(policy.calendar_id),
    }


def read_terms(version: SlaVersion) -> Terms:
    """The terms of a version. Versions are never changed, so each is read once."""
    if version.pk not in _TERMS:
        _make_room(_TERMS)
        _TERMS[version.pk] = _build_terms(version.terms)
    return _TERMS[version.pk]


def terms_of_calendar(calendar: BusinessCalendar, closures: list[CalendarClosure], first: int, last: int) -> Any:
    """The terms that a version of this calendar keeps, with the holidays of these years by name."""
    week = ROUND_THE_CLOCK if calendar.always_open else [parse_hours(getattr(calendar, day)) for day in DAYS_OF_WEEK]
    closed = holidays_of(calendar.country, calendar.subdivision, first, last)
    for closure in closures:
        for day in range((closure.ends_on - closure.starts_on).days + 1):
            closed[closure.starts_on + timedelta(days=day)] = closure.name
    return {
        "week": [[list(span) for span in spans] for spans in week],
        "zone": calendar.time_zone,
        "closed": {day.isoformat(): name for day, name in sorted(closed.items())},
    }


def read_calendar(version: CalendarVersion | None, zone: str) -> Calendar:
    """A version of a calendar in a time zone, laid out once; without a version every hour counts."""
    key = (version.pk if version else None, zone)
    if key not in _CALENDARS:
        _make_room(_CALENDARS)
        own = version.terms["zone"] if version else ""
        _CALENDARS[key] = build_calendar(version.terms, own or zone) if version else Calendar.always(zone)
    return _CALENDARS[key]


_TERMS: dict[UUID, Terms] = {}
_CALENDARS: dict[tuple[UUID | None, str], Calendar] = {}


def _make_room(kept: dict[Any, Any], most: int = 1_000) -> None:
    """What is kept is bounded: a process serves many organizations."""
    if len(kept) >= most:
        kept.clear()


def _build_terms(terms: dict[str, Any]) -> Terms:
    named = {tuple(name.split(" ")): parse_target(text) for name, text in terms["targets"].items()}
    return Terms(
        targets={(priority, timer): target for (priority, timer), target in named.items() if target},
        always=frozenset(terms["always"]),
        response_met_by=terms["response_met_by"],
        counts_approval=terms["counts_approval"],
        at_risk_percent=terms["at_risk_percent"],
        reopen_days=terms["reopen_days"],
        calendar_id=UUID(terms["calendar"]) if terms["calendar"] else None,
    )


def build_calendar(terms: dict[str, Any], zone: str) -> Calendar:
    """A calendar by what a version says, in a time zone."""
    week = tuple(tuple((opens, closes) for opens, closes in spans) for spans in terms["week"])
    closed = {date.fromisoformat(day): name for day, name in terms["closed"].items()}
    return Calendar(zone, week, closed)
