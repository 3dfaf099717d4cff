"""A writing transaction ends in time, on this server and as on PostgreSQL 15; what only reads is left alone."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from core import limits
from core.acting import acting
from core.actor import Actor
from core.errors import WriteTookTooLong
from facilities.actions.properties import create_property
from facilities.models import Property
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.pages.test_records import form_values

pytestmark = pytest.mark.slow

LIMIT = 0.3


@pytest.fixture(params=["as the server is", "as before PostgreSQL 17"])
def short(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Little time, held by either set of the server's settings."""
    settings.WRITE_TRANSACTION_LIMIT = LIMIT
    if request.param.startswith("as before"):
        monkeypatch.setattr(limits, "KNOWS_WHOLE", 990_000)


def one_long_statement() -> None:
    ask("select pg_sleep(30)")


def many_short_statements() -> None:
    while limits.deadline() is not None:
        ask("select pg_sleep(0.05)")
        limits.refuse_overdue()


def long_thinking() -> None:
    """The process does something else until the server has had enough."""
    with psycopg.connect(**connection.get_connection_params()) as watch:
        pid = connection.connection.info.backend_pid
        while watch.execute("select 1 from pg_stat_activity where pid = %s", [pid]).fetchone():
            watch.rollback()


def ask(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("work", [one_long_statement, many_short_statements, long_thinking])
def test_what_writes_too_long_is_ended_and_leaves_nothing(
    committed_cast: Cast, short: None, work: Callable[[], None]
) -> None:
    cast = committed_cast
    with pytest.raises(WriteTookTooLong):
        with acting(cast.ana):
            create_property(actor=cast.ana, name="Late", portfolio=cast.portfolio)
            work()
    with acting(cast.ana):
        assert not Property.objects.filter(name="Late").exists()


def test_a_commit_after_the_time_is_refused(committed_cast: Cast, short: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing was asked of the server since: a reader may have gone past the row already."""
    cast = committed_cast
    with pytest.raises(WriteTookTooLong):
        with acting(cast.ana):
            create_property(actor=cast.ana, name="Late", portfolio=cast.portfolio)
            monkeypatch.setattr(limits, "monotonic", lambda: limits.deadline() or 0.0)
    with acting(cast.ana):
        assert not Property.objects.filter(name="Late").exists()


def test_a_savepoint_that_is_rolled_back_lifts_no_limit(committed_cast: Cast, short: None) -> None:
    cast = committed_cast
    with pytest.raises(WriteTookTooLong):
        with acting(cast.ana):
            with transaction.atomic():
                create_property(actor=cast.ana, name="Undone", portfolio=cast.portfolio)
                transaction.set_rollback(True)
            create_property(actor=cast.ana, name="Late", portfolio=cast.portfolio)
            one_long_statement()


def test_what_reads_lasts_as_long_as_it_needs(committed_cast: Cast, short: None) -> None:
    with acting(committed_cast.ana):
        ask(f"select pg_sleep({LIMIT * 1.5})")
        assert Property.objects.count() == 2


@pytest.mark.parametrize("source", ["command", "demo"])
def test_an_operator_waits_as_long_as_it_takes(committed_cast: Cast, short: None, source: Any) -> None:
    system = Actor.system(committed_cast.organization.pk, source=source)
    with acting(system):
        create_property(actor=system, name="Slow", portfolio=committed_cast.portfolio)
        ask(f"select pg_sleep({LIMIT * 1.5})")
    with acting(system):
        assert Property.objects.filter(name="Slow").exists()


def test_the_next_transaction_has_all_its_time(committed_cast: Cast, short: None) -> None:
    for name in ("One", "Two"):
        with acting(committed_cast.ana):
            create_property(actor=committed_cast.ana, name=name, portfolio=committed_cast.portfolio)
        with acting(committed_cast.ana):
            ask(f"select pg_sleep({LIMIT * 0.6})")


def test_a_program_is_answered_with_a_problem(committed_cast: Cast, settings: Any) -> None:
    client = ApiClient(make_key(committed_cast.ana))
    body = {"name": "Late", "portfolio": str(committed_cast.portfolio.pk)}
    settings.WRITE_TRANSACTION_LIMIT = 0
    answer = client.send("POST", "properties/", body)
    assert (answer.status_code, answer["Retry-After"], answer.json()["type"]) == (503, "1", "/problems/unavailable/")
    assert "Nothing of it was saved" in answer.json()["detail"]
    settings.WRITE_TRANSACTION_LIMIT = 60
    assert client.send("POST", "properties/", body).status_code == 201


def test_a_person_is_answered_with_a_page(committed_cast: Cast, settings: Any) -> None:
    client = browser_of(committed_cast.ana)
    form = client.get("/lakeside/properties/new/")
    settings.WRITE_TRANSACTION_LIMIT = 0
    typed = form_values(form, name="Late", portfolio=str(committed_cast.portfolio.pk))
    answer = client.post("/lakeside/properties/new/", typed)
    assert answer.status_code == 503 and "Nothing of it was saved" in answer.content.decode()
    assert client.get("/lakeside/properties/").status_code == 200


def test_a_file_is_never_cut_short(committed_cast: Cast, settings: Any) -> None:
    client = ApiClient(make_key(committed_cast.ana))
    settings.WRITE_TRANSACTION_LIMIT = 0
    answer = client.get("properties/export.csv?fields=name")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode())))
    assert [name for (name,) in rows] == ["name", "Annex", "Tower"]
