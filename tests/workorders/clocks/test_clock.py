"""Business time in cases that a facility manager can check by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workorders.clocks import (
    DAY_TICKS,
    MINUTE_TICKS,
    ROUND_THE_CLOCK,
    Calendar,
    Kind,
    Pause,
    Target,
    Unit,
    due,
    elapsed,
    walk,
    week_of,
)

OFFICE = week_of(range(5), (8 * 60, 12 * 60), (13 * 60, 17 * 60))
CHICAGO = Calendar("America/Chicago", OFFICE, {date(2026, 9, 7): "Labor Day"})
HOUR = 60 * MINUTE_TICKS
# Clocks go forward and back at places in both hemispheres, by an hour and by half of one.
CHANGE_DAYS = (
    ("America/Chicago", date(2026, 3, 8), 23),
    ("America/Chicago", date(2026, 11, 1), 25),
    ("Europe/Amsterdam", date(2026, 3, 29), 23),
    ("Europe/Amsterdam", date(2026, 10, 25), 25),
    ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
    ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
    ("Africa/Cairo", date(2026, 4, 24), 23),
    ("Africa/Cairo", date(2026, 10, 29), 25),
)


def at(text: str, zone: str = "America/Chicago") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_friday_evening_goes_on_monday_morning() -> None:
    assert due(CHICAGO, at("2026-08-28 16:00"), Target(120)) == at("2026-08-31 09:00")


def test_what_comes_in_out_of_hours_starts_at_the_next_opening() -> None:
    assert due(CHICAGO, at("2026-08-29 03:00"), Target(60)) == at("2026-08-31 09:00")
    assert due(CHICAGO, at("2026-08-31 12:30"), Target(60)) == at("2026-08-31 14:00")


def test_a_holiday_does_not_count() -> None:
    assert due(CHICAGO, at("2026-09-04 16:00"), Target(120)) == at("2026-09-08 09:00")


def test_a_deadline_at_closing_time_is_that_day_and_not_the_next_morning() -> None:
    assert due(CHICAGO, at("2026-08-28 16:00"), Target(60)) == at("2026-08-28 17:00")


def test_a_hold_over_a_weekend_moves_the_deadline_by_the_opening_time_it_took() -> None:
    start, hold = at("2026-08-27 09:00"), Pause(at("2026-08-28 15:00"), at("2026-08-31 10:00"), "Parts")
    before, after = due(CHICAGO, start, Target(16 * 60)), due(CHICAGO, start, Target(16 * 60), [hold])
    assert before == at("2026-08-31 09:00")
    assert elapsed(CHICAGO, before, after) == elapsed(CHICAGO, hold.start, hold.end) == 4 * HOUR
    assert after == at("2026-08-31 14:00")


def test_days_are_working_days_of_the_calendar() -> None:
    target = Target(2, Unit.DAYS)
    assert due(CHICAGO, at("2026-09-03 10:00"), target) == at("2026-09-08 10:00")
    assert due(CHICAGO, at("2026-09-05 10:00"), target) == at("2026-09-09 17:00")


def test_a_short_day_is_a_working_day_too() -> None:
    week = (*week_of(range(4), (8 * 60, 16 * 60))[:4], ((8 * 60, 12 * 60),), (), ())
    calendar = Calendar("UTC", week)
    # Half of Thursday and half of Friday, which is shorter.
    assert due(calendar, at("2026-08-27 12:00", "UTC"), Target(1, Unit.DAYS)) == at("2026-08-28 10:00", "UTC")


@pytest.mark.parametrize(("zone", "day", "hours"), CHANGE_DAYS)
def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(zone: str, day: date, hours: float) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
    end = start + timedelta(days=1)
    always = Calendar.always(zone)
    assert elapsed(always, start, end) == int(hours * HOUR)
    assert elapsed(always, start, end, unit=Unit.DAYS) == DAY_TICKS
    assert due(always, start, Target(1, Unit.DAYS)) == end


def test_an_hour_that_the_clocks_leave_out_is_not_counted_and_one_that_comes_twice_counts_twice() -> None:
    night = Calendar("America/Chicago", week_of(range(7), (0, 4 * 60)))
    assert elapsed(night, at("2026-03-07 22:00"), at("2026-03-08 12:00")) == 3 * HOUR
    assert elapsed(night, at("2026-10-31 22:00"), at("2026-11-01 12:00")) == 5 * HOUR
    assert due(night, at("2026-03-08 00:00"), Target(150)) == at("2026-03-08 03:30")
    assert due(night, at("2026-11-01 00:00"), Target(270)) == at("2026-11-01 03:30")


def test_a_day_that_a_place_left_out_does_not_count() -> None:
    apia = Calendar.always("Pacific/Apia")
    assert elapsed(apia, at("2011-12-29 12:00", "Pacific/Apia"), at("2011-12-31 12:00", "Pacific/Apia")) == 24 * HOUR


@pytest.mark.parametrize(
    ("week", "zone"),
    [
        (week_of(()), "UTC"),
        (ROUND_THE_CLOCK[:6], "UTC"),
        (week_of(range(5), (600, 500)), "UTC"),
        (week_of(range(5), (480, 720), (700, 1000)), "UTC"),
        (week_of(range(5), (480, 1500)), "UTC"),
    ],
)
def test_a_calendar_that_never_opens_or_contradicts_itself_is_refused(week, zone: str) -> None:
    with pytest.raises(ValueError, match="opening hour|week"):
        Calendar(zone, week)


def test_every_minute_has_its_reason() -> None:
    hold = Pause(at("2026-09-04 16:00"), at("2026-09-08 09:00"), "Parts")
    pieces = walk(CHICAGO, at("2026-09-04 12:30"), at("2026-09-08 09:30"), [hold])
    assert [(piece.kind, piece.reasons, piece.rest) for piece in pieces] == [
        (Kind.CLOSED, (), False),
        (Kind.COUNTED, (), False),
        (Kind.PAUSED, ("Parts",), False),
        (Kind.CLOSED, ("Labor Day",), True),
        (Kind.PAUSED, ("Parts",), False),
        (Kind.COUNTED, (), False),
    ]


def test_a_deadline_may_lie_years_ahead() -> None:
    sunday = Calendar("UTC", week_of([6], (600, 601)))
    assert due(sunday, datetime(2026, 1, 1, tzinfo=UTC), Target(52 * 40)).year in (2065, 2066)
