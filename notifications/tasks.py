"""Recurring work of notifications."""

from celery import shared_task

from accounts.models import Organization
from notifications.telling import tell_news

# A task gives way to others after so many sets of changes of one organization; the next run goes on.
SETS = 20


@shared_task
def tell_everybody() -> int:
    """Tell the people of every organization what has changed; returns how many changes were read."""
    return sum(tell_organization(row) for row in Organization.objects.filter(is_active=True))


def tell_organization(organization: Organization) -> int:
    """All that is new in one organization."""
    total = 0
    for _set in range(SETS):
        found = tell_news(organization.pk)
        total += found
        if not found:
            break
    return total
