"""What the tests of facilities share: changes of a record, problems of a refusal, and a tower with floors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import pytest

from core.changes import Change
from core.errors import RuleBroken
from core.ids import new_id
from core.records import Owned
from facilities.actions.spaces import create_space
from facilities.models import Space
from tests.cast import Cast


@dataclass
class Tower:
    """Two floors, on the first a suite with a room."""

    first: Space
    second: Space
    suite: Space
    room: Space


def build_tower(cast: Cast) -> Tower:
    """The spaces of the cast's tower."""
    ana, tower = cast.ana, cast.tower
    first = create_space(actor=ana, property=tower, name="First floor", kind="floor", level=1)
    second = create_space(actor=ana, property=tower, name="Second floor", kind="floor", level=2)
    suite = create_space(actor=ana, parent=first, name="Suite 100", kind="suite")
    room = create_space(actor=ana, parent=suite, name="Room 101", kind="room")
    return Tower(first, second, suite, room)


def events_of(record: Owned) -> list[str]:
    """The names of a record's changes, oldest first."""
    return list(Change.objects.filter(record_id=record.pk).order_by("id").values_list("event", flat=True))


def count_changes() -> int:
    """How many changes the present organization has."""
    return Change.objects.count()


@contextmanager
def refused(field: str, code: str, status: int = 400) -> Iterator[None]:
    """Expect a RuleBroken that concerns one field, and nothing written."""
    before = count_changes()
    with pytest.raises(RuleBroken) as broken:
        yield
    assert [(p.field, p.code) for p in broken.value.problems] == [(field, code)]
    assert broken.value.status == status
    assert count_changes() == before


def problems_of(error: RuleBroken) -> list[tuple[str, str, str]]:
    """What a caller learns: to compare the answers for two ids."""
    return [(p.field, p.code, p.message) for p in error.problems]


def random_id() -> UUID:
    """An id that no record has."""
    return new_id()
