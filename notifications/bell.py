"""The bell of the shell: one statement a page, by an index of what is unread."""

from core.actor import Actor
from core.pages.addresses import address
from core.pages.requests import PageRequest
from notifications.actions.reading import notifications_of

# "99+" is as good as the number.
MOST = 100


def unread(request: PageRequest) -> tuple[str, int]:
    """The way to the notifications, and how many are unread."""
    return address(request, "notifications"), count_unread(request.actor)


def count_unread(actor: Actor) -> int:
    """How many are unread, up to a hundred."""
    return notifications_of(actor).filter(read_at__isnull=True)[:MOST].count()
