"""The horizon: a reader that polls by `updated_at` never misses a row that commits late."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from django.db import connection, connections

from core.acting import acting
from core.reading.horizon import read_horizon
from facilities.models import Property


def horizon():
    return read_horizon(longest_write=60)


@pytest.mark.alone
def test_without_writers_the_horizon_is_now(cast):
    before = datetime.now(UTC)
    assert before - timedelta(seconds=1) < horizon() <= datetime.now(UTC)


@pytest.mark.django_db(transaction=True)
def test_an_open_write_holds_the_horizon(committed_cast):
    cast, written, release = committed_cast, Event(), Event()
    begun = datetime.now(UTC)

    def write():
        try:
            with acting(cast.ana):
                Property.objects.filter(pk=cast.tower.pk).update(city="Duluth")
                written.set()
                release.wait(10)
        finally:
            connections.close_all()

    writer = Thread(target=write)
    writer.start()
    assert written.wait(10)
    with acting(cast.ana):
        held = horizon()
        assert Property.objects.get(pk=cast.tower.pk).city == "Chicago"
    release.set()
    writer.join()
    with acting(cast.ana):
        stamped = Property.objects.get(pk=cast.tower.pk).updated_at
        assert begun < held < stamped
        assert horizon() > stamped


@pytest.mark.django_db(transaction=True)
def test_a_session_that_hides_its_start_is_given_the_longest_write(committed_cast):
    """What another role's session does not show is assumed to be as old as a write may be."""
    from core.db.roles import as_owner

    other = connection.copy()
    try:
        with as_owner(other) as owner, owner.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("select pg_current_xact_id()")
            with connection.cursor() as reader:
                reader.execute(
                    "select current_user <> (select usename from pg_stat_activity where xact_start is null limit 1)"
                )
            assert horizon() < datetime.now(UTC) - timedelta(seconds=59)
            cursor.execute("rollback")
    finally:
        other.close()
    assert horizon() > datetime.now(UTC) - timedelta(seconds=5)
