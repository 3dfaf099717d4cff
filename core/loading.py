"""Rows of one model into their table by few statements: from JSON, or through a staging table when they are many.

PostgreSQL refuses COPY straight into a table under a policy. The triggers record every row, whichever way it comes.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils.functional import Promise

T = TypeVar("T", bound=models.Model)
# A statement and its values.
Statement = tuple[str, Sequence[Any]]
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
        _insert_from_json(model, rows)
        return
    names = ", ".join(quoted(fields))
    table, stage = model._meta.db_table, f"stage_{model._meta.db_table}"
    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table {stage} on commit drop as select {names} from {table} with no data")
        with cursor.cursor.copy(f"copy {stage} ({names}) from stdin") as copy:
            for values in stored_values(rows, fields):
                copy.write_row(values)
        cursor.execute(f"insert into {table} ({names}) select {names} from {stage}")
        cursor.execute(f"drop table {stage}")


def load_together(*sets: Sequence[models.Model]) -> None:
    """Insert rows of several models, by one statement where they are few."""
    given = [rows for rows in sets if rows]
    if len(given) < 2 or not all(map(_is_short, given)):
        for rows in given:
            load_rows(rows)
        return
    *before, last = ((_insert_statement(type(rows[0])), in_json(rows, all_columns(type(rows[0])))) for rows in given)
    parts = ", ".join(f"part_{place} as ({statement})" for place, (statement, _rows) in enumerate(before))
    with connection.cursor() as cursor:
        cursor.execute(f"with {parts} {last[0]}", [rows for _statement, rows in (*before, last)])


def save_rows(rows: Sequence[T], names: Sequence[str]) -> None:
    """Update the named columns of the rows as they are: from a staging table in one statement, or from JSON."""
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if field.primary_key or field.name in names]
    if len(rows) < STAGE_FROM:
        _update_from_json(model, rows, fields)
        return
    columns = quoted(fields)
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


def insert_row(
    row: models.Model,
    returned: Sequence[models.Field],
    *,
    number: Statement | None = None,
    beside: Sequence[Sequence[models.Model]] = (),
) -> None:
    """Insert one row and take over what the database made of the columns in `returned`, in one statement.

    `number` is the statement that takes the row's number; only a model that is told in JSON can have it. Rows of other
    models in `beside` are written with it where they are few.
    """
    model = type(row)
    fields = model._meta.concrete_fields
    if beside and not (is_told(model) and all(map(_is_short, beside))):
        insert_row(row, returned, number=number)
        load_together(*beside)
        return
    if is_told(model):
        taking, given = number or ("", ())
        told = _row_statement(model, tuple(quoted(returned)), taking, tuple(type(rows[0]) for rows in beside))
        sets = [in_json(rows, all_columns(type(rows[0]))) for rows in ([row], *beside)]
        with connection.cursor() as cursor:
            cursor.execute(told, [*given, *sets])
            values = cursor.fetchone()
    else:
        # What `save()` ends in, asked for more columns: reading them back would be a statement more.
        rows: Any = model._base_manager
        (values,) = rows._insert([row], fields=fields, returning_fields=returned)
    for field, value in zip(returned, values, strict=True):
        setattr(row, field.attname, value)


def _is_short(rows: Sequence[models.Model]) -> bool:
    return len(rows) < STAGE_FROM and is_told(type(rows[0]))


def _insert_from_json(model: type[T], rows: Sequence[T]) -> None:
    if not is_told(model):
        model._base_manager.bulk_create(rows)
        return
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(model), [in_json(rows, all_columns(model))])


@cache
def is_told(model: type[models.Model]) -> bool:
    """Whether a row of the model can be given as JSON."""
    return all(map(is_told_in_json, model._meta.concrete_fields))


@cache
def _insert_statement(model: type[models.Model]) -> str:
    """The INSERT that takes rows as one JSON text.

    One value instead of one for each column: the driver looks at every value of a statement, every time.
    """
    table, names = model._meta.db_table, ", ".join(quoted(model._meta.concrete_fields))
    return f"insert into {table} ({names}) select {names} from jsonb_populate_recordset(null::{table}, %s::jsonb)"


@lru_cache(maxsize=1024)
def _row_statement(
    model: type[models.Model], returned: Sequence[str], taking: str, beside: Sequence[type[models.Model]]
) -> str:
    """The same for one row, which tells columns of it; with its number and rows of other models, if there are any."""
    insert = f"{_numbered_statement(model) if taking else _insert_statement(model)} returning {', '.join(returned)}"
    parts = [f"taken as materialized ({taking})"] if taking else []
    if beside:
        parts.append(f"made as ({insert})")
        parts += [f"part_{place} as ({_insert_statement(other)})" for place, other in enumerate(beside)]
        insert = f"select {', '.join(returned)} from made"
    return f"with {', '.join(parts)} {insert}" if parts else insert


def _numbered_statement(model: type[models.Model]) -> str:
    """With the number that `taken` tells as its first."""
    table, fields = model._meta.db_table, model._meta.concrete_fields
    values = [
        "taken.numbers[1]" if field.name == "number" else f"given.{name}"
        for field, name in zip(fields, quoted(fields), strict=True)
    ]
    return (
        f"insert into {table} ({', '.join(quoted(fields))}) select {', '.join(values)}"
        f" from jsonb_populate_recordset(null::{table}, %s::jsonb) given cross join taken"
    )


def quoted(fields: Iterable[models.Field]) -> list[str]:
    """The names of their columns, as SQL takes them."""
    quote = connection.ops.quote_name
    return [quote(str(field.column)) for field in fields]


def _update_from_json(model: type[T], rows: Sequence[T], fields: Sequence[models.Field]) -> None:
    if not all(is_told_in_json(field) for field in fields):
        model._base_manager.bulk_update(rows, [field.name for field in fields if not field.primary_key])
        return
    table = model._meta.db_table
    columns = quoted(field for field in fields if not field.primary_key)
    changes = ", ".join(f"{column} = s.{column}" for column in columns)
    with connection.cursor() as cursor:
        given = f"jsonb_populate_recordset(null::{table}, %s::jsonb) s"
        cursor.execute(
            f"update {table} t set {changes} from {given} where t.id = s.id", [in_json(rows, columns_of(fields))]
        )


def is_told_in_json(field: models.Field) -> bool:
    """Whether a column's values can be given as JSON. Lists must be of such values."""
    inner = field.base_field if isinstance(field, ArrayField) else field
    return isinstance(inner, JSON_FIELDS)


