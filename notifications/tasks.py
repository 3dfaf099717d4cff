"""Recurring work of notifications."""

from collections.abc import Callable
from functools import partial

from celery import shared_task

from accounts.models import Organization
from notifications.composing import compose_due
from notifications.delivery import deliver_due
from notifications.telling import tell_news

# A task gives way to others after so many sets of one organization; the next run goes on.
SETS = 20


@shared_task
def tell_everybody() -> int:
    """Tell the people of every organization what has changed, and write their letters; returns how many changes."""
    return sum(tell_organization(row) for row in organizations())


def tell_organization(organization: Organization) -> int:
    """All that is new in one organization."""
    told = repeat(partial(tell_news, organization.pk))
    repeat(partial(compose_due, organization))
    return told


@shared_task
def deliver_mail() -> int:
    """Send the letters that are due; returns how many were taken up."""
    return sum(repeat(partial(deliver_due, row.pk)) for row in organizations())


def organizations() -> list[Organization]:
    """Those that people work in."""
    return list(Organization.objects.filter(is_active=True))


def repeat(work: Callable[[], int]) -> int:
    """Set after set until nothing is left, or others want the worker."""
    total = 0
    for _set in range(SETS):
        found = work()
        total += found
        if not found:
            break
    return total
