"""Pruning the change record: whole months, by the owner, never past a reader, and never in silence."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from core.acting import acting
from core.actor import Actor
from core.db.roles import as_owner
from core.feed import Cursor, FeedPosition
from core.feed_cursors import write_cursor
from core.pruning import is_expired
from tests.api.conftest import Caller
from tests.api.conftest import as_ as as_
from tests.cast import Cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MONTHS = ("2001_01", "2001_02")


@pytest.fixture
def old_months(committed_cast: Cast) -> Iterator[Cast]:
    """Two months of long ago, each with one change of the organization's."""
    cast = committed_cast
    with as_owner(connection) as owner, owner.cursor() as cursor:
        for number, month in enumerate(MONTHS, start=1):
            first, after = f"2001-0{number}-01", f"2001-0{number + 1}-01"
            cursor.execute(
                f"create table core_change_{month} partition of core_change"
                f" for values from ('{first} 00:00+00') to ('{after} 00:00+00')"
            )
            cursor.execute(
                "insert into core_change (at, organization_id, module, record_id, action, event, source, request_id,"
                " after, xid, era)"
                " values (%s, %s, 'property', %s, 'update', 'property.updated', 'page', '', '{}', %s, 1)",
                [f"{first} 12:00+00", cast.organization.pk, cast.tower.pk, number],
            )
    yield cast
    with as_owner(connection) as owner, owner.cursor() as cursor:
        for month in MONTHS:
            cursor.execute(f"drop table if exists core_change_{month}")
        cursor.execute("delete from core_change_cut")


def prune() -> str:
    output = StringIO()
    call_command("prune_changes", keep_months=12, stdout=output)
    return output.getvalue()


def months_left() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname like 'core_change_2001%%' and relkind = 'r' order by 1"
        )
        return [name.removeprefix("core_change_") for (name,) in cursor.fetchall()]


def read_up_to(cast: Cast, xid: int) -> None:
    with acting(Actor.system(cast.organization.pk)):
        FeedPosition.objects.update_or_create(
            organization_id=cast.organization.pk, consumer="reader", defaults={"low": xid, "high": xid, "era": 1}
        )


def test_months_that_everybody_has_read_are_taken_off(old_months: Cast) -> None:
    read_up_to(old_months, 100)
    assert prune() == "2001-01 was taken off.\n2001-02 was taken off.\n"
    assert months_left() == []


def test_no_reader_is_overtaken(old_months: Cast) -> None:
    read_up_to(old_months, 2)
    assert prune() == "2001-01 was taken off.\nThe next month stays: reader has not read it to its end.\n"
    assert months_left() == ["2001_02"]


def test_whoever_has_fallen_behind_is_told(old_months: Cast, as_: Caller) -> None:
    cast = old_months
    prune()
    behind, ahead = Cursor(1, 0, 2, 0), Cursor(1, 2, 3, 10**12)
    with acting(cast.ana):
        assert is_expired(behind, cast.organization.pk) and not is_expired(ahead, cast.organization.pk)
        assert not is_expired(behind, cast.other.pk)
    answer = as_(cast.ana).get("changes/", {"after": write_cursor(behind, cast.organization.pk)})
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/cursor-expired/")
    assert as_(cast.sys).get("changes/").status_code == 200


def test_the_application_can_take_nothing_off(old_months: Cast) -> None:
    for statement in ("drop table core_change_2001_01", "delete from core_change_cut", "truncate core_change"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_it_is_never_done_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prune_changes")
    assert "for ever" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("prune_changes", keep_months=0)
