"""The second lock attacked: every relation without acting(), settings that might leak, and loads that might hide."""

import threading

import pytest
from django.db import connection
from django.test import Client

from core.acting import acting
from core.actor import Actor
from core.bulk import creating_many
from core.changes import Change
from core.checks import EXEMPT
from core.loading import STAGE_FROM
from facilities.models import Portfolio, Property
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.depth import times
from tests.pages.conftest import browser_of

# Tables, their partitions, and views: everything with an organization that the application may read.
RELATIONS = """
select c.relname, c.relkind::text, c.relispartition from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace = 'public'::regnamespace
  and has_table_privilege(c.oid, 'select') and c.relname <> all (%s)
"""
SEEN = "select current_setting('atrium.organization', true), (select count(*) from facilities_property)"


def test_without_acting_every_partition_and_view_is_empty_too(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RELATIONS, [list(EXEMPT)])
        relations = cursor.fetchall()
        for name, _kind, _partition in relations:
            cursor.execute(f'select count(*) from "{name}"')
            assert cursor.fetchone() == (0,), name
    assert any(partition for _name, _kind, partition in relations)
    assert len(relations) > 30


def test_a_load_through_staging_is_in_the_history_row_by_row(cast: Cast) -> None:
    with acting(cast.ana):
        before = Change.objects.count()
        rows = [Portfolio(name=f"Portfolio {n:03}") for n in range(STAGE_FROM + 10)]
        made = creating_many(rows, event="portfolio.imported", actor=cast.ana)
        changes = Change.objects.filter(event="portfolio.imported")
        assert Change.objects.count() - before == changes.count() == len(made) == STAGE_FROM + 10
        assert set(changes.values_list("record_id", flat=True)) == {row.pk for row in made}
        assert set(changes.values_list("actor_id", flat=True)) == {cast.ana.person_id}


def test_no_setting_outlives_its_transaction(cast: Cast) -> None:
    switch(cast, 200)


@pytest.mark.slow
def test_no_setting_outlives_thousands_of_switches(cast: Cast) -> None:
    switch(cast, times(2_000, 10_000))


def switch(cast: Cast, times: int) -> None:
    """The two organizations in turn on one connection, some left by an exception, and nobody in between."""
    for n in range(times):
        actor, mine = (cast.ana, 2) if n % 2 else (cast.cleo, 1)
        try:
            with acting(actor):
                assert seen() == (str(actor.organization_id), mine)
                if n % 3 == 0:
                    raise LookupError
        except LookupError:
            pass
        organization, count = seen()
        assert (organization or "", count) == ("", 0)


def seen() -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
        return cursor.fetchone()


def test_requests_of_two_organizations_in_turn_see_their_own(cast: Cast, as_: Caller) -> None:
    ana, cleo = as_(cast.ana), as_(cast.cleo)
    for _turn in range(10):
        assert ana.get("properties/?count=exact").json()["count"] == 2
        assert cleo.get("properties/?count=exact").json()["count"] == 1
        assert cleo.get(f"properties/{cast.tower.pk}/").status_code == 404
    assert (seen()[0] or "", seen()[1]) == ("", 0)


def test_a_file_is_streamed_in_a_transaction_of_its_own(cast: Cast, as_: Caller) -> None:
    """The answer is read after the request's transaction has ended, and after somebody else's began and ended."""
    ana, cleo = as_(cast.ana), as_(cast.cleo)
    mine = ana.get("properties/export.csv")
    assert cleo.get("properties/?count=exact").json()["count"] == 1
    text = b"".join(mine.streaming_content).decode()
    assert "Tower" in text and "Elsewhere" not in text
    page: Client = browser_of(cast.ben)
    shown = b"".join(page.get("/lakeside/properties/?format=csv").streaming_content).decode()
    assert "Tower" in shown and "Annex" not in shown
    assert (seen()[0] or "", seen()[1]) == ("", 0)


@pytest.mark.django_db(transaction=True)
def test_threads_on_connections_of_their_own_see_their_own(committed_cast: Cast) -> None:
    wrong: list[object] = []

    def work(actor: Actor, names: set[str]) -> None:
        try:
            for _turn in range(20):
                with acting(actor):
                    found = set(Property.objects.values_list("name", flat=True))
                if found != names:
                    wrong.append(found)
        finally:
            connection.close()

    cast = committed_cast
    pairs = [(cast.ana, {"Tower", "Annex"}), (cast.cleo, {"Elsewhere"})] * 4
    threads = [threading.Thread(target=work, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
