"""The write path for sets: the same rules as for one record, row by row, written by few statements.

References are checked by one query per relation, numbers taken by one statement, large sets loaded through a
staging table (PostgreSQL refuses COPY straight into a table under a policy). The triggers record every row.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import connection, models, transaction

from core.acting import set_event
from core.actor import Actor
from core.custom_fields import custom_field_problems
from core.db.operations import is_owned_reference
from core.errors import AtriumError, Problem, RuleBroken
from core.numbers import take_numbers
from core.querysets import OwnedQuerySet
from core.records import Owned, Record
from core.rules import KnownValues, check_values, database_rules, unknown_reference
from core.writing import snapshot

T = TypeVar("T", bound=Owned)
# Below this a plain INSERT is as quick as a staging table.
STAGE_FROM = 50
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
    for field in rows[0]._meta.concrete_fields if rows else ():
        if is_owned_reference(field):
            _check_references(rows, field, actor, broken, changed)
    return broken


def _check_references(
    rows: Sequence[T],
    field: models.Field,
    actor: Actor,
    broken: dict[int, list[Problem]],
    changed: Sequence[Collection[str]],
) -> None:
    asked = [place for place in range(len(rows)) if not changed or field.attname in changed[place]]
    wanted = {key for place in asked if (key := getattr(rows[place], field.attname)) is not None}
    # Rows of one set may refer to each other: a floor and its rooms come together.
    own = {row.pk for row in rows} if field.related_model is type(rows[0]) else set()
    model = cast(type[Owned], field.related_model)
    seen = own | visible_ids(model, wanted - own, actor=actor)
    for position in asked:
        key = getattr(rows[position], field.attname)
        if key is not None and key not in seen:
            broken.setdefault(position, []).append(unknown_reference(field.name))


def _check_custom_fields(rows: Iterable[tuple[int, T]], actor: Actor, broken: dict[int, list[Problem]]) -> None:
    """Rows whose custom values are given anew: old records are not held up by a question asked since."""
    for position, row in rows:
        if isinstance(row, Record) and (problems := custom_field_problems(row, actor=actor)):
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
    with transaction.atomic():
        _number(rows, actor)
        set_event(event)
        try:
            with database_rules(type(rows[0])):
                load_rows(rows)
        except RuleBroken:
            raise RowsBroken(_refused_by_database(rows)) from None
        set_event("")
    for row in rows:
        row._state.adding, row.version = False, 1
    return list(rows)


def _number(rows: Sequence[T], actor: Actor) -> None:
    waiting = [row for row in cast(Sequence[Record], rows) if isinstance(row, Record) and row.number is None]
    if not waiting:
        return
    sequence = waiting[0].sequence or waiting[0].module
    numbers = take_numbers(actor.organization_id, {sequence: len(waiting)})[sequence]
    for row, number in zip(waiting, numbers, strict=True):
        row.number = number


def load_rows(rows: Sequence[T]) -> None:
    """Insert the rows as they are: by COPY into a staging table and one INSERT … SELECT, or plainly when few."""
    model = type(rows[0])
    if len(rows) < STAGE_FROM:
        model._base_manager.bulk_create(rows)
        return
    fields = model._meta.concrete_fields
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
    """Update the named columns of the rows as they are: from a staging table in one statement, or plainly when few."""
    model = type(rows[0])
    if len(rows) < STAGE_FROM:
        model._base_manager.bulk_update(rows, names)
        return
    fields = [field for field in model._meta.concrete_fields if field.primary_key or field.name in names]
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


def stored_values(rows: Sequence[T], fields: Sequence[models.Field]) -> Iterator[list[Any]]:
    """The values of each row as the driver takes them. Checked values of plain fields need no preparation."""
    values_of = attrgetter(*(field.attname for field in fields))
    prepared = [(place, field) for place, field in enumerate(fields) if not isinstance(field, PLAIN_FIELDS)]
    for row in rows:
        values = list(values_of(row))
        for place, field in prepared:
            values[place] = field.get_db_prep_save(field.pre_save(row, True), connection)
        yield values


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
    if permission:
        actor.require(permission)
    with transaction.atomic():
        locked = list(rows.visible_to(actor).select_for_update(of=("self",), no_key=True).order_by("pk"))
        before = [snapshot(row) for row in locked]
        for row in locked:
            change(row)
        changed = [(row, _changed(row, old)) for row, old in zip(locked, before, strict=True)]
        changed = [(row, names) for row, names in changed if names]
        broken = check_rows([row for row, _ in changed], actor=actor, changed=[names for _, names in changed])
        answered = [(place, row) for place, (row, names) in enumerate(changed) if "custom_fields" in names]
        _check_custom_fields(answered, actor, broken)
        if broken:
            raise RowsBroken(broken)
        set_event(event)
        _save_changed(changed)
        set_event("")
    return [row for row, _ in changed]


def _changed(row: Owned, before: dict[str, Any]) -> frozenset[str]:
    return frozenset(name for name, value in snapshot(row).items() if value != before[name])


def _save_changed(changed: list[tuple[T, frozenset[str]]]) -> None:
    """One statement per set of changed columns: rows of a bulk edit mostly share it."""
    groups: dict[frozenset[str], list[T]] = {}
    for row, names in changed:
        groups.setdefault(names, []).append(row)
    for names, members in groups.items():
        fields = [f.name for f in members[0]._meta.concrete_fields if f.attname in names]
        with database_rules(type(members[0])):
            save_rows(members, fields)
