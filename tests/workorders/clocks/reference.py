"""The same question answered the slow way: look at the clock on the wall once a minute."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workorders.clocks import Calendar, Pause

MINUTE = timedelta(minutes=1)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the wall clock shows an opening hour."""
    wall = at.astimezone(ZoneInfo(calendar.zone))
    minute = wall.hour * 60 + wall.minute
    return wall.date() not in calendar.closed and any(
        opens <= minute < closes for opens, closes in calendar.week[wall.weekday()]
    )


def walked(calendar: Calendar, start: datetime, until: datetime, pauses: Iterable[Pause] = ()) -> tuple[int, datetime]:
    """How many minutes count between two whole minutes, and when the last of them is over."""
    stops, total, last = list(pauses), 0, start
    while start < until:
        counts = is_open(calendar, start) and not any(pause.start <= start < pause.end for pause in stops)
        start += MINUTE
        total, last = (total + 1, start) if counts else (total, last)
    return total, last
