"""What happens in a test is told at once: the changes of its own transaction, which no feed would show yet."""

from collections.abc import Callable

import pytest

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from notifications.models import Notification
from notifications.telling import tell
from tests.cast import Cast
from tests.pages.conftest import ana, ben, cleo

__all__ = ["ana", "ben", "cleo"]
News = Callable[[], list[Notification]]


@pytest.fixture
def news(cast: Cast) -> News:
    """Tells of everything that happened since the last call; returns what was written, oldest first."""
    last = 0

    def tell_news() -> list[Notification]:
        nonlocal last
        system = Actor.system(cast.organization.pk)
        with acting(system):
            changes = list(Change.objects.filter(pk__gt=last).select_related("actor").order_by("pk"))
            last = changes[-1].pk if changes else last
            return tell(changes, actor=system)

    tell_news()
    return tell_news


def told(rows: list[Notification]) -> set[tuple[object, str]]:
    """Who was told what."""
    return {(row.person_id, row.kind) for row in rows}
