"""When a call is tried again, and when it is given up."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from random import SystemRandom

from django.conf import settings

# Seconds after the first, second … failed attempt; then always the last, until the delivery is parked.
STEPS = (5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400)
JITTER = 0.25
# Failed calls in a row, with none between that went through, after which a receiver counts as down.
CIRCUIT = 5
LONGEST_ASKED = timedelta(hours=6)
_dice = SystemRandom()


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts, a little more or less, so that not all come at once."""
    seconds = STEPS[min(max(attempts, 1), len(STEPS)) - 1]
    return timedelta(seconds=seconds * (1 + JITTER * (2 * _dice.random() - 1)))


def asked_wait(retry_after: str, now: datetime) -> timedelta:
    """What a receiver asked for by Retry-After, in seconds or as a date; nothing unusable, and at most six hours."""
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 8:
        return min(timedelta(seconds=int(retry_after)), LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(retry_after)
        return min(max(moment - now, timedelta()), LONGEST_ASKED)
    except (TypeError, ValueError, OverflowError):
        return timedelta()


def longest() -> timedelta:
    """For how long a delivery is tried before it is parked."""
    return timedelta(days=settings.WEBHOOK_RETRY_DAYS)
