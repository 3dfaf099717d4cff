"""The feed: every committed change once, none missed however late it commits, in the order of each record."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import Q

from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.db.roles import as_owner
from core.feed import Cursor, FeedPosition, begin_now, consume, read_rows
from facilities.models import Property
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]
NAME = "reader"


@contextmanager
def elsewhere(work: Callable[[], None]) -> Iterator[Thread]:
    """Work on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    yield thread
    thread.join(60)
    assert not thread.is_alive()


def system(cast: Cast) -> Actor:
    return Actor.system(cast.organization.pk, name="Reader")


def rename(cast: Cast, name: str) -> None:
    Property.objects.filter(pk=cast.tower.pk).update(name=name)


def read(cast: Cast, limit: int = 500, only: Q | None = None) -> list[Change]:
    """What the reader is given now."""
    found: list[Change] = []
    consume(NAME, found.extend, actor=system(cast), limit=limit, only=only)
    return found


def names(changes: Sequence[Change]) -> list[Any]:
    return [(change.after or {}).get("name") for change in changes if change.module == "property"]


def read_until(cast: Cast, wanted: list[str]) -> list[Any]:
    """Read until all arrived: writers of other databases on the server may hold the windows for a while."""
    found: list[Any] = []
    ends = monotonic() + 60
    while len(found) < len(wanted) and monotonic() < ends:
        found += names(read(cast))
        sleep(0.01)
    return found + names(read(cast))


def test_a_new_reader_begins_with_the_first_change_and_reads_each_once(committed_cast: Cast) -> None:
    cast = committed_cast
    assert read_until(cast, ["Tower", "Annex"]) == ["Tower", "Annex"]
    with acting(cast.ana):
        rename(cast, "One")
        rename(cast, "Two")
    assert read_until(cast, ["One", "Two"]) == ["One", "Two"]
    assert read(cast) == []


def test_small_sets_follow_one_another(committed_cast: Cast) -> None:
    cast = committed_cast
    begin_now(NAME, actor=system(cast))
    wanted = [f"Name {n}" for n in range(7)]
    with acting(cast.ana):
        for name in wanted:
            rename(cast, name)
    found: list[Any] = []
    ends = monotonic() + 60
    while len(found) < len(wanted) and monotonic() < ends:
        found += names(read(cast, limit=3))
    assert found == wanted


def test_what_was_before_can_be_left_out(committed_cast: Cast) -> None:
    cast = committed_cast
    begin_now(NAME, actor=system(cast))
    with acting(cast.ana):
        rename(cast, "Later")
    assert read_until(cast, ["Later"]) == ["Later"]


def test_only_what_is_of_interest_is_given(committed_cast: Cast) -> None:
    cast = committed_cast
    assert {change.module for change in read(cast, only=Q(module="region"))} <= {"region"}


def test_a_change_that_commits_late_is_not_missed(committed_cast: Cast) -> None:
    cast, written, release = committed_cast, Event(), Event()
    begin_now(NAME, actor=system(cast))

    def write_slowly() -> None:
        with acting(cast.ana):
            Property.objects.filter(pk=cast.annex.pk).update(name="Slow")
            written.set()
            release.wait(30)

    with elsewhere(write_slowly):
        assert written.wait(30)
        with acting(cast.ana):
            rename(cast, "Quick")
        # Its id is higher than that of the change that is still open: neither is given out yet.
        assert names(read(cast)) == []
        release.set()
    assert sorted(read_until(cast, ["Quick", "Slow"])) == ["Quick", "Slow"]


def test_what_the_handler_writes_and_the_position_are_kept_together(committed_cast: Cast) -> None:
    cast = committed_cast
    begin_now(NAME, actor=system(cast))
    with acting(cast.ana):
        rename(cast, "One")

    def fail(changes: Sequence[Change]) -> None:
        Property.objects.filter(pk=cast.annex.pk).update(city="Duluth")
        raise RuntimeError("in the middle")

    def try_until_given() -> None:
        while consume(NAME, fail, actor=system(cast)) == 0:
            sleep(0.01)

    with pytest.raises(RuntimeError):
        try_until_given()
    with acting(cast.ana):
        assert Property.objects.get(pk=cast.annex.pk).city == ""
    assert read_until(cast, ["One"]) == ["One"]


