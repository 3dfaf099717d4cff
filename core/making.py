"""New records of a set, made by place: by name, each field is looked for twice, and a set has thousands of them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def made(model: type[M], values: Mapping[str, Any]) -> M:
    """`model(**values)`: names are of columns (`property_id`) or, for records at hand, of references (`property`)."""
    constants, calls, places = _defaults(model)
    given, references = list(constants), []
    for called, call in calls:
        given[called] = call()
    for name, value in values.items():
        if name not in places:
            raise TypeError(f"{model._meta.label} has no column {name}")
        if (place := places[name]) is None:
            references.append(name)
        else:
            given[place] = value
    row = model(*given)
    for name in references:
        setattr(row, name, values[name])
    return row


Defaults = tuple[tuple[Any, ...], tuple[tuple[int, Callable[[], Any]], ...], Mapping[str, int | None]]


@cache
def _defaults(model: type[models.Model]) -> Defaults:
    """What a new row of the model holds: constants by place, what is called for each row, and the place of a name."""
    constants: list[Any] = []
    calls: list[tuple[int, Callable[[], Any]]] = []
    places: dict[str, int | None] = {}
    for place, field in enumerate(model._meta.concrete_fields):
        is_called = field.has_default() and callable(field.default)
        constants.append(None if is_called else field.get_default())
        if is_called:
            calls.append((place, field.default))
        places[field.name] = None if field.is_relation else place
        places[field.attname] = place
    return tuple(constants), tuple(calls), places
