"""When a time zone's offset changes: the stretches of one offset that cover a range of years."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

# Instants are whole microseconds since this moment: exact, and quicker than datetimes.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
DAY = 86_400 * SECOND


def instant(moment: datetime) -> int:
    """A moment as microseconds."""
    passed = moment - EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def moment(microseconds: int) -> datetime:
    """Microseconds as a moment, in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


@lru_cache(maxsize=512)
def stretches(zone: str, first: int, last: int) -> tuple[tuple[int, int, int], ...]:
    """(from, until, offset) of each stretch of one offset, over the years `first` to `last` and a week around."""
    place = ZoneInfo(zone)
    start = instant(datetime(first, 1, 1, tzinfo=UTC)) - 7 * DAY
    end = instant(datetime(last + 1, 1, 1, tzinfo=UTC)) + 7 * DAY
    found, since, offset = [], start, _offset(place, start)
    for day in range(start, end, DAY):
        if (after := _offset(place, day + DAY)) != offset:
            change = _change(place, day, day + DAY, offset)
            found.append((since, change, offset))
            since, offset = change, after
    return (*found, (since, end, offset))


def _offset(zone: ZoneInfo, at: int) -> int:
    """How far the wall clock is ahead of UTC."""
    ahead = moment(at).astimezone(zone).utcoffset() or timedelta()
    return (ahead.days * 86_400 + ahead.seconds) * SECOND


def _change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    """The second of the change, known to lie between two instants."""
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        before, after = (middle, after) if _offset(zone, middle) == offset else (before, middle)
    return after
