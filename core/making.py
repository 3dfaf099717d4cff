"""New records of a set, made at once: Django looks for each field twice, and a set has thousands of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


def made_set(model: type[M], each: Iterable[Mapping[str, Any]]) -> list[M]:
    """One row for each; what begins with the present moment begins with the same one."""
    moment = timezone.now()
    return [made(model, values, moment=moment) for values in each]


def made(model: type[M], values: Mapping[str, Any], *, moment: datetime | None = None) -> M:
    """`model(**values)`: names are of columns (`property_id`) or, for records at hand, of references (`property`).

    The row is put together as unpickling does it: nothing listens to the making of our models.
    """
    constants, calls, references = _defaults(model)
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = ModelState()
    held |= constants
    for name, call in calls:
        held[name] = moment if moment is not None and call is timezone.now else call()
    for name, value in values.items():
        if name in constants:
            held[name] = value
        elif name in references:
            setattr(row, name, value)
        else:
            raise TypeError(f"{model._meta.label} has no column {name}")
    return row


Defaults = tuple[Mapping[str, Any], Sequence[tuple[str, Callable[[], Any]]], AbstractSet[str]]


@cache
def _defaults(model: type[models.Model]) -> Defaults:
    """What a new row of the model holds, by column; which of it is called for each row; and its references."""
    constants: dict[str, Any] = {}
    calls: list[tuple[str, Callable[[], Any]]] = []
    references: set[str] = set()
    for field in model._meta.concrete_fields:
        if isinstance(field, models.FileField):
            raise TypeError(f"{model._meta.label} has files, which are more than a value")
        is_called = field.has_default() and callable(field.default)
        constants[field.attname] = None if is_called else field.get_default()
        if is_called:
            calls.append((field.attname, field.default))
        if field.is_relation:
            references.add(field.name)
    return constants, calls, references
