"""When a meter will probably reach a total. Always an estimate, and said to be one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from workorders.models import Meter

# What lies further ahead is no estimate any more.
FARTHEST = timedelta(days=3650)


def projected_day(meter: Meter, total: Decimal) -> date | None:
    """The day on which the meter stands at the total, by its average; None without an average."""
    remaining = total - meter.last_total
    if meter.last_read_at is None:
        return None
    if remaining <= 0:
        return meter.last_read_at.date()
    if not meter.per_day:
        return None
    days = float(remaining / meter.per_day)
    ahead = timedelta(days=days) if days < FARTHEST.days else FARTHEST
    return (meter.last_read_at + ahead).date() if ahead < FARTHEST else None


def is_stale(meter: Meter, now: datetime | None = None) -> bool:
    """Whether the last reading is so old that the estimate drifts."""
    now = now or datetime.now(UTC)
    return meter.last_read_at is not None and now - meter.last_read_at > timedelta(days=90)
