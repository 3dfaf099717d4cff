"""Times, money and numbers in the words of a reader, for templates and for text alike."""

from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import cast
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "CHF": "CHF"}
WITHOUT_CENTS = frozenset({"JPY", "KRW", "CLP", "ISK", "VND"})


def zone_of(zone: tzinfo | str | None) -> tzinfo:
    """A zone given by name or object; none means the reader's."""
    if not zone:
        return timezone.get_current_timezone()
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def say_day(day: date, today: date | None = None) -> str:
    """ "Tue 3 Mar"; with the year when it is not this year."""
    today = today or timezone.localdate()
    return format_date(day, "D j M" if day.year == today.year else "D j M Y")


def say_moment(moment: datetime, zone: tzinfo | str | None = None) -> str:
    """ "Tue 3 Mar, 14:05"; with the zone's name when its clock differs from the reader's at that moment."""
    local = moment.astimezone(zone_of(zone))
    words = f"{say_day(local.date())}, {local:%H:%M}"
    if local.utcoffset() == moment.astimezone(timezone.get_current_timezone()).utcoffset():
        return words
    return f"{words} {local.tzname()}"


def say_number(value: Decimal | float, places: int | None = None) -> str:
    """Grouped as the reader's language groups, with a true minus sign; without `places` as many as it has."""
    if places is None and isinstance(value, Decimal):
        value = Decimal(f"{value.normalize():f}")
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True).replace("-", "\u2212", 1)


def say_money(amount: Decimal | float, currency: str) -> str:
    """ "$ 48,210.55"; the currency's code where it has no sign of its own. A price may have parts of a cent."""
    places = 0 if currency in WITHOUT_CENTS else 2
    if isinstance(amount, Decimal):
        places = max(places, -cast(int, amount.normalize().as_tuple().exponent))
    words = say_number(amount if amount >= 0 else -amount, places)
    minus = "\u2212" if amount < 0 else ""
    return f"{minus}{SIGNS.get(currency, currency)}\u00a0{words}".strip()


def initials_of(name: str) -> str:
    """Two letters: of the first and last word, or of the only one."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[:2] for word in words]
    return "".join(letters).upper()
