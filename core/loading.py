"""Rows of one model into their table by few statements: from JSON, or through a staging table when they are many.

PostgreSQL refuses COPY straight into a table under a policy. The triggers record every row, whichever way it comes.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar, cast

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from core.records import Owned

T = TypeVar("T", bound=Owned)
# Below this one statement with the rows as JSON is quicker than a staging table with its four.
STAGE_FROM = 1_000
# Fields whose values PostgreSQL reads from JSON as they are written there.
JSON_FIELDS = (
    models.UUIDField,
    models.ForeignKey,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DecimalField,
    models.JSONField,
)
# Fields whose values the driver writes as they are, once `field.clean` has made them the field's own type.
PLAIN_FIELDS = (
    models.UUIDField,
    models.ForeignKey,
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.FloatField,
    models.BooleanField,
    models.DateTimeField,
)


def load_rows(rows: Sequence[T]) -> None:
    """Insert the rows as they are: by COPY into a staging table and one INSERT … SELECT, or from JSON when few."""
    model = type(rows[0])
    fields = model._meta.concrete_fields
    if len(rows) < STAGE_FROM:
        _insert_from_json(model, rows, fields)
        return
    names = ", ".join(connection.ops.quote_name(cast(str, field.column)) for field in fields)
    table, stage = model._meta.db_table, f"stage_{model._meta.db_table}"
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table {stage} on commit drop as select {names} from {table} with no data")
        with cursor.cursor.copy(f"copy {stage} ({names}) from stdin") as copy:
            for values in stored_values(rows, fields):
                copy.write_row(values)
        cursor.execute(f"insert into {table} ({names}) select {names} from {stage}")
        cursor.execute(f"drop table {stage}")


def save_rows(rows: Sequence[T], names: Sequence[str]) -> None:
    """Update the named columns of the rows as they are: from a staging table in one statement, or from JSON."""
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if field.primary_key or field.name in names]
    if len(rows) < STAGE_FROM:
        _update_from_json(model, rows, fields)
        return
    columns = [connection.ops.quote_name(cast(str, field.column)) for field in fields]
    table, stage, listed = model._meta.db_table, f"stage_{model._meta.db_table}", ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table {stage} on commit drop as select {listed} from {table} with no data")
        with cursor.cursor.copy(f"copy {stage} ({listed}) from stdin") as copy:
            for values in stored_values(rows, fields):
                copy.write_row(values)
        cursor.execute(f"analyze {stage}")
        changes = ", ".join(f"{column} = s.{column}" for column in columns if column != '"id"')
        cursor.execute(f"update {table} t set {changes} from {stage} s where t.id = s.id")
        cursor.execute(f"drop table {stage}")


def _insert_from_json(model: type[T], rows: Sequence[T], fields: Sequence[models.Field]) -> None:
    if not all(is_told_in_json(field) for field in fields):
        model._base_manager.bulk_create(rows)
        return
    table, names = model._meta.db_table, ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        select = f"select {names} from jsonb_populate_recordset(null::{table}, %s::jsonb)"
        cursor.execute(f"insert into {table} ({names}) {select}", [in_json(rows, fields)])


def _update_from_json(model: type[T], rows: Sequence[T], fields: Sequence[models.Field]) -> None:
    if not all(is_told_in_json(field) for field in fields):
        model._base_manager.bulk_update(rows, [field.name for field in fields if not field.primary_key])
        return
    table = model._meta.db_table
    columns = [connection.ops.quote_name(str(field.column)) for field in fields if not field.primary_key]
    changes = ", ".join(f"{column} = s.{column}" for column in columns)
    with connection.cursor() as cursor:
        given = f"jsonb_populate_recordset(null::{table}, %s::jsonb) s"
        cursor.execute(f"update {table} t set {changes} from {given} where t.id = s.id", [in_json(rows, fields)])


def is_told_in_json(field: models.Field) -> bool:
    """Whether a column's values can be given as JSON. Lists must be of such values."""
    inner = field.base_field if isinstance(field, ArrayField) else field
    return isinstance(inner, JSON_FIELDS)


def in_json(rows: Sequence[T], fields: Sequence[models.Field]) -> str:
    """The rows as a JSON array of objects. Amounts are written as texts, which keep all their digits."""
    values_of = attrgetter(*(field.attname for field in fields), "pk")
    columns = [str(field.column) for field in fields]
    told = [dict(zip(columns, values_of(row), strict=False)) for row in rows]
    return orjson.dumps(told, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def stored_values(rows: Sequence[T], fields: Sequence[models.Field]) -> Iterator[list[Any]]:
    """The values of each row as the driver takes them. Checked values of plain fields need no preparation."""
    values_of = attrgetter(*(field.attname for field in fields))
    prepared = [(place, field) for place, field in enumerate(fields) if not isinstance(field, PLAIN_FIELDS)]
    for row in rows:
        values = list(values_of(row))
        for place, field in prepared:
            values[place] = field.get_db_prep_save(field.pre_save(row, True), connection)
        yield values
