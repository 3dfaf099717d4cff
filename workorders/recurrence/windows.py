"""How early and how late planned work may be done, when it is missed, and which greater work covers it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which work counts as done in time, the last day on which it is only late, and the due day itself."""

    due: date
    opens: date
    closes: date
    grace_ends: date

    def holds(self, day: date) -> bool:
        """Whether work of that day is in time."""
        return self.opens <= day <= self.closes

    def was_late(self, day: date) -> bool:
        """Whether work of that day came after the window and its grace."""
        return day > self.grace_ends


def window_of(due: date, *, earliest: int, latest: int, grace: int) -> Window:
    """The window of work that is due on a day: so many days before and after it, and days of grace behind."""
    closes = due + timedelta(days=latest)
    return Window(due, due - timedelta(days=earliest), closes, closes + timedelta(days=grace))


def is_covered(due: date, greater: Iterable[Window]) -> bool:
    """Whether greater work, such as the annual service, has a window in which this day falls."""
    return any(window.holds(due) for window in greater)
