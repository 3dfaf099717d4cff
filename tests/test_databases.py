"""What tests commit goes away whichever way it is taken, and what migrations made stays."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests import databases
from tests.cast import Cast


@pytest.mark.parametrize("large", [databases.LARGE, 0], ids=["deleted", "truncated"])
def test_every_row_goes_and_every_guard_stays(
    committed_cast: Cast, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(databases, "LARGE", large)
    databases.empty_tables()
    with databases.as_owner(connection) as owner, owner.cursor() as cursor:
        for table in ("accounts_organization", "accounts_person", "facilities_property", "core_change", "core_search"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("select count(*) from pg_trigger where tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)
    assert ContentType.objects.exists()


def test_emptying_the_tables_ends_the_numbers(committed_cast: Cast) -> None:
    question = "select count(*) from pg_class where relkind = 'S' and starts_with(relname, 'core_number_')"
    counted = []
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute(question)
            counted.append(cursor.fetchone()[0])
        databases.empty_tables()
    assert counted[0] > 0 and counted[1] == 0
