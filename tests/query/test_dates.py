"""Relative dates: exact bounds in the asker's zone, over clock changes, and every window of the Data API."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.query import parse_where
from core.query.dates import Clock, Relative, parse_relative, span_of
from core.query.kinds import Kind
from core.query.lookups import QueryContext, comparison_q
from tests.query.language import FIELDS

CHICAGO = ZoneInfo("America/Chicago")
# A Wednesday, 08:30 in Chicago.
NOW = datetime(2026, 5, 13, 13, 30, tzinfo=UTC)
CONTEXT = QueryContext(NOW, CHICAGO)


def local(*parts):
    return datetime(*parts, tzinfo=CHICAGO)


def bounds(expression, context=CONTEXT):
    """The bounds that an expression puts on `due_at` or `built`, by look-up."""
    found = {}

    def walk(node):
        for child in node.children:
            if isinstance(child, tuple):
                found[child[0].rpartition("__")[2]] = child[1]
            else:
                walk(child)

    walk(parse_where(FIELDS, expression).to_q(context))
    return found


D = date(2026, 5, 13)
WEEK, MONTH, QUARTER, YEAR = local(2026, 5, 11), local(2026, 5, 1), local(2026, 4, 1), local(2026, 1, 1)
TODAY, TOMORROW = local(2026, 5, 13), local(2026, 5, 14)

# The date operators of the Data API by number, N = 2, as this language says them.
WINDOWS = {
    16: ("due_at = 2026-05-13", {"gte": TODAY, "lt": TOMORROW}),
    18: ("due_at < 2026-05-13T13:30:00Z", {"lt": NOW}),
    19: ("due_at > 2026-05-13T13:30:00Z", {"gt": NOW}),
    20: ("due_at between (2026-05-01, 2026-05-12)", {"gte": MONTH, "lt": TODAY}),
    22: ("due_at = today", {"gte": TODAY, "lt": TOMORROW}),
    23: ("due_at = tomorrow", {"gte": TOMORROW, "lt": local(2026, 5, 15)}),
    24: ("due_at >= tomorrow", {"gte": TOMORROW}),
    25: ("due_at = yesterday", {"gte": local(2026, 5, 12), "lt": TODAY}),
    26: ("due_at < today", {"lt": TODAY}),
    27: ("due_at = last_month", {"gte": local(2026, 4, 1), "lt": MONTH}),
    28: ("due_at = this_month", {"gte": MONTH, "lt": local(2026, 6, 1)}),
    29: ("due_at = next_month", {"gte": local(2026, 6, 1), "lt": local(2026, 7, 1)}),
    30: ("due_at = last_week", {"gte": local(2026, 5, 4), "lt": WEEK}),
    31: ("due_at = this_week", {"gte": WEEK, "lt": local(2026, 5, 18)}),
    32: ("due_at = next_week", {"gte": local(2026, 5, 18), "lt": local(2026, 5, 25)}),
    33: ("due_at = -2d", {"gte": local(2026, 5, 11), "lt": local(2026, 5, 12)}),
    34: ("due_at = +2d", {"gte": local(2026, 5, 15), "lt": local(2026, 5, 16)}),
    39: ("due_at between (-2mo, now)", {"gte": local(2026, 3, 13), "lte": NOW}),
    40: ("due_at between (-2h, +2h)", {"gte": local(2026, 5, 13, 6, 30), "lte": local(2026, 5, 13, 10, 30)}),
    41: ("due_at > now and due_at <= +2h", {"gt": NOW, "lte": local(2026, 5, 13, 10, 30)}),
    42: ("due_at = last_2_hours", {"gte": local(2026, 5, 13, 6, 30), "lte": NOW}),
    43: ("due_at between (today, now)", {"gte": TODAY, "lte": NOW}),
    44: ("due_at = this_year", {"gte": YEAR, "lt": local(2027, 1, 1)}),
    45: ("due_at = last_year", {"gte": local(2025, 1, 1), "lt": YEAR}),
    46: ("due_at between (this_year, now)", {"gte": YEAR, "lte": NOW}),
    47: ("due_at between (this_week, now)", {"gte": WEEK, "lte": NOW}),
    48: ("due_at between (this_month, now)", {"gte": MONTH, "lte": NOW}),
    49: ("due_at = last_2_days", {"gte": local(2026, 5, 11), "lte": NOW}),
    50: ("due_at = last_2_weeks", {"gte": local(2026, 4, 27), "lt": WEEK}),
    51: ("due_at = last_2_months", {"gte": local(2026, 3, 1), "lt": MONTH}),
    56: ("due_at = last_2_minutes", {"gte": local(2026, 5, 13, 8, 28), "lte": NOW}),
    59: ("due_at = next_2_months", {"gte": local(2026, 6, 1), "lt": local(2026, 8, 1)}),
    60: ("due_at = next_2_weeks", {"gte": local(2026, 5, 18), "lt": local(2026, 6, 1)}),
    61: ("due_at = next_2_days", {"gte": TOMORROW, "lt": local(2026, 5, 16)}),
    66: ("due_at >= this_month and due_at < today", {"gte": MONTH, "lt": TODAY}),
    68: ("due_at = this_quarter", {"gte": QUARTER, "lt": local(2026, 7, 1)}),
    69: ("due_at = last_quarter", {"gte": YEAR, "lt": QUARTER}),
    70: ("due_at = last_2_quarters", {"gte": local(2025, 10, 1), "lt": QUARTER}),
    72: ("due_at <= now", {"lte": NOW}),
    73: ("due_at > now", {"gt": NOW}),
    80: ("due_at >= this_year and due_at < this_month", {"gte": YEAR, "lt": MONTH}),
    106: ("due_at < -2d", {"lt": local(2026, 5, 11)}),
    107: ("due_at > +2d", {"gte": local(2026, 5, 16)}),
}


@pytest.mark.parametrize("number", WINDOWS)
def test_window(number):
    expression, expected = WINDOWS[number]
    assert bounds(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("built = today", {"gte": D, "lt": date(2026, 5, 14)}),
        ("built <= now", {"lt": date(2026, 5, 14)}),
        ("built > now", {"gte": date(2026, 5, 14)}),
        ("built < now", {"lt": D}),
        ("built = last_2_days", {"gte": date(2026, 5, 11), "lt": date(2026, 5, 14)}),
        ("built between (2026-05-01, 2026-05-12)", {"gte": date(2026, 5, 1), "lt": D}),
        ("due_at <= this_week", {"lt": local(2026, 5, 18)}),
        ("due_at > this_week", {"gte": local(2026, 5, 18)}),
    ],
)
def test_dates_and_ends_of_periods(expression, expected):
    assert bounds(expression) == expected


def test_today_is_the_askers_day():
    late = datetime(2026, 5, 14, 3, 0, tzinfo=UTC)  # still the 13th in Chicago
    assert bounds("due_at = today", QueryContext(late, CHICAGO)) == {"gte": TODAY, "lt": TOMORROW}
    assert bounds("built = today", QueryContext(late, CHICAGO)) == {"gte": D, "lt": date(2026, 5, 14)}


def test_a_day_of_a_clock_change_has_its_own_length():
    spring = bounds("due_at = 2026-03-08")
    autumn = bounds("due_at = 2026-11-01")
    assert [
        (day["lt"].astimezone(UTC) - day["gte"].astimezone(UTC)).total_seconds() / 3600 for day in (spring, autumn)
    ] == [23, 25]
    noon = QueryContext(datetime(2026, 3, 8, 17, tzinfo=UTC), CHICAGO)
    assert bounds("due_at >= -24h", noon)["gte"] == datetime(2026, 3, 7, 17, tzinfo=UTC)


def test_weeks_can_begin_on_sunday():
    sunday = QueryContext(NOW, CHICAGO, week_start=6)
    assert bounds("due_at = this_week", sunday) == {"gte": local(2026, 5, 10), "lt": local(2026, 5, 17)}


@pytest.mark.parametrize(
    ("today", "text", "start"),
    [
        ("2026-03-31", "-1mo", date(2026, 2, 28)),
        ("2024-03-31", "-1mo", date(2024, 2, 29)),
        ("2024-02-29", "-1y", date(2023, 2, 28)),
        ("2026-12-31", "+2mo", date(2027, 2, 28)),
        ("2026-12-15", "next_month", date(2027, 1, 1)),
        ("2026-01-15", "last_quarter", date(2025, 10, 1)),
        ("2026-05-13", "-100000y", date(1000, 1, 1)),
        ("2026-05-13", "next_100000_quarters", date(2026, 7, 1)),
        ("2026-05-13", "+100000mo", date(9998, 12, 31)),
    ],
)
def test_calendar(today, text, start):
    clock = Clock(datetime.fromisoformat(f"{today}T12:00:00+00:00"), ZoneInfo("UTC"))
    assert span_of(Relative(text), clock).start == start


@pytest.mark.parametrize(
    "text", ["last_0_days", "last_100001_days", "+0", "-7", "7days", "-1000000d", "last_week_", "+-3d"]
)
def test_no_relative_date(text):
    assert parse_relative(text) is None


def test_every_relative_date_can_be_asked_of_every_date_field():
    for text in ("last_100000_years", "next_100000_years", "-100000y", "+100000y", "last_100000_days", "+100000d"):
        for field in ("due_at", "built"):
            for operator in (one for one in FIELDS[field].operators if one not in ("isnull", "between", "in", "nin")):
                assert comparison_q(FIELDS[field], operator, (Relative(text),), CONTEXT)
    assert FIELDS["built"].kind is Kind.DATE
