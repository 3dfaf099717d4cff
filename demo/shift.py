"""Moving a set of requests forward in time, so that a demonstration of old records looks like today."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from demo.source.requests import Outcome, RequestRow

WEEK = timedelta(weeks=1)


def weeks_until(newest: date, today: date) -> timedelta:
    """Whole weeks, so that a Monday stays a Monday, from the newest record to the last seven days before today."""
    return (today - timedelta(days=1) - newest) // WEEK * WEEK


def bring_forward(requests: Iterable[RequestRow], today: date) -> list[RequestRow]:
    """The requests as they stood on their newest day, moved to just before ``today``."""
    requests = list(requests)
    newest = max(request.opened_at for request in requests).date()
    distance = weeks_until(newest, today)
    return [_moved(as_of(request, newest), distance) for request in requests]


def as_of(request: RequestRow, day: date) -> RequestRow:
    """What was known at the end of a day: work that ended later was still open."""
    if request.finished_at is None or request.finished_at.date() <= day:
        return request
    still_open = Outcome.OPEN if request.outcome is Outcome.COMPLETED else request.outcome
    return replace(request, finished_at=None, outcome=still_open)


def _moved(request: RequestRow, distance: timedelta) -> RequestRow:
    return replace(
        request,
        opened_at=_later(request.opened_at, distance),
        finished_at=request.finished_at and _later(request.finished_at, distance),
    )


def _later(moment: datetime, distance: timedelta) -> datetime:
    """Adds on the wall clock of the place, so that noon stays noon over a change of the clocks."""
    return moment + distance
