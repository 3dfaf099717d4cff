"""The one door to the database: a transaction that knows who acts, for which organization, and by which way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection, transaction

from core.actor import Actor
from core.known_definitions import UNKNOWN, KnownDefinitions, learn, recall
from core.limits import has_written, lift_limit, overdue, refuse_overdue, start_reading, start_writing

# Read by the policies and by the change trigger. Local to the transaction, so that pooling is safe.
SETTINGS = ("organization", "person", "source", "request", "credential", "event")
_SET = "select " + ", ".join(f"set_config('atrium.{name}', %s, true)" for name in SETTINGS)
# Its argument names the organization, so that it is named before its definitions are asked for.
_DEFINITIONS = ", core_definitions(set_config('atrium.organization', %s, true)::uuid, %s)"


class _Open(threading.local):
    """Who acts in the transaction, and what was read once in it. A connection is never shared between threads."""

    def __init__(self) -> None:
        self.actor: Actor | None = None
        self.memory: dict[tuple[str, ...], Any] = {}
        self.known: KnownDefinitions | None = None
        self.undivided = False


_open = _Open()


class OtherOrganization(RuntimeError):
    """A transaction belongs to one organization; entering another inside it is a fault in the program."""


@contextmanager
def acting(actor: Actor, *, snapshot: bool = False) -> Iterator[Actor]:
    """Run one transaction as `actor`. Outside it the application reads no row and may write none.

    Nested calls must be for the same organization; on leaving, the outer actor's settings are put back, since
    a released savepoint would keep the inner ones. A streaming answer and a task open their own. With `snapshot`
    everything is read as it is at the beginning, whatever others commit meanwhile.
    """
    outer = current_actor()
    if outer is not None and outer.organization_id != actor.organization_id:
        raise OtherOrganization(f"{actor.name} would act for another organization inside {outer.name}'s transaction")
    if outer is not None:
        with transaction.atomic():
            yield from _entered(actor, outer)
            _enter(outer)
        return
    try:
        with transaction.atomic(durable=True):
            _open.memory = {}
            _open.known = None
            start_reading()
            if snapshot and len(connection.savepoint_ids) == 0:
                with connection.cursor() as cursor:
                    cursor.execute("set transaction isolation level repeatable read")
            yield from _entered(actor, None)
            refuse_overdue()
    except (DatabaseError, InterfaceError) as error:
        late = overdue(error)
        if late is None:
            raise
        raise late from error
    if connection.in_atomic_block:
        # Only where a test wraps everything in one transaction: a savepoint's release keeps the settings.
        _set([""] * len(SETTINGS))
        lift_limit()


@contextmanager
def crossing(actor: Actor) -> Iterator[Actor]:
    """Go on as an actor of another organization in the same transaction, and come back.

    Copying an organization into its sandbox does so, and nothing else may.
    """
    outer, memory = current_actor(), transaction_memory()
    assert outer is not None, "crossing goes from one organization to another"
    known, _open.known = _open.known, None
    _open.memory = {}
    _enter(actor)
    yield actor
    _open.memory, _open.known = memory, known
    _enter(outer)


@contextmanager
def undivided() -> Iterator[None]:
    """The first refusal inside ends the whole transaction: nothing needs a savepoint to come back to.

    An action that goes on after a refusal opens a `transaction.atomic()` of its own around what may be refused.
    """
    _open.undivided = True
    try:
        yield
    finally:
        _open.undivided = False


@contextmanager
def all_or_nothing(*, savepoint: bool = True) -> Iterator[None]:
    """All of what the block writes or nothing of it, be it refused alone or with the transaction around it."""
    with transaction.atomic(savepoint=savepoint and not _open.undivided):
        yield


def _entered(actor: Actor, outer: Actor | None) -> Iterator[Actor]:
    _enter(actor, first=outer is None)
    try:
        yield actor
    finally:
        _open.actor = outer


def current_actor() -> Actor | None:
    """The actor of the transaction that is open on this connection, if any."""
    return _open.actor


def transaction_memory() -> dict[tuple[str, ...], Any]:
    """What was read once and holds for the rest of the transaction, such as the definitions of custom fields."""
    return _open.memory if current_actor() is not None else {}


def definitions_generation() -> int | None:
    """Which generation of the organization's definitions holds here; None once the transaction has written."""
    known = known_definitions()
    return None if known is None else known.generation


def known_definitions() -> KnownDefinitions | None:
    """The organization's definitions as they were when the transaction began; None once it has written."""
    return None if current_actor() is None or has_written() else _open.known


def _enter(actor: Actor, *, first: bool = False) -> None:
    given = (actor.organization_id, actor.person_id, actor.source, actor.request_id, actor.credential_id, "")
    values = [_text(value) for value in given]
    if first:
        _open.known = _set_first(values, actor.organization_id)
    else:
        _set(values)
    _open.actor = actor


def _set_first(values: list[str], organization: UUID) -> KnownDefinitions | None:
    """The same in the first statement of a transaction, which tells definitions that the process does not know yet."""
    known = recall(organization)
    with connection.cursor() as cursor:
        cursor.execute(_SET + _DEFINITIONS, [*values, _text(organization), known.generation if known else UNKNOWN])
        told = cursor.fetchone()[-1]
    return learn(organization, told) if told else known


def _set(values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


def set_event(event: str) -> None:
    """Name what the following writes mean, such as `work_order.assigned`; the change record keeps it.

    A name from `once` is used up by the first statement that is recorded. Any other is taken back by `set_event("")`.
    """
    limit, values = start_writing(current_actor()) if event else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"select set_config('atrium.event', %s, true){limit}", [event, *values])


def once(event: str) -> str:
    """The event as the name of one statement only: the change trigger takes it back itself."""
    return f"{event}!"


def _text(value: UUID | str | None) -> str:
    return "" if value is None else str(value)
