"""An RFC 5545 rule as text, and what it says. What cannot be planned by is refused here, with the reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _

from core.errors import RuleBroken

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
MAX_INTERVAL, MAX_COUNT, MAX_TEXT = 1000, 10_000, 300
# The parts that narrow a rule, by the frequencies that RFC 5545 (3.3.10) lets them stand with.
_STAND_WITH = {
    "BYMONTH": FREQUENCIES,
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
    "BYDAY": FREQUENCIES,
    "BYYEARDAY": ("YEARLY",),
    "BYWEEKNO": ("YEARLY",),
    "BYSETPOS": FREQUENCIES,
}
_LIMITS = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")


@dataclass(frozen=True, slots=True)
class Rule:
    """How often something is due. Weekdays count from Monday as 0; `nth` pairs a weekday with its place."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime | date | None = None  # a moment in UTC, a local moment without zone, or a local day
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def ends(self) -> bool:
        """Whether the rule itself says when it is over."""
        return self.count is not None or self.until is not None


def parse_rule(text: str) -> Rule:
    """Read an RRULE, such as FREQ=MONTHLY;BYDAY=-1FR. Raises RuleBroken with the part that is wrong."""
    parts = _parts(text)
    frequency = _frequency(parts)
    for name in parts:
        _check_place(name, frequency, parts)
    weekdays, nth = _days(parts.get("BYDAY", ""), frequency, "BYWEEKNO" in parts)
    return Rule(
        frequency=frequency,
        interval=_number(parts, "INTERVAL", MAX_INTERVAL) or 1,
        count=_number(parts, "COUNT", MAX_COUNT),
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        months=_numbers(parts, "BYMONTH", negative=False),
        month_days=_numbers(parts, "BYMONTHDAY"),
        weekdays=weekdays,
        nth=nth,
        year_days=_numbers(parts, "BYYEARDAY"),
        weeks=_numbers(parts, "BYWEEKNO"),
        positions=_numbers(parts, "BYSETPOS"),
        week_start=_week_start(parts.get("WKST", "MO")),
    )


def refuse(code: str, message: str) -> RuleBroken:
    """The refusal of a rule."""
    return RuleBroken("rule", code, message)


def _parts(text: str) -> dict[str, str]:
    plain = text.strip().upper().removeprefix("RRULE:")
    if not plain or len(plain) > MAX_TEXT:
        raise refuse("rule-syntax", _("Write a rule such as FREQ=MONTHLY;BYDAY=-1FR."))
    parts: dict[str, str] = {}
    for part in plain.split(";"):
        name, equals, value = part.partition("=")
        if not (name and equals and value) or name in parts:
            raise refuse("rule-syntax", _("“%s” is no part of a rule, or stands in it twice.") % part[:40])
        parts[name] = value
    return parts


def _frequency(parts: Mapping[str, str]) -> str:
    frequency = parts.get("FREQ", "")
    if frequency in TOO_OFTEN or any(name in parts for name in _CLOCK):
        raise refuse(
            "too-often",
            _("A plan makes work once a day at most. The time of day is that of its start; use FREQ=DAILY or rarer."),
        )
    if frequency not in FREQUENCIES:
        raise refuse("rule-syntax", _("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY."))
    return frequency


def _check_place(name: str, frequency: str, parts: Mapping[str, str]) -> None:
    if name in ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"):
        if name == "COUNT" and "UNTIL" in parts:
            raise refuse("rule-syntax", _("A rule ends by COUNT or by UNTIL, not by both."))
        return
    if name not in _STAND_WITH:
        raise refuse("unknown-part", _("“%s” is no part of a rule.") % name[:40])
    if frequency not in _STAND_WITH[name]:
        raise refuse(
            "rule-syntax", _("%(part)s does not go with %(frequency)s.") % {"part": name, "frequency": frequency}
        )
    if name == "BYSETPOS" and not any(other in parts for other in _STAND_WITH if other != "BYSETPOS"):
        raise refuse("rule-syntax", _("BYSETPOS picks among the days of another BY part."))


def _number(parts: Mapping[str, str], name: str, most: int) -> int | None:
    if name not in parts:
        return None
    value = parts[name]
    if not re.fullmatch(r"\d{1,6}", value, re.ASCII) or not 1 <= int(value) <= most:
        raise refuse("rule-syntax", _("%(part)s is a number from 1 to %(most)d.") % {"part": name, "most": most})
    return int(value)


def _numbers(parts: Mapping[str, str], name: str, *, negative: bool = True) -> tuple[int, ...]:
    if name not in parts:
        return ()
    entries = parts[name].split(",")
    if not all(re.fullmatch(r"[+-]?\d{1,3}" if negative else r"\d{1,2}", entry, re.ASCII) for entry in entries):
        raise refuse("rule-syntax", _("%s is a list of numbers.") % name)
    numbers = tuple(sorted({int(entry) for entry in entries}))
    if any(not 1 <= abs(number) <= _LIMITS[name] for number in numbers):
        raise refuse("rule-syntax", _("%(part)s holds numbers up to %(most)d.") % {"part": name, "most": _LIMITS[name]})
    return numbers


def _days(text: str, frequency: str, by_weeks: bool) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    plain: set[int] = set()
    nth: set[tuple[int, int]] = set()
    for entry in text.split(",") if text else ():
        found = _DAY.fullmatch(entry)
        place = int(found[1] or 0) if found else 0
        if found is None or (found[1] and not 1 <= abs(place) <= 53):
            raise refuse("rule-syntax", _("“%s” is no weekday such as MO, 2TU or -1FR.") % entry[:40])
        day = WEEKDAYS.index(found[2])
        if place:
            nth.add((day, place))
        else:
            plain.add(day)
    if nth and (plain or by_weeks or frequency not in ("MONTHLY", "YEARLY")):
        raise refuse(
            "rule-syntax", _("A weekday with a number goes with MONTHLY or YEARLY, and not beside one without.")
        )
    return tuple(sorted(plain)), tuple(sorted(nth))


def _until(text: str) -> datetime | date:
    found = _UNTIL.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return day
        moment = datetime.combine(day, time(int(found[4]), int(found[5]), int(found[6])))
    except ValueError:
        raise refuse("rule-syntax", _("UNTIL is a day such as 20271231, or a time such as 20271231T170000Z.")) from None
    return moment.replace(tzinfo=UTC) if found[7] else moment


def _week_start(text: str) -> int:
    if text not in WEEKDAYS:
        raise refuse("rule-syntax", _("WKST is a weekday such as MO."))
    return WEEKDAYS.index(text)
