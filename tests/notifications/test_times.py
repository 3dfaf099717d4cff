"""When mail goes out, by the reader's clock and over both changes of it."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notifications.models import NotificationSchedule
from notifications.times import next_mail

CHICAGO = ZoneInfo("America/Chicago")


def goes_out(now: str, **values: Any) -> str:
    """The local moment of the mail for something that happens at a local moment."""
    moment = datetime.fromisoformat(now).replace(tzinfo=CHICAGO)
    found = next_mail(NotificationSchedule(**values), moment.astimezone(UTC), CHICAGO)
    assert found >= moment
    return found.astimezone(CHICAGO).strftime("%Y-%m-%d %H:%M")


QUIET = {"quiet_from": time(22), "quiet_until": time(7)}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-05-04 12:00", "2026-05-04 12:00"),
        ("2026-05-04 21:59", "2026-05-04 21:59"),
        ("2026-05-04 22:00", "2026-05-05 07:00"),
        ("2026-05-05 03:00", "2026-05-05 07:00"),
        ("2026-05-05 07:00", "2026-05-05 07:00"),
        ("2026-03-08 01:30", "2026-03-08 07:00"),  # an hour is left out
        ("2026-11-01 00:30", "2026-11-01 07:00"),  # an hour comes twice
    ],
)
def test_quiet_hours_hold_mail_until_they_end(now: str, expected: str) -> None:
    assert goes_out(now, **QUIET) == expected


def test_quiet_hours_within_a_day() -> None:
    quiet = {"quiet_from": time(12), "quiet_until": time(13)}
    assert goes_out("2026-05-04 12:30", **quiet) == "2026-05-04 13:00"
    assert goes_out("2026-05-04 13:30", **quiet) == "2026-05-04 13:30"


def test_a_daily_mail_goes_out_at_its_time() -> None:
    daily = {"digest": "daily", "digest_time": time(7)}
    assert goes_out("2026-05-04 06:59", **daily) == "2026-05-04 07:00"
    assert goes_out("2026-05-04 07:00", **daily) == "2026-05-05 07:00"


def test_a_weekly_mail_goes_out_on_its_day() -> None:
    weekly = {"digest": "weekly", "digest_time": time(7), "digest_day": 0}
    assert goes_out("2026-05-04 06:00", **weekly) == "2026-05-04 07:00"  # a Monday
    assert goes_out("2026-05-04 08:00", **weekly) == "2026-05-11 07:00"


def test_a_time_that_a_clock_change_leaves_out_is_an_hour_later() -> None:
    assert goes_out("2026-03-07 12:00", digest="daily", digest_time=time(2, 30)) == "2026-03-08 03:30"
