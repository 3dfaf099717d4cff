"""Operations of one kind together: all rows are checked first, then few statements write them.

What a set cannot do, or what is refused in it, is left to be done singly: there each operation gets the answer that a
call of its own would get.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

from api.bodies import Known, Write, known_references, read_change, read_create
from api.bulk.operations import CREATE, UPDATE, UPSERT, Operation
from api.bulk.outcomes import Outcomes
from api.bulk.singles import versions_of
from api.problems import ApiProblem
from core.actor import Actor
from core.bulk import RowsBroken, creating_many, lock_set
from core.errors import NotPermitted, RuleBroken
from core.making import made_set
from core.records import ExternalId, Record
from core.surfaces import Surface


class NotTogether(Exception):
    """Some of a set must be done singly; nothing of the set was written."""

    def __init__(self, places: set[int]) -> None:
        self.places = places
        super().__init__(f"{len(places)} operations are done singly")


def do_together(surface: Surface, actor: Actor, run: Sequence[Operation], outcomes: Outcomes) -> None:
    """Do as many of a run as can be done together. Those without an outcome afterwards are to be done singly."""
    there = called(surface, actor, run) if run[0].op == UPSERT and len(run) > 1 else {}
    if run[0].op in (CREATE, UPSERT) and surface.create_many is not None:
        creates = [one for one in run if one.external_id not in there]
        retrying(creates, lambda rest: create_set(surface, actor, rest, outcomes))
    if run[0].op in (UPDATE, UPSERT) and surface.update_many is not None:
        updates = [one for one in run if one.op == UPDATE or one.external_id in there]
        retrying(updates, lambda rest: change_set(surface, actor, rest, outcomes))


def retrying(operations: Sequence[Operation], act: Callable[[list[Operation]], None]) -> None:
    """Do a set; without those that are refused in it, once more. One by itself is no set."""
    rest = list(operations)
    while len(rest) > 1:
        try:
            with transaction.atomic():
                act(rest)
            return
        except NotTogether as refused:
            rest = [one for one in rest if one.place not in refused.places]
        except (RuleBroken, NotPermitted):
            return


@contextmanager
def in_places(operations: Sequence[Operation]) -> Iterator[None]:
    """Refused rows of a set as the operations that they belong to."""
    try:
        yield
    except RowsBroken as broken:
        raise NotTogether({operations[position].place for position in broken.rows}) from None


def create_set(surface: Surface, actor: Actor, operations: list[Operation], outcomes: Outcomes) -> None:
    """New records with their external ids. NotTogether names those that have parts or break a rule."""
    writes = read_creates(surface, actor, operations)
    records = made_set(surface.model, [write.values for write in writes])
    assert surface.create_many
    with in_places(operations):
        surface.create_many(records, actor=actor)
        name_externally(records, writes, actor)
    tell(surface, actor, operations, records, outcomes, status=201)


def read_creates(surface: Surface, actor: Actor, operations: list[Operation]) -> list[Write]:
    """The bodies, whose references are looked up at once. Those with faults or parts are done singly."""
    known = known_references(surface, actor, [one.data for one in operations])
    writes = {
        one.place: read_one(one, lambda body: read_create(surface, actor, body, known=known)) for one in operations
    }
    found = {place: write for place, write in writes.items() if write is not None and not write.parts}
    if apart := writes.keys() - found.keys():
        raise NotTogether(set(apart))
    return list(found.values())


def read_one(one: Operation, read: Callable[[dict[str, Any]], Write]) -> Write | None:
    """One body, to which an upsert adds how it calls the record; None where the single call refuses it."""
    body = one.data
    if one.op == UPSERT and one.external_id is not None:
        system, key = one.external_id
        named = body.get("external_ids", {})
        if not isinstance(named, dict) or named.get(system, key) != key:
            return None
        body = {**body, "external_ids": {**named, system: key}}
    try:
        return read(body)
    except ApiProblem:
        return None


def name_externally(records: Sequence[Record], writes: Sequence[Write], actor: Actor) -> None:
    """What other systems call the new records, by one more set. RowsBroken names the records by position."""
    rows = [
        (position, ExternalId(record_module=record.module, record_id=record.pk, system=system, key=key))
        for position, (record, write) in enumerate(zip(records, writes, strict=True))
        for system, key in sorted((write.external_ids or {}).items())
        if key is not None
    ]
    if not rows:
        return
    try:
        creating_many([row for _, row in rows], event=f"{records[0].module}.external_id_set", actor=actor)
    except RowsBroken as broken:
        raise RowsBroken({rows[place][0]: problems for place, problems in broken.rows.items()}) from None


def called(surface: Surface, actor: Actor, operations: Sequence[Operation]) -> dict[tuple[str, str], UUID]:
    """The ids of records by what other systems call them: one query, however many are asked for."""
    names = {one.external_id for one in operations if one.external_id is not None}
    rows = ExternalId.objects.visible_to(actor).filter(
        record_module=surface.module,
        system__in={system for system, _ in names},
        key__in={key for _, key in names},
    )
    found = {(system, key): pk for system, key, pk in rows.values_list("system", "key", "record_id")}
    return {name: pk for name, pk in found.items() if name in names}


def change_set(surface: Surface, actor: Actor, operations: list[Operation], outcomes: Outcomes) -> None:
    """Changes of records, each once. NotTogether names those of none that is there, and those that break a rule."""
    actor.require(surface.permission("change"))
    rows = lock_targets(surface, actor, operations)
    known = known_references(surface, actor, [one.data for one in operations])
    values, apart = [], set()
    for one, row in zip(operations, rows, strict=True):
        write = read_changed(surface, actor, one, row, known)
        if write is None:
            apart.add(one.place)
        else:
            values.append(write.values)
    if apart:
        raise NotTogether(apart)
    assert surface.update_many
    with in_places(operations):
        surface.update_many(rows, values, actor=actor)
    tell(surface, actor, operations, rows, outcomes, status=200)


def lock_targets(surface: Surface, actor: Actor, operations: Sequence[Operation]) -> list[Record]:
    """The locked record of each operation; of those that mean the same record, or none, each is done singly."""
    by_name = called(surface, actor, operations) if any(one.external_id for one in operations) else {}
    keys = {one.place: one.id or by_name.get(one.external_id or ("", "")) for one in operations}
    wanted = surface.model.objects.filter(pk__in=[key for key in keys.values() if key is not None])
    rows = {row.pk: row for row in lock_set(wanted, actor=actor)}
    times = Counter(keys.values())
    if apart := {place for place, key in keys.items() if key not in rows or times[key] > 1}:
        raise NotTogether(apart)
    return [rows[key] for key in keys.values() if key is not None]


def read_changed(surface: Surface, actor: Actor, one: Operation, row: Record, known: Known) -> Write | None:
    """What an operation changes in its locked record; None where it is done singly."""
    if one.version is not None and one.version != row.version:
        return None
    write = read_one(one, lambda body: read_change(surface, actor, body, record=row, whole=False, known=known))
    if write is None or write.version is not None:
        return None
    own = dict([one.external_id]) if one.external_id is not None and one.op == UPSERT else None
    return write if write.external_ids in (None, own) else None


def tell(
    surface: Surface,
    actor: Actor,
    operations: Sequence[Operation],
    records: Sequence[Record],
    outcomes: Outcomes,
    *,
    status: int,
) -> None:
    """Note what was done. Records that their writer does not see now are refused singly."""
    versions = versions_of(surface, actor, [record.pk for record in records])
    if hidden := {one.place for one, row in zip(operations, records, strict=True) if row.pk not in versions}:
        raise NotTogether(hidden)
    for one, record in zip(operations, records, strict=True):
        outcomes.done(one, status, record.pk, record.number, versions[record.pk])
