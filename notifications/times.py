"""When a mail goes out, by its reader's own clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.choices import Digest
from notifications.models import NotificationSchedule


def next_mail(schedule: NotificationSchedule, now: datetime, zone: ZoneInfo) -> datetime:
    """When something that happens now is mailed: at once, at the end of the quiet hours, or with the next digest."""
    local = now.astimezone(zone)
    if schedule.digest == Digest.NONE:
        return _after_quiet(schedule, local, zone)
    day = local.date()
    while not (_is_day(schedule, day) and _moment(day, schedule.digest_time, zone) > now):
        day += timedelta(days=1)
    return _moment(day, schedule.digest_time, zone)


def _after_quiet(schedule: NotificationSchedule, local: datetime, zone: ZoneInfo) -> datetime:
    """The same moment, or the end of the quiet hours it falls into; they may go over midnight."""
    begin, end = schedule.quiet_from, schedule.quiet_until
    moment = local.astimezone(UTC)
    if begin is None or end is None or begin == end:
        return moment
    clock = local.time()
    over_midnight = begin > end
    if not (clock >= begin or clock < end if over_midnight else begin <= clock < end):
        return moment
    day = local.date() + timedelta(days=1) if over_midnight and clock >= begin else local.date()
    return max(moment, _moment(day, end, zone))


def _is_day(schedule: NotificationSchedule, day: date) -> bool:
    return schedule.digest == Digest.DAILY or day.weekday() == schedule.digest_day


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A time of a local day. One that a clock change leaves out is as much later as the clock was moved."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
