"""The one write path. Every doorway ends in an action, and every action writes through these three.

    with changing(work_order, event="work_order.assigned", permission="workorders.assign_workorder", actor=actor) as wo:
        wo.assignee = technician

The row is locked and read again, the permission checked, the rules run, the changed columns saved; the database
then stamps the version and records the change under the event's name.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from core.acting import all_or_nothing, once, set_event
from core.actor import Actor
from core.errors import StaleVersion
from core.loading import insert_row, is_told
from core.numbers import take_numbers, taking
from core.records import Owned, Record
from core.rules import check_record, database_rules

T = TypeVar("T", bound=Owned)
STAMPS = ("version", "created_at", "created_by", "updated_at", "updated_by")


@contextmanager
def changing(instance: T, *, event: str, actor: Actor, permission: str = "", version: int | None = None) -> Iterator[T]:
    """Change one record under a lock. Yields the row as it is now; what the block changes is saved.

    Raises NotVisible outside the scope, NotPermitted without `permission`, StaleVersion when `version` is not
    the stored one, RuleBroken when a rule or a constraint refuses. `instance` carries the new values afterwards.
    """
    with all_or_nothing():
        row = lock(instance, actor=actor)
        if permission:
            actor.require(permission)
        if version is not None and version != row.version:
            raise StaleVersion(row.version, version)
        before = snapshot(row)
        yield row
        changed = [name for name, value in snapshot(row).items() if value != before[name]]
        if changed:
            _save(row, changed, event=event, actor=actor)
    for field in row._meta.concrete_fields:
        setattr(instance, field.attname, getattr(row, field.attname))
    instance._state.fields_cache.clear()


@contextmanager
def creating(
    instance: T,
    *,
    event: str,
    actor: Actor,
    permission: str = "",
    number: int | None = None,
    savepoint: bool = True,
    beside: Sequence[Sequence[Owned]] = (),
) -> Iterator[T]:
    """Create one record: the block fills it in, then the rules run, the number is taken and the row inserted.

    `number` is given where a nested create took the numbers of several records at once; `savepoint=False` where a
    refusal leaves a savepoint of the caller's at once. The block may fill lists in `beside` with rows that are never
    recorded: they are written with the record.
    """
    if permission:
        actor.require(permission)
    instance.organization_id = actor.organization_id
    with all_or_nothing(savepoint=savepoint):
        yield instance
        check_record(instance, list(instance._meta.concrete_fields), actor=actor)
        unnumbered = isinstance(instance, Record) and number is None and instance.number is None
        with database_rules(type(instance), savepoint=False):
            if unnumbered:
                insert(instance, event=once(event), beside=beside)
            else:
                _give_number(instance, number)
                with meaning(event, type(instance)):
                    insert(instance, beside=beside)


@contextmanager
def deleting(instance: T, *, event: str, actor: Actor, permission: str = "", version: int | None = None) -> Iterator[T]:
    """Delete one record: a Record is hidden and can be restored for ninety days, a plain row goes for good."""
    if isinstance(instance, Record):
        with changing(instance, event=event, actor=actor, permission=permission, version=version) as row:
            yield row
            row.deleted_at = timezone.now()
        return
    with transaction.atomic():
        plain = lock(instance, actor=actor)
        if permission:
            actor.require(permission)
        yield plain
        set_event(event)
        with database_rules(type(instance)):
            plain.delete()
        set_event("")


def insert(instance: Owned, *, event: str = "", beside: Sequence[Sequence[Owned]] = ()) -> None:
    """Insert the row and take over what the database stamped on it.

    With `event` the row takes its number, and the event is named as it stands there, in the same statement.
    """
    returned = [field for field in instance._meta.concrete_fields if field.name in STAMPS]
    number = None
    if event and isinstance(instance, Record):
        if is_told(type(instance)):
            number = taking(instance.organization_id, {sequence_of(type(instance)): 1}, event=event)
            returned.append(instance._meta.get_field("number"))
        else:
            instance.number = next_number(type(instance), instance.organization_id, event=event)
    insert_row(instance, returned, number=number, beside=[rows for rows in beside if rows])
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS


def assign(row: Owned, values: Mapping[str, Any]) -> None:
    """Set fields by name. A name that is no editable field is a fault in the program, not of who asks."""
    for name, value in values.items():
        if not row._meta.get_field(name).editable:
            raise TypeError(f"{name} of {row._meta.label} is kept by Atrium itself")
        setattr(row, name, value)


def touch(record: Record, *, event: str, actor: Actor) -> None:
    """Move a record's version because something that belongs to it (a comment, a document) changed."""
    row = type(record)._base_manager.filter(pk=record.pk, organization_id=actor.organization_id)
    with meaning(event, type(record)):
        row.update(touched_at=timezone.now())


@contextmanager
def meaning(event: str, model: type[Owned]) -> Iterator[None]:
    """Name what the one statement of the block does to the model's rows."""
    set_event(once(event) if model.recorded else event)
    yield
    if not model.recorded:
        set_event("")


def lock(instance: T, *, actor: Actor) -> T:
    """The row as it is now, locked until the transaction ends; NotVisible or Gone when it is not the actor's."""
    rows = type(instance).objects.select_for_update(of=("self",), no_key=True)
    return rows.get_visible(actor, pk=instance.pk)


def snapshot(row: Owned) -> dict[str, Any]:
    """The values of a row's columns, with JSON copied so that a change inside it is seen."""
    return {
        f.attname: _copied(getattr(row, f.attname))
        for f in row._meta.concrete_fields
        if f.attname not in row.get_deferred_fields()
    }


def _copied(value: Any) -> Any:
    return type(value)(value) if isinstance(value, dict | list) else value


def _give_number(instance: Owned, number: int | None) -> None:
    """Numbers taken beforehand do not replace one that the block has given."""
    if number is not None and isinstance(instance, Record) and getattr(instance, "number", None) is None:
        instance.number = number


def sequence_of(model: type[Record]) -> str:
    """The counter from which records of this kind take their numbers."""
    return model.sequence or model.module


def next_number(model: type[Record], organization_id: UUID, *, event: str = "") -> int:
    """The next number of one kind of record; `event` names what the write after it means."""
    sequence = sequence_of(model)
    return take_numbers(organization_id, {sequence: 1}, event=event)[sequence][0]


def _save(row: Owned, changed: list[str], *, event: str, actor: Actor) -> None:
    fields = [f for f in row._meta.concrete_fields if f.attname in changed]
    check_record(row, fields, actor=actor)
    with database_rules(type(row), savepoint=False), meaning(event, type(row)):
        row.save(update_fields=[f.name for f in fields])
    row.refresh_from_db(fields=["version", "updated_at", "updated_by"])
