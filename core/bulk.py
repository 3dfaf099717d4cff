"""The write path for sets: the same rules as for one record, row by row, written by few statements.

References are checked by one query per relation, numbers taken by one statement, large sets loaded through a
staging table (PostgreSQL refuses COPY straight into a table under a policy). The triggers record every row.
"""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models, transaction

from core.acting import once, set_event
from core.actor import Actor
from core.custom_fields import CustomField, custom_field_problems, definitions
from core.db.operations import is_owned_reference
from core.errors import AtriumError, Problem, RuleBroken
from core.loading import load_rows, save_rows
from core.numbers import take_numbers
from core.querysets import OwnedQuerySet
from core.records import Owned, Record
from core.rules import KnownValues, check_values, database_rules, is_seen, remembered, unknown_reference
from core.writing import assign, meaning, sequence_of, snapshot

T = TypeVar("T", bound=Owned)
SetAct = Callable[..., list[Any]]


class RowsBroken(AtriumError):
    """Some rows of a set break rules; nothing of the set was written. Keys are positions in the set."""

    def __init__(self, rows: dict[int, list[Problem]]) -> None:
        self.rows = rows
        super().__init__(f"{len(rows)} rows are refused")


def check_rows(rows: Sequence[T], *, actor: Actor, changed: Sequence[Collection[str]] = ()) -> dict[int, list[Problem]]:
    """The problems of each row, by position; rows without any are left out.

    With `changed`, the columns that changed in each row, nothing is held up by what was good when it was written.
    """
    broken: dict[int, list[Problem]] = {}
    known: KnownValues = {}
    for position, row in enumerate(rows):
        fields = row._meta.concrete_fields
        asked = [field for field in fields if field.attname in changed[position]] if changed else fields
        if problems := check_values(row, asked, known=known):
            broken[position] = problems
    read = remembered(actor)
    for field in rows[0]._meta.concrete_fields if rows else ():
        if is_owned_reference(field):
            _check_references(rows, field, actor, read, broken, changed)
    return broken


def _check_references(
    rows: Sequence[T],
    field: models.Field,
    actor: Actor,
    read: Container[models.Model],
    broken: dict[int, list[Problem]],
    changed: Sequence[Collection[str]],
) -> None:
    asked = {
        place: key
        for place, row in enumerate(rows)
        if (key := getattr(row, field.attname)) is not None
        and (not changed or field.attname in changed[place])
        and not is_seen(row, field, read)
    }
    if not asked:
        return
    wanted = set(asked.values())
    # Rows of one set may refer to each other: a floor and its rooms come together.
    own = {row.pk for row in rows} if field.related_model is type(rows[0]) else set()
    model = cast(type[Owned], field.related_model)
    seen = own | visible_ids(model, wanted - own, actor=actor)
    for position, key in asked.items():
        if key not in seen:
            broken.setdefault(position, []).append(unknown_reference(field.name))


def _check_custom_fields(rows: Iterable[tuple[int, T]], actor: Actor, broken: dict[int, list[Problem]]) -> None:
    """Rows whose custom values are given anew: old records are not held up by a question asked since."""
    known: Mapping[str, CustomField] | None = None
    for position, row in rows:
        if not isinstance(row, Record):
            return
        known = definitions(row.module, actor=actor) if known is None else known
        if problems := custom_field_problems(row, actor=actor, known=known):
            broken.setdefault(position, []).extend(problems)


def visible_ids(model: type[Owned], wanted: set[UUID], *, actor: Actor) -> set[UUID]:
    """Which of the ids exist for the actor: one query, however many are asked for."""
    if not wanted:
        return set()
    return set(model.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))


def creating_many(
    rows: Sequence[T],
    *,
    event: str,
    actor: Actor,
    permission: str = "",
    settle: Callable[..., dict[int, list[Problem]]] | None = None,
    answers: bool = True,
) -> list[T]:
    """Create a set of records of one kind. All or nothing: RowsBroken names each refused row.

    `settle(rows, actor=actor)` is the module's rule: it derives what follows from what is given, before the check.
    `answers=False` where nobody is there to answer what the organization's own fields require.
    """
    if permission:
        actor.require(permission)
    if not rows:
        return []
    for row in rows:
        row.organization_id = actor.organization_id
    broken = settle(rows, actor=actor) if settle is not None else {}
    for position, problems in check_rows(rows, actor=actor).items():
        told = broken.setdefault(position, [])
        told += [problem for problem in problems if problem not in told]
    if answers:
        _check_custom_fields(enumerate(rows), actor, broken)
    if broken:
        raise RowsBroken(broken)
    model = type(rows[0])
    _number(rows, actor, once(event) if model.recorded else event)
    try:
        with database_rules(model):
            load_rows(rows)
    except RuleBroken:
        refused = _refused_by_database(rows)
        set_event("")
        raise RowsBroken(refused) from None
    if not model.recorded:
        set_event("")
    for row in rows:
        row._state.adding, row.version = False, 1
    return list(rows)


