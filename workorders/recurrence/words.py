"""A rule as a person says it."""

from collections.abc import Iterable

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workorders.recurrence.rules import Rule

WORKING_DAYS = (0, 1, 2, 3, 4)


def say_rule(rule: Rule) -> str:
    """Such as "Every 3 months, on the last Friday". What needs more words than that is said as far as it goes."""
    parts = [_every(rule)]
    if days := _days(rule):
        parts.append(days)
    if rule.months and rule.frequency != "YEARLY":
        parts.append(_("in %s") % _listed(str(MONTHS[month]) for month in rule.months))
    if rule.count is not None:
        parts.append(ngettext("%d time", "%d times", rule.count) % rule.count)
    if rule.until is not None:
        parts.append(_("until %s") % rule.until.strftime("%Y-%m-%d"))
    return ", ".join(parts)


def _every(rule: Rule) -> str:
    if rule.frequency == "DAILY":
        return ngettext("Every day", "Every %d days", rule.interval) % _shown(rule.interval)
    if rule.frequency == "WEEKLY":
        return ngettext("Every week", "Every %d weeks", rule.interval) % _shown(rule.interval)
    if rule.frequency == "MONTHLY":
        return ngettext("Every month", "Every %d months", rule.interval) % _shown(rule.interval)
    every = ngettext("Every year", "Every %d years", rule.interval) % _shown(rule.interval)
    months = _listed(str(MONTHS[month]) for month in rule.months)
    return _("%(every)s in %(months)s") % {"every": every, "months": months} if months else every


def _shown(interval: int) -> int | tuple[()]:
    """The words for one need no number."""
    return interval if interval > 1 else ()


def _days(rule: Rule) -> str:
    found = [
        _weekdays(rule),
        _listed(_nth_day(day, place) for day, place in rule.nth),
        _listed(_month_day(day) for day in rule.month_days),
        _("in week %s") % _listed(str(week) for week in rule.weeks) if rule.weeks else "",
        _("on day %s of the year") % _listed(str(day) for day in rule.year_days) if rule.year_days else "",
    ]
    said = ", ".join(part for part in found if part)
    if rule.positions and said:
        places = _listed(_place(place) for place in rule.positions)
        return _("%(places)s of: %(days)s") % {"places": places, "days": said}
    return said


def _weekdays(rule: Rule) -> str:
    if rule.weekdays == WORKING_DAYS:
        return _("on working days")
    return _("on %s") % _listed(str(WEEKDAYS[day]) for day in rule.weekdays) if rule.weekdays else ""


def _nth_day(day: int, place: int) -> str:
    return _("on the %(place)s %(day)s") % {"place": _place(place), "day": WEEKDAYS[day]}


def _month_day(day: int) -> str:
    if day == -1:
        return _("on the last day of the month")
    return _("on the %s") % f"{day}." if day > 0 else _("%d days before the month's end") % (-day - 1)


def _place(place: int) -> str:
    words = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}
    return words.get(place) or (_("%d. from the end") % -place if place < 0 else f"{place}.")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
