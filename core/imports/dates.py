"""Days and moments as files write them: in ISO's order, or in the one order that was chosen. Nothing is guessed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.imports.cells import Refused

ISO = "YYYY-MM-DD"
# The order of year, month and day, and the sign between them.
DATE_FORMATS = {
    ISO: ("ymd", "-"),
    "MM/DD/YYYY": ("mdy", "/"),
    "DD/MM/YYYY": ("dmy", "/"),
    "DD-MM-YYYY": ("dmy", "-"),
    "MM-DD-YYYY": ("mdy", "-"),
    "DD.MM.YYYY": ("dmy", "."),
}
# Years that PostgreSQL, Python and every time zone can hold.
EARLIEST, LATEST = 1000, 9998
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?: ?([AaPp])[Mm])?(?: ?(Z|z|[+-]\d{2}:?\d{2}))?")
_ISO_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?")


def _pattern(order: str, sign: str) -> re.Pattern[str]:
    digits = {"y": r"(?P<y>\d{4})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})"}
    return re.compile(re.escape(sign).join(digits[part] for part in order))


_PATTERNS = {name: _pattern(*parts) for name, parts in DATE_FORMATS.items()}


def day_parser(form: str) -> Callable[[str], date | Refused]:
    """Reads days of one form, and of ISO's, which cannot be mistaken for another."""
    patterns = [_PATTERNS[name] for name in dict.fromkeys((form, ISO))]
    refusal = Refused("date", _("Give a date as %s.") % form)

    def parse(text: str) -> date | Refused:
        for pattern in patterns:
            if found := pattern.fullmatch(text):
                return _day(found) or refusal
        return refusal

    return parse


def _day(found: re.Match[str]) -> date | None:
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def moment_parser(form: str) -> Callable[[str], datetime | Refused]:
    """Reads moments: a day, alone or with a time, and its offset. Without one the moment stays naive."""
    parse_day = day_parser(form)
    refusal = Refused("datetime", _("Give a time as %s 14:30, with its offset where it is known.") % form)

    def parse(text: str) -> datetime | Refused:
        if _ISO_TIME.fullmatch(text):
            try:
                moment = datetime.fromisoformat(text)
            except ValueError:
                return refusal
            return moment if EARLIEST <= moment.year <= LATEST else refusal
        day_text, _sign, time_text = text.replace("T", " ", 1).partition(" ")
        day = parse_day(day_text)
        return refusal if isinstance(day, Refused) else _with_time(day, time_text.strip()) or refusal

    return parse


def _with_time(day: date, text: str) -> datetime | None:
    if not text:
        return datetime(day.year, day.month, day.day)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5] in "Pp" else 0)
    try:
        moment = datetime(day.year, day.month, day.day, hour, minute, second, int((found[4] or "0").ljust(6, "0")))
        return moment.replace(tzinfo=_offset(found[6])) if found[6] else moment
    except ValueError:
        return None


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def in_zone(moment: datetime, zone: ZoneInfo) -> datetime | Refused:
    """A time of a clock on the wall. One that the clock skipped is refused; of two that it showed, the first."""
    aware = moment.replace(tzinfo=zone)
    if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        return Refused("datetime", _("The clocks of %s skipped this time.") % zone.key)
    return aware