def _number(rows: Sequence[T], actor: Actor, event: str) -> None:
    """Number the rows and name what their insert means. The numbers stay taken when the set is refused."""
    waiting = [row for row in cast(Sequence[Record], rows) if isinstance(row, Record) and row.number is None]
    if not waiting:
        set_event(event)
        return
    sequence = sequence_of(type(waiting[0]))
    numbers = take_numbers(actor.organization_id, {sequence: len(waiting)}, event=event)[sequence]
    for row, number in zip(waiting, numbers, strict=True):
        row.number = number


def _refused_by_database(rows: Sequence[T]) -> dict[int, list[Problem]]:
    """Only after the database refused the set: try each row alone, to name those at fault. Nothing is kept."""
    broken: dict[int, list[Problem]] = {}
    with transaction.atomic():
        for position, row in enumerate(rows):
            try:
                with database_rules(type(row)):
                    type(row)._base_manager.bulk_create([row])
            except RuleBroken as refused:
                broken[position] = list(refused.problems)
        transaction.set_rollback(True)
    return broken


def changing_many(
    rows: OwnedQuerySet[T],
    change: Callable[[T], Any],
    *,
    event: str,
    actor: Actor,
    permission: str = "",
) -> list[T]:
    """Change a set of records: each is locked, `change(row)` sets its new values, few statements save them.

    Rows the actor cannot see are not touched. Returns the rows that changed. RowsBroken names the refused ones
    by their position in the order of their ids.
    """

    def change_each(locked: Sequence[T]) -> dict[int, list[Problem]]:
        for row in locked:
            change(row)
        return {}

    if permission:
        actor.require(permission)
    with transaction.atomic():
        return changing_set(lock_set(rows, actor=actor), change_each, event=event, actor=actor)


def lock_set(rows: OwnedQuerySet[T], *, actor: Actor) -> list[T]:
    """Those of the rows that the actor sees, as they are now and locked, in the order of their ids."""
    return list(rows.visible_to(actor).select_for_update(of=("self",), no_key=True).order_by("pk"))


def changing_set(
    locked: Sequence[T], change: Callable[[Sequence[T]], dict[int, list[Problem]]], *, event: str, actor: Actor
) -> list[T]:
    """Save what `change` makes of locked rows, and return those that changed. All or nothing: RowsBroken names rows."""
    before = [snapshot(row) for row in locked]
    broken = change(locked)
    places = {place: names for place, old in enumerate(before) if (names := _changed(locked[place], old))}
    changed = [(locked[place], names) for place, names in places.items()]
    found = check_rows([row for row, _ in changed], actor=actor, changed=[names for _, names in changed])
    answered = [(place, row) for place, (row, names) in enumerate(changed) if "custom_fields" in names]
    _check_custom_fields(answered, actor, found)
    for place, problems in found.items():
        told = broken.setdefault(list(places)[place], [])
        told += [problem for problem in problems if problem not in told]
    if broken:
        raise RowsBroken(broken)
    if changed:
        _save_changed(changed, event)
    return [row for row, _ in changed]


def _changed(row: Owned, before: dict[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in snapshot(row).items() if value != before[name])


def _save_changed(changed: list[tuple[T, frozenset[str]]], event: str) -> None:
    """One statement per set of changed columns: rows of a bulk edit mostly share it."""
    model = type(changed[0][0])
    groups: dict[frozenset[str], list[T]] = {}
    for row, names in changed:
        groups.setdefault(names, []).append(row)
    for names, members in groups.items():
        fields = [f.name for f in model._meta.concrete_fields if f.attname in names]
        # Whoever changes a set has opened a transaction or savepoint, which a refusal leaves.
        with database_rules(model, savepoint=False), meaning(event, model):
            save_rows(members, fields)


def settle_nothing(rows: Sequence[Owned], *, actor: Actor) -> dict[int, list[Problem]]:
    """The `settle_many` of a module whose new records follow no rule but those of their columns."""
    return {}


def assign_each(
    rows: Sequence[Owned], values: Sequence[Mapping[str, Any]], *, actor: Actor
) -> dict[int, list[Problem]]:
    """The rule of changes that follow none but those of the columns."""
    for row, given in zip(rows, values, strict=True):
        assign(row, given)
    return {}


def plain_creates(model: type[T], settle: Callable[..., dict[int, list[Problem]]] = settle_nothing) -> SetAct:
    """The `create_many` of a module that has no further rule than `settle`."""

    def create_many(rows: Sequence[T], *, actor: Actor) -> list[T]:
        permission = f"{model._meta.app_label}.add_{model._meta.model_name}"
        return creating_many(rows, event=f"{model.module}.created", permission=permission, actor=actor, settle=settle)

    return create_many


def plain_updates(model: type[T], change: Callable[..., dict[int, list[Problem]]] = assign_each) -> SetAct:
    """The `update_many` of a module that has no further rule than `change(rows, values, *, actor)`."""

    def update_many(rows: Sequence[T], values: Sequence[Mapping[str, Any]], *, actor: Actor) -> list[T]:
        actor.require(f"{model._meta.app_label}.change_{model._meta.model_name}")
        event = f"{model.module}.updated"
        return changing_set(rows, lambda locked: change(locked, values, actor=actor), event=event, actor=actor)

    return update_many
