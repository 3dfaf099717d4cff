"""References that may lead out of a reader's scope: what they name does not exist for that reader.

A record and what it refers to mostly lie in the same place. A parent, a duplicate or a whole may lie elsewhere: then
the reference is read as empty, and an empty answer to it takes nothing away.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import Any, cast

from django.db.models import Case, F, Model, Q, QuerySet, UUIDField, When

from core.actor import Actor
from core.db.operations import is_owned_reference
from core.records import Owned


def doubtful_references(model: type[Model], actor: Actor) -> tuple[Any, ...]:
    """The references of a model's rows that may name what the actor does not see."""
    if actor.is_system or not issubclass(model, Owned):
        return ()
    return tuple(
        one
        for one in model._meta.concrete_fields
        if is_owned_reference(one)
        and one.name not in model.in_sight
        and is_narrowed(cast(type[Owned], one.related_model), actor)
    )


def is_narrowed(model: type[Owned], actor: Actor) -> bool:
    """Whether the actor may see less of a model than all of the organization's rows."""
    condition = model.personal_condition(actor)
    if not actor.scope.everything:
        condition &= model.scope_condition(actor)
    return bool(condition)


def is_doubtful(model: type[Model], path: str, actor: Actor) -> bool:
    """The same for one reference, reached by a path such as `property__parent`."""
    *relations, last = path.split("__")
    current: Any = model
    for step in relations:
        current = current._meta.get_field(step).related_model
    return last in {one.name for one in doubtful_references(current, actor)}


def if_seen(references: Iterable[str], value: str, model: type[Model], actor: Actor) -> Case:
    """The value at a path where each of the references on the way names what the actor sees, and else nothing."""
    conditions = [seen_condition(path, model, actor) for path in references]
    return Case(When(reduce(and_, conditions), then=F(value)), default=None)


class SeenKey(Case):
    """The id behind a reference, if the actor sees what has it. Known by what it is: comparing expressions is slow."""

    path = ""
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def seen_key(path: str, model: type[Model], actor: Actor) -> SeenKey:
    """The id behind the reference at a path, in the statement that reads the row."""
    seen = When(seen_condition(path, model, actor), then=F(f"{path}__id"))
    key = SeenKey(seen, default=None, output_field=UUIDField())
    key.path = path
    return key


def seen_condition(path: str, model: type[Model], actor: Actor) -> Q:
    """Whether the reference at a path names what the actor sees."""
    current: Any = model
    for step in path.split("__"):
        current = current._meta.get_field(step).related_model
    return Q(**{f"{path}__in": current.objects.all().within(actor).values("pk")})


def hide_unseen(rows: Sequence[Any], actor: Actor, *, owner: str = "") -> None:
    """Empty the references of rows that are only shown; `owner` names a reference whose own ones are meant.

    One statement for each kind of reference that any row has. The names stay in `unseen_references` of each row.
    """
    owners = [one for one in (getattr(row, owner, None) if owner else row for row in rows) if one is not None]
    for field in doubtful_references(type(owners[0]), actor) if owners else ():
        given = {key for one in owners if (key := getattr(one, field.attname)) is not None}
        seen = _seen(field.related_model, given, actor)
        for one in owners:
            if getattr(one, field.attname) not in (None, *seen):
                setattr(one, field.name, None)
                one.__dict__["unseen_references"] = (*unseen_references(one), field.name)


def unseen_fields(record: Any, actor: Actor) -> tuple[str, ...]:
    """The references of one record that the actor reads as empty."""
    return tuple(
        field.name
        for field in doubtful_references(type(record), actor)
        if (key := getattr(record, field.attname)) is not None and not _seen(field.related_model, [key], actor)
    )


def unseen_references(record: Any) -> tuple[str, ...]:
    """The references that were emptied for the reader of this record."""
    found: tuple[str, ...] = record.__dict__.get("unseen_references", ())
    return found


def unseen_keys(model: type[Model], values: Iterable[Mapping[str, Any]], actor: Actor) -> dict[str, set[str]]:
    """By column: the ids among old and new values of changes that name what the actor does not see."""
    found = {}
    changes = list(values)
    for field in doubtful_references(model, actor):
        given = {str(key) for one in changes for key in one.get(field.column, ()) if key}
        if given:
            found[field.column] = given - {str(key) for key in _seen(field.related_model, given, actor)}
    return found


def _seen(model: type[Owned], keys: Iterable[Any], actor: Actor) -> set[Any]:
    wanted = set(keys)
    if not wanted:
        return set()
    rows: QuerySet[Any] = model.objects.all().within(actor).filter(pk__in=wanted)
    return set(rows.values_list("pk", flat=True))