def test_two_workers_never_read_the_same(committed_cast: Cast) -> None:
    cast, reading, release = committed_cast, Event(), Event()
    read_until(cast, ["Tower", "Annex"])
    with acting(cast.ana):
        rename(cast, "One")
    first: list[Change] = []

    def hold(changes: Sequence[Change]) -> None:
        first.extend(changes)
        reading.set()
        release.wait(30)

    def work() -> None:
        while consume(NAME, hold, actor=system(cast)) == 0:
            sleep(0.01)

    with elsewhere(work):
        assert reading.wait(60)
        assert read(cast) == []
        release.set()
    assert (names(first), read(cast)) == (["One"], [])


def test_organizations_are_read_apart(committed_cast: Cast) -> None:
    cast = committed_cast
    other = Actor.system(cast.other.pk)
    found: list[Change] = []
    ends = monotonic() + 60
    while not names(found) and monotonic() < ends:
        consume(NAME, found.extend, actor=other)
    assert names(found) == ["Elsewhere"]
    assert {change.organization_id for change in found} == {cast.other.pk}
    with acting(other):
        assert [row.organization_id for row in FeedPosition.objects.all()] == [cast.other.pk]


def test_what_is_left_of_an_era_is_read_before_the_next(committed_cast: Cast) -> None:
    """As after a dump was restored on another server, whose transaction numbers are lower."""
    cast = committed_cast
    begin_now(NAME, actor=system(cast))
    with acting(cast.ana):
        rename(cast, "Before")
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute("update core_change set xid = xid + 1000000 where after ->> 'name' = 'Before'")
        cursor.execute("insert into core_era select max(era) + 1, 0, now() from core_era returning era")
        era = cursor.fetchone()[0]
    try:
        with acting(cast.ana):
            rename(cast, "After")
        assert read_until(cast, ["Before", "After"]) == ["Before", "After"]
        with acting(cast.ana):
            assert FeedPosition.objects.get(consumer=NAME).era == era
    finally:
        with as_owner(connection) as owner, owner.cursor() as cursor:
            cursor.execute("delete from core_era where era = %s", [era])


@pytest.mark.slow
def test_many_writers_at_once_lose_nothing_and_keep_each_records_order(committed_cast: Cast) -> None:
    """Writers with savepoints, rollbacks and pauses; the reader reads all the while."""
    cast = committed_cast
    begin_now(NAME, actor=system(cast))
    places = (cast.tower, cast.annex)
    kept: list[list[str]] = [[], [], [], []]

    def write(place: int) -> None:
        dice = random.Random(place)
        try:
            for n in range(120):
                name = f"{place}-{n}"
                with acting(cast.ana):
                    with transaction.atomic():
                        Property.objects.filter(pk=places[place % 2].pk).update(name=name)
                    sleep(dice.random() / 100)
                    if dice.random() < 0.2:
                        transaction.set_rollback(True)
                        continue
                kept[place].append(name)
        finally:
            connections.close_all()

    threads = [Thread(target=write, args=[place]) for place in range(4)]
    for thread in threads:
        thread.start()
    found: list[Change] = []
    while any(thread.is_alive() for thread in threads):
        found += read(cast, limit=20)
    wanted = sorted(name for names in kept for name in names)
    ends = monotonic() + 60
    while len(found) < len(wanted) and monotonic() < ends:
        found += read(cast)
    assert sorted(names(found)) == wanted
    for record in places:
        own = [change.after["version"] for change in found if change.record_id == record.pk and change.after]
        assert own == sorted(own)


def test_the_cursor_of_now_is_behind_everything(committed_cast: Cast) -> None:
    cast = committed_cast
    with acting(system(cast)):
        assert read_rows(Cursor.now(), cast.organization.pk, list)[0] == []
