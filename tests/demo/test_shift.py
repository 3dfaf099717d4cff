"""Old requests are brought to today without changing week days, intervals or what was known."""

from collections import Counter
from datetime import date, timedelta

from demo.shift import as_of, bring_forward, weeks_until
from demo.source.requests import Outcome, read_chicago_requests

TODAY = date(2026, 11, 24)


def test_the_newest_request_arrived_in_the_last_seven_days() -> None:
    moved = bring_forward(read_chicago_requests(), TODAY)
    newest = max(row.opened_at for row in moved).date()
    assert TODAY - timedelta(days=7) <= newest < TODAY
    assert all(row.finished_at.date() < TODAY for row in moved if row.finished_at)


def test_week_days_and_intervals_stay() -> None:
    published = list(read_chicago_requests())
    moved = bring_forward(published, TODAY)
    assert len({new.opened_at.date() - old.opened_at.date() for old, new in zip(published, moved, strict=True)}) == 1
    for old, new in zip(published, moved, strict=True):
        assert old.opened_at.weekday() == new.opened_at.weekday()
        assert old.opened_at.hour == new.opened_at.hour
        if old.finished_at and new.finished_at:
            assert new.finished_at.date() - new.opened_at.date() == old.finished_at.date() - old.opened_at.date()


def test_work_that_ended_after_the_newest_day_is_open() -> None:
    moved = bring_forward(read_chicago_requests(), TODAY)
    assert Counter(row.outcome for row in moved) == {
        Outcome.COMPLETED: 17_110,
        Outcome.DUPLICATE: 859,
        Outcome.OPEN: 144,
    }


def test_what_was_finished_by_then_stays_finished() -> None:
    request = next(read_chicago_requests())
    assert as_of(request, date(2013, 1, 2)) == request
    assert as_of(request, date(2013, 1, 1)).outcome is Outcome.OPEN


def test_the_distance_is_whole_weeks() -> None:
    assert weeks_until(date(2013, 12, 31), TODAY).days % 7 == 0