@cache
def all_columns(model: type[models.Model]) -> list[tuple[str, str]]:
    """Each column of the model, and the attribute that holds its value."""
    return columns_of(model._meta.concrete_fields)


def columns_of(fields: Iterable[models.Field]) -> list[tuple[str, str]]:
    """The same for these fields."""
    return [(str(field.column), field.attname) for field in fields]


def in_json(rows: Sequence[T], columns: Sequence[tuple[str, str]]) -> str:
    """The rows as a JSON array of objects. What is not said is null."""
    told = [
        {column: value for column, name in columns if (value := held[name]) is not None} for held in map(vars, rows)
    ]
    return orjson.dumps(told, default=_spelled, option=orjson.OPT_NON_STR_KEYS).decode()


def _spelled(value: Any) -> str:
    """Amounts as texts, which keep all their digits; words in the language of the moment."""
    if isinstance(value, Decimal | Promise):
        return str(value)
    raise TypeError(f"{type(value)} is not told in JSON")


def stored_values(rows: Sequence[T], fields: Sequence[models.Field]) -> Iterator[list[Any]]:
    """The values of each row as the driver takes them. Checked values of plain fields need no preparation."""
    values_of = attrgetter(*(field.attname for field in fields))
    prepared = [(place, field) for place, field in enumerate(fields) if not isinstance(field, PLAIN_FIELDS)]
    for row in rows:
        values = list(values_of(row))
        for place, field in prepared:
            values[place] = field.get_db_prep_save(field.pre_save(row, True), connection)
        yield values
