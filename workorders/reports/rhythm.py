"""When a report goes out, by its reader's own clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workorders.models import ReportSubscription
from workorders.report_choices import Rhythm


def next_time(subscription: ReportSubscription, after: datetime) -> datetime:
    """The first moment behind `after` at which it is due. A time that a clock change leaves out comes as much later."""
    zone = ZoneInfo(subscription.time_zone)
    day = after.astimezone(zone).date()
    while not (is_day(subscription, day) and moment(subscription, day, zone) > after):
        day += timedelta(days=1)
    return moment(subscription, day, zone)


def is_day(subscription: ReportSubscription, day: date) -> bool:
    """Whether it goes out on a day."""
    if subscription.rhythm == Rhythm.MONTHLY:
        return day.day == subscription.day
    return subscription.rhythm == Rhythm.DAILY or day.weekday() == subscription.weekday


def moment(subscription: ReportSubscription, day: date, zone: ZoneInfo) -> datetime:
    """Its time on a day."""
    return datetime.combine(day, subscription.clock, tzinfo=zone).astimezone(UTC)
