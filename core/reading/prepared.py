"""A question for whole rows whose SQL is made once and then only filled in: making it takes longer than running it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

from core.reading.late import Statement

M = TypeVar("M", bound=Model)
Values = tuple[Any, ...]


def prepared(rows: QuerySet[M]) -> tuple[Statement, Callable[[Values], M]]:
    """The SELECT of whole rows with its values, and what makes a model's instance of each of its rows."""
    compiler = rows.query.get_compiler(connection=connection)
    made: Statement = compiler.as_sql()
    names = [field.attname for field in rows.model._meta.concrete_fields]
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])

    def load(row: Values) -> M:
        (values,) = compiler.apply_converters([row], converters) if converters else [row]
        return rows.model.from_db(DEFAULT_DB_ALIAS, names, values)

    return made, load
