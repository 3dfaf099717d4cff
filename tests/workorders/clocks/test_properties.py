"""What must be true of business time whatever the calendar, the moment and the pauses."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.depth import times
from tests.workorders.clocks.cases import calendars, moments, pauses_after
from tests.workorders.clocks.reference import walked
from workorders.clocks import DAY_MINUTES, MINUTE_TICKS, Calendar, Kind, Pause, Target, Unit, due, elapsed, walk

pytestmark = pytest.mark.slow

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
amounts = st.integers(1, 20 * DAY_MINUTES)
units = st.sampled_from(Unit)
lengths = st.integers(0, 4 * DAY_MINUTES).map(lambda minutes: timedelta(minutes=minutes))
# The walk goes minute by minute: many of them within what `make slow` may take.
short = st.integers(0, DAY_MINUTES).map(lambda minutes: timedelta(minutes=minutes))
MOMENT = timedelta(microseconds=1)


def target_of(amount: int, unit: Unit) -> Target:
    return Target(amount % 30 + 1 if unit is Unit.DAYS else amount, unit)


@QUICK
@given(st.data(), calendars(), moments(), amounts, units)
def test_elapsed_and_due_are_inverse(
    data: st.DataObject, calendar: Calendar, start: datetime, amount: int, unit: Unit
) -> None:
    pauses, target = data.draw(pauses_after(start)), target_of(amount, unit)
    end = due(calendar, start, target, pauses)
    assert elapsed(calendar, start, end, pauses, unit) >= target.ticks
    assert elapsed(calendar, start, end - MOMENT, pauses, unit) < target.ticks
    if unit is Unit.MINUTES:
        assert elapsed(calendar, start, end, pauses) == target.ticks


@QUICK
@given(st.data(), calendars(), moments(), lengths)
def test_what_has_elapsed_is_due_no_later(
    data: st.DataObject, calendar: Calendar, start: datetime, length: timedelta
) -> None:
    pauses = data.draw(pauses_after(start))
    minutes = elapsed(calendar, start, start + length, pauses) // MINUTE_TICKS
    assert due(calendar, start, Target(minutes), pauses) <= start + length


@QUICK
@given(st.data(), calendars(), moments(), lengths, lengths, amounts, units)
def test_pauses_never_shorten_elapsed(
    data: st.DataObject,
    calendar: Calendar,
    start: datetime,
    first: timedelta,
    then: timedelta,
    amount: int,
    unit: Unit,
) -> None:
    """What has counted when a pause begins stays counted, and a pause brings no deadline nearer."""
    pauses, target = data.draw(pauses_after(start)), target_of(amount, unit)
    more = [*pauses, Pause(start + first, start + first + then)]
    until = start + first
    assert elapsed(calendar, start, until, more, unit) == elapsed(calendar, start, until, pauses, unit)
    assert elapsed(calendar, start, until + then, more, unit) >= elapsed(calendar, start, until, pauses, unit)
    assert due(calendar, start, target, more) >= due(calendar, start, target, pauses)


@QUICK
@given(st.data(), calendars(), moments(), lengths, lengths, units)
def test_splitting_an_interval_changes_nothing(
    data: st.DataObject, calendar: Calendar, start: datetime, first: timedelta, then: timedelta, unit: Unit
) -> None:
    pauses, middle = data.draw(pauses_after(start)), start + first
    halves = [elapsed(calendar, a, b, pauses, unit) for a, b in ((start, middle), (middle, middle + then))]
    assert sum(halves) == elapsed(calendar, start, middle + then, pauses, unit)
    cut = [part for p in pauses for part in (Pause(p.start, min(p.end, middle)), Pause(max(p.start, middle), p.end))]
    kept = [part for part in cut if part.start < part.end]
    assert elapsed(calendar, start, middle + then, kept, unit) == sum(halves)


@QUICK
@given(st.data(), calendars(), moments(), lengths)
def test_every_minute_is_told_once(data: st.DataObject, calendar: Calendar, start: datetime, length: timedelta) -> None:
    pauses = data.draw(pauses_after(start))
    pieces = walk(calendar, start, start + length, pauses)
    edges = [start, *(piece.end for piece in pieces)]
    assert [piece.start for piece in pieces] == edges[:-1] and edges[-1] == start + length
    counted = sum((piece.length for piece in pieces if piece.kind is Kind.COUNTED), timedelta())
    assert counted == timedelta(microseconds=elapsed(calendar, start, start + length, pauses))


def agrees(data: st.DataObject, calendar: Calendar, start: datetime, length: timedelta) -> None:
    pauses = data.draw(pauses_after(start))
    minutes, last = walked(calendar, start, start + length, pauses)
    assert elapsed(calendar, start, start + length, pauses) == minutes * MINUTE_TICKS
    assert due(calendar, start, Target(minutes), pauses) == last


@settings(QUICK, max_examples=200)
@given(st.data(), calendars(), moments(), lengths)
def test_a_clock_read_minute_by_minute_agrees(
    data: st.DataObject, calendar: Calendar, start: datetime, length: timedelta
) -> None:
    agrees(data, calendar, start, length)


@settings(QUICK, max_examples=times(1_000, 10_000))
@given(st.data(), calendars(), moments(), short)
def test_a_clock_read_minute_by_minute_agrees_many_times(
    data: st.DataObject, calendar: Calendar, start: datetime, length: timedelta
) -> None:
    agrees(data, calendar, start, length)
