"""Opening hours and promised times as people write them: “08:00-12:00, 13:00-17:00”, “4 h”, “3 days”."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workorders.clocks import DAY_MINUTES, Target, Unit

DAYS_OF_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?\s*(?:-|–|to)\s*(\d{1,2})(?::(\d\d))?")
_TARGET = re.compile(r"(\d{1,5})\s*(m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE)
# Nobody promises more: ten years of days, or a quarter of a year of hours.
LONGEST_DAYS, LONGEST_MINUTES = 3_660, 90 * DAY_MINUTES


def parse_hours(text: str) -> tuple[tuple[int, int], ...]:
    """The opening hours of one day in minutes since midnight; nothing written means closed."""
    spans = [_span(part.strip()) for part in text.split(",") if part.strip()]
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)):
        raise ValidationError(_("Hours follow each other: “08:00-12:00, 13:00-17:00”."), code="hours")
    return tuple(spans)


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValidationError(_("Write hours as “08:00-17:00”."), code="hours")
    opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if not opens < closes <= DAY_MINUTES:
        raise ValidationError(_("Hours end after they begin, at 24:00 at the latest."), code="hours")
    return opens, closes


def _minutes(hour: str, minute: str | None) -> int:
    if int(minute or 0) > 59:
        raise ValidationError(_("Write hours as “08:00-17:00”."), code="hours")
    return int(hour) * 60 + int(minute or 0)


def write_hours(spans: Sequence[Sequence[int]]) -> str:
    """Hours in the one way in which they are kept."""
    return ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans)


def parse_target(text: str) -> Target | None:
    """What is promised; nothing written means that nothing is."""
    if not text.strip():
        return None
    found = _TARGET.fullmatch(text.strip())
    if found is None:
        raise ValidationError(_("Write a time as “30 min”, “4 h” or “3 days”."), code="target")
    amount, unit = int(found[1]), found[2][0].lower()
    target = Target(amount, Unit.DAYS) if unit == "d" else Target(amount * 60 if unit == "h" else amount)
    if not amount > 0 or target.amount > (LONGEST_DAYS if unit == "d" else LONGEST_MINUTES):
        raise ValidationError(_("A promised time is up to 2160 h or 3660 days."), code="target")
    return target


def write_target(target: Target | None) -> str:
    """A promised time in the one way in which it is kept."""
    if target is None:
        return ""
    if target.unit is Unit.DAYS:
        return f"{target.amount} days" if target.amount != 1 else "1 day"
    return f"{target.amount} min" if target.amount % 60 else f"{target.amount // 60} h"


def say_target(target: Target) -> str:
    """A promised time in the reader's language."""
    if target.unit is Unit.DAYS:
        return ngettext("%d working day", "%d working days", target.amount) % target.amount
    return say_minutes(target.amount)


def say_minutes(minutes: int) -> str:
    """A length of time as “3 h 20 min”."""
    hours, rest = divmod(abs(minutes), 60)
    if not hours:
        return _("%d min") % rest
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest} if rest else _("%d h") % hours


@contextmanager
def named(field: str) -> Iterator[None]:
    """Refuse under the name of a field what is refused inside."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError({field: error}) from None
