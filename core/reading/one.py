"""One record by its id: its statement is made once and then only filled in, since making it takes longer than running.

That holds for who sees all of the organization. For everybody else the statement is made for what they see.

Of a record that is at hand, as one just made is, only what it refers to is joined: a new work order leaves twelve of
its sixteen references empty.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast

from core.actor import Actor
from core.reading.late import Shape, Statement, page_statement
from core.reading.prepared import KEY, Values, prepared
from core.reading.rows import Source
from core.records import Owned

T = TypeVar("T", bound=Owned)
# Stands in a statement for whose record is asked for.
_ORGANIZATION = uuid4()


@dataclass(frozen=True, slots=True)
class OneRecord(Generic[T]):
    """The record with this id, if `actor` sees it."""

    model: type[T]
    actor: Actor
    key: UUID
    # References that the record is known to leave empty: nothing is joined for them.
    empty: frozenset[str] = frozenset()

    @property
    def queryset(self) -> QuerySet[T]:
        """The same as a question of its own."""
        return self.model.objects.visible_to(self.actor).filter(pk=self.key)[:1]

    def statement(self, shape: Shape, keys: Sequence[Source]) -> Statement | None:
        """The SELECT of a reader's columns."""
        if self._sees_all and all(isinstance(key, str) for key in keys):
            return self._filled(_columns_of(self.model, shape, tuple(keys), self.empty))
        return page_statement(self.queryset, shape, keys)

    def fetch(self) -> T | None:
        """The record itself, or None where there is none for the actor."""
        if not self._sees_all:
            return next(iter(self.queryset), None)
        made, load = _model_of(self.model)
        with connection.cursor() as cursor:
            cursor.execute(*self._filled(made))
            row = cursor.fetchone()
        return None if row is None else load(row)

    @property
    def _sees_all(self) -> bool:
        if self.actor.is_system:
            return True
        return self.actor.scope.everything and not self.model.personal_condition(self.actor)

    def _filled(self, made: Statement) -> Statement:
        values = {_ORGANIZATION: self.actor.organization_id, KEY: self.key}
        return made[0], tuple(values.get(one, one) if type(one) is UUID else one for one in made[1])


def _asked(model: type[T]) -> QuerySet[T]:
    """The question of whoever sees all of an organization, yet to be filled in."""
    return model._base_manager.filter(organization_id=_ORGANIZATION, pk=KEY, **model.alive)[:1]


@lru_cache(maxsize=1024)
def _columns_of(model: type[Owned], shape: Shape, keys: tuple[Source, ...], empty: frozenset[str]) -> Statement:
    joined = Shape(_unless_empty(model, source, empty) for source in shape) if empty else shape
    found = page_statement(_asked(model), joined, keys)
    assert found, "a question for one id selects something"
    return found


def _unless_empty(model: type[Owned], source: Source, empty: frozenset[str]) -> Source:
    """The source, or nothing of its type where it is a column of a reference that is empty."""
    path = source.split("__") if isinstance(source, str) else []
    if len(path) != 2 or path[0] not in empty:
        return source
    related: Any = model._meta.get_field(path[0]).related_model
    return Cast(Value(None), related._meta.get_field(path[1]))


def empty_references(record: Owned) -> frozenset[str]:
    """The names of the references to one record each that `record` leaves empty, as it is held here."""
    return frozenset(name for name, held in _references(type(record)) if getattr(record, held) is None)


@cache
def _references(model: type[Owned]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.attname) for field in model._meta.concrete_fields if field.many_to_one)


@lru_cache(maxsize=256)
def _model_of(model: type[T]) -> tuple[Statement, Callable[[Values], T]]:
    """The SELECT of a whole row, and what makes a record of it."""
    return prepared(_asked(model))
