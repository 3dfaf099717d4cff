"""Migrations whose operations are done several at a time leave the database that they describe."""

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import AddField, AlterField, CreateModel, Migration, RunPython, RunSQL

from core.db.operations import GuardModel
from core.db.together import apply, batches, migrating_together

WORD = models.TextField()
MAKE, MAKE_OTHER = CreateModel("Lamp", []), CreateModel("Socket", [])
ADD, ADD_OTHER = AddField("lamp", "colour", WORD), AddField("plug", "colour", WORD)
GUARD = GuardModel("Lamp")
CHANGE, SQL, PYTHON = AlterField("plug", "colour", WORD), RunSQL("select 1"), RunPython(RunPython.noop)


@pytest.mark.parametrize(
    ("operations", "sizes"),
    [
        ([], []),
        ([MAKE, SQL, MAKE_OTHER, ADD_OTHER], [4]),
        ([MAKE, ADD, ADD_OTHER], [1, 2]),
        ([MAKE, ADD, MAKE_OTHER, ADD], [1, 3]),
        ([SQL, GUARD, ADD, SQL], [2, 2]),
        ([MAKE, CHANGE, PYTHON, SQL, ADD], [1, 1, 1, 2]),
    ],
)
def test_what_builds_upon_another_comes_after_it(operations: list, sizes: list[int]) -> None:
    found = list(batches(operations))
    assert [len(batch) for batch in found] == sizes
    assert [one for batch in found for one in batch] == operations


def test_it_is_so_for_as_long_as_the_block_lasts() -> None:
    before = Migration.apply
    with migrating_together():
        assert Migration.apply is apply
    assert Migration.apply is before


@pytest.mark.django_db
def test_the_database_is_what_the_models_say() -> None:
    """Columns, and every constraint and index that has a name, of each table that is managed."""
    missing = []
    with connection.cursor() as cursor:
        for model in (one for one in apps.get_models(include_auto_created=True) if one._meta.managed):
            table = model._meta.db_table
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            named = set(connection.introspection.get_constraints(cursor, table))
            asked = {str(field.column) for field in model._meta.concrete_fields}
            missing += [f"{table}.{name}" for name in asked - columns]
            said = {one.name for one in (*model._meta.indexes, *model._meta.constraints)}
            missing += [f"{table}: {name}" for name in said - named]
    assert missing == []
