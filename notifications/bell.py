"""The bell of the shell, counted by an index of what is unread."""

from typing import Any

from django.db.models import QuerySet

from core.pages.addresses import address
from core.pages.requests import PageRequest
from notifications.actions.reading import notifications_of

# "99+" is as good as the number.
MOST = 100


def unread(request: PageRequest) -> tuple[str, QuerySet[Any]]:
    """The way to the notifications, and those that are unread, up to a hundred."""
    return address(request, "notifications"), notifications_of(request.actor).filter(read_at__isnull=True)[:MOST]
