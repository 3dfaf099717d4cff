"""The arithmetic of ownership: on any day the shares of a property are either none or exactly a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a property from a first to a last day; None means since ever and until further notice."""

    percent: Decimal
    valid_from: date | None = None
    valid_to: date | None = None


def find_wrong_day(shares: Iterable[Share]) -> tuple[date, Decimal] | None:
    """The first day on which something but not exactly 100 % is owned, and how much; None when there is none.

    Sums change only where a share begins or has just ended, so those are the only days to look at.
    """
    steps: dict[date, Decimal] = {}
    owners: dict[date, int] = {}
    for share in shares:
        _step(steps, owners, share.valid_from or date.min, share.percent, 1)
        if share.valid_to is not None and share.valid_to < date.max:
            _step(steps, owners, share.valid_to + timedelta(days=1), -share.percent, -1)
    total, count = Decimal(0), 0
    for day in sorted(steps):
        total += steps[day]
        count += owners[day]
        if count and total != WHOLE:
            return day, total
    return None


def _step(steps: dict[date, Decimal], owners: dict[date, int], day: date, percent: Decimal, count: int) -> None:
    steps[day] = steps.get(day, Decimal(0)) + percent
    owners[day] = owners.get(day, 0) + count
