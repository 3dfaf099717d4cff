"""A question for whole rows whose SQL is made once and then only filled in: making it takes longer than running it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from core.reading.late import Statement
from core.reading.rows import statement

M = TypeVar("M", bound=Model)
Values = tuple[Any, ...]
# Stands in a statement for the one key that is asked for.
KEY = uuid4()


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


def fetch_joined(one: QuerySet[M], *references: str) -> M | None:
    """The row that `one` selects together with the rows it refers to, or None. At most one row may be selected.

    Only what selects is made anew: a dozen joined tables have hundreds of columns, the same in every question.
    """
    found = statement(one, ["pk"])
    if found is None:
        return None
    model = one.model
    made, (before, after) = _joined(model, references)
    rows: QuerySet[M] = QuerySet(model, query=_FilledQuery(model, made, (f"{before}({found[0]}){after}", found[1])))
    return next(iter(rows), None)


@lru_cache(maxsize=512)
def _joined(model: type[Model], references: tuple[str, ...]) -> tuple[SQLCompiler, tuple[str, str]]:
    """A compiler that knows the columns of a row and of what it refers to, and the text around what selects it."""
    rows = model._base_manager.filter(pk=KEY)
    query = (rows.select_related(*references) if references else rows).query
    compiler = query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    before, key, after = sql.partition("%s")
    assert key and tuple(values) == (KEY,), "the key is all that is filled in"
    return compiler, (before, after)


class _FilledQuery(Query):
    """A query of Django's with a statement that is there already."""

    def __init__(self, model: type[Model], made: SQLCompiler, filled: Statement) -> None:
        super().__init__(model)
        self.made, self.filled = made, filled

    def get_compiler(self, *_using: Any, **_more: Any) -> SQLCompiler:
        return _FilledCompiler(self.made, self.filled)


class _FilledCompiler(SQLCompiler):
    """Knows the columns from the compiler that made the statement, and asks it over this thread's connection."""

    def __init__(self, made: SQLCompiler, filled: Statement) -> None:
        self.__dict__.update(made.__dict__)
        self.connection = connections[DEFAULT_DB_ALIAS]
        self.filled = filled

    def as_sql(self, *_limits: Any, **_more: Any) -> Statement:
        return self.filled
