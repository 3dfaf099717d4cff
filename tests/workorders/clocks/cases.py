"""Calendars, moments and pauses for properties of the clock: many of them beside a change of the clocks."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from workorders.clocks import DAY_MINUTES, Calendar, Pause

# Both hemispheres, half an hour only, at midnight, a day left out, none at all.
ZONES = (
    "America/Chicago",
    "Europe/Amsterdam",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Cairo",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
)
CHANGES = (
    datetime(2026, 3, 8, 8, tzinfo=UTC),
    datetime(2026, 11, 1, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
    datetime(2008, 11, 2, 2, 31, tzinfo=UTC),
    datetime(2026, 4, 23, 22, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
    datetime(2026, 7, 1, tzinfo=UTC),
)


@st.composite
def hours(draw) -> tuple[tuple[int, int], ...]:
    """The opening hours of a day: none, or up to three spans on whole quarters, half of them the whole day."""
    edges = draw(st.lists(st.integers(0, DAY_MINUTES // 15), unique=True, max_size=6))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return tuple((15 * a, 15 * b) for a, b in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def calendars(draw) -> Calendar:
    week = draw(st.lists(hours(), min_size=7, max_size=7).filter(any) | st.just([((0, DAY_MINUTES),)] * 7))
    near = draw(st.sampled_from(CHANGES)).date()
    closed = draw(st.dictionaries(st.integers(-9, 9), st.just("Holiday"), max_size=3))
    days: dict[date, str] = {near + timedelta(days=n): name for n, name in closed.items()}
    return Calendar(draw(st.sampled_from(ZONES)), tuple(week), days)


@st.composite
def moments(draw, spread: int = 4 * DAY_MINUTES) -> datetime:
    """A whole minute within some days of a change of the clocks."""
    return draw(st.sampled_from(CHANGES)) + timedelta(minutes=draw(st.integers(-spread, spread)))


@st.composite
def pauses_after(draw, start: datetime) -> list[Pause]:
    """Up to four pauses around and after a moment, which may overlap."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        since = start + timedelta(minutes=draw(st.integers(-DAY_MINUTES, 5 * DAY_MINUTES)))
        found.append(Pause(since, since + timedelta(minutes=draw(st.integers(0, 3 * DAY_MINUTES))), "Parts"))
    return found
