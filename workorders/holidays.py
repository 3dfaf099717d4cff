"""Public holidays by country and state, worked out once and kept with the calendar that observes them."""

from datetime import date
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Work that was reported this long ago may still be explained, and nothing is promised for longer ahead.
YEARS_BACK, YEARS_AHEAD = 12, 6


@cache
def known_places() -> dict[str, list[str]]:
    """The countries whose holidays are known, each with its states or provinces."""
    import holidays

    return holidays.list_supported_countries(include_aliases=False)


def check_place(country: str, subdivision: str) -> None:
    """Refuse a country or state whose holidays nobody knows, naming the field."""
    if not country:
        if subdivision:
            raise ValidationError({"subdivision": ValidationError(_("Give the country too."), code="country")})
        return
    if country not in known_places():
        told = _("The holidays of this country are not known.")
        raise ValidationError({"country": ValidationError(told, code="country")})
    if subdivision and subdivision not in known_places()[country]:
        told = _("This country's holidays know no “%s”.") % subdivision
        raise ValidationError({"subdivision": ValidationError(told, code="subdivision")})


def holidays_of(country: str, subdivision: str, first: int, last: int) -> dict[date, str]:
    """The public holidays of these years, each date with its name."""
    if not country:
        return {}
    import holidays

    found = holidays.country_holidays(country, subdiv=subdivision or None, years=range(first, last + 1))
    return {day: found[day] for day in sorted(found) if first <= day.year <= last}
