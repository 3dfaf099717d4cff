"""The period of a report: words of the query language, or two days. Days are those of the reader's own clock."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.query import EVERYTHING, Condition, FieldSet, QueryError
from core.query.ast import compare
from core.query.dates import parse_relative
from core.query.kinds import Operator
from workorders.reports.figures import FROM, PERIOD, UNTIL

ANY = "any"
PERIODS = (
    (ANY, gettext_lazy("Any time")),
    ("this_week", gettext_lazy("This week")),
    ("last_week", gettext_lazy("Last week")),
    ("this_month", gettext_lazy("This month")),
    ("last_month", gettext_lazy("Last month")),
    ("last_30_days", gettext_lazy("The last 30 days")),
    ("last_90_days", gettext_lazy("The last 90 days")),
    ("this_quarter", gettext_lazy("This quarter")),
    ("last_quarter", gettext_lazy("Last quarter")),
    ("this_year", gettext_lazy("This year")),
    ("last_year", gettext_lazy("Last year")),
    ("last_12_months", gettext_lazy("The last 12 whole months")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A word such as `last_quarter`, or the first and the last day."""

    word: str = ANY
    first: date | None = None
    last: date | None = None

    @property
    def text(self) -> str:
        """As it stands in an address: `last_quarter` or `2026-01-01,2026-03-31`."""
        return f"{self.first},{self.last}" if self.first else self.word

    @property
    def words(self) -> str:
        """As people say it."""
        if self.first and self.last:
            days = {"first": date_format(self.first, "j M Y"), "last": date_format(self.last, "j M Y")}
            return _("%(first)s to %(last)s") % days
        return str(dict(PERIODS).get(self.word, self.word.replace("_", " ")))

    def condition(self, fields: FieldSet, field: str) -> Condition:
        """The condition that a date falls into it."""
        if self.first:
            return compare(fields, field, Operator.BETWEEN, [str(self.first), str(self.last)], PERIOD)
        return EVERYTHING if self.word == ANY else compare(fields, field, Operator.EQ, [self.word], PERIOD)


def parse_period(text: str) -> Period:
    """A period as an address says it, or QueryError."""
    if text == ANY or parse_relative(text):
        return Period(text.lower())
    first, comma, last = text.partition(",")
    if not comma:
        raise QueryError(PERIOD, "invalid-value", _("Give a period such as last_month, or two days with a comma."))
    return between(_day(first, PERIOD), _day(last, PERIOD))


def between(first: date, last: date) -> Period:
    """From one day to another, both included."""
    if last < first:
        raise QueryError(PERIOD, "invalid-value", _("The period ends before it begins."))
    return Period("", first, last)


def typed_period(first: str, last: str, today: date) -> Period | None:
    """What was entered in the two fields of the form: until today where the last day is missing."""
    if not first and not last:
        return None
    if not first:
        raise QueryError(FROM, "required", _("Say from which day on."))
    return between(_day(first, FROM), _day(last, UNTIL) if last else today)


def _day(text: str, parameter: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise QueryError(parameter, "invalid-value", _("“%s” is no day.") % text[:30]) from None
