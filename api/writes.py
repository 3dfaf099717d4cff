"""Writing by the API: what a body asks for, done by the surface's own actions in the request's one transaction."""

import inspect
from typing import Any, get_args, get_type_hints

from django.http import HttpRequest
from django.utils.translation import gettext as _

from api.bodies import (
    BodyReader,
    read_change,
    read_create,
    read_inputs,
    read_part_item,
    read_whole_part,
    takes,
    without_unseen,
)
from api.errors import faults_of
from api.problems import ApiProblem, Fault
from core.actor import Actor
from core.errors import NotVisible, RuleBroken, StaleVersion
from core.external_ids import is_key, is_system, record_by_external_id, set_external_ids
from core.records import Owned, Record
from core.surfaces import Action, Include, Surface, given_rows, replace_rows
from core.writing import lock


def create_record(surface: Surface, actor: Actor, body: dict[str, Any]) -> Record:
    """A new record with its external ids and nested parts: all of it or nothing."""
    assert surface.create
    write = read_create(surface, actor, body)
    inside = {
        part.name: given_as(surface.create, part, rows)
        for part, rows in write.parts
        if part.create is None and takes(surface.create, part.name)
    }
    record = surface.create(actor=actor, **write.values, **inside)
    if write.external_ids:
        set_external_ids(record, write.external_ids, actor=actor, fresh=True)
    for part, rows in write.parts:
        for place, values in enumerate(rows if part.create else []):
            create_part(part, record, actor, values, f"/{part.name}/{place}")
        if part.replace and part.name not in inside:
            replace_rows(part, record, rows, actor=actor, version=None)
    return record


def create_part(part: Include, record: Record, actor: Actor, values: dict[str, Any], pointer: str = "") -> Any:
    """One row of a to-many part. What is wrong with it is told with its place in the body."""
    assert part.create
    try:
        if _takes_parent_first(part.create):
            return part.create(record, actor=actor, **values)
        return part.create(actor=actor, **{part.parent: record}, **values)
    except RuleBroken as broken:
        if not pointer:
            raise
        raise ApiProblem("validation-failed", errors=faults_of(broken.problems, pointer)) from None


def _takes_parent_first(function: Any) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()))
    return first.kind is not inspect.Parameter.KEYWORD_ONLY


def given_as(function: Any, part: Include, rows: list[dict[str, Any]]) -> list[Any]:
    """The rows of a part as an action takes them that makes them with the record."""
    return given_rows(part, next(iter(get_args(get_type_hints(function)[part.name])), dict), rows)


def change_record(
    surface: Surface,
    actor: Actor,
    record: Record,
    body: dict[str, Any],
    request: HttpRequest | None = None,
    *,
    whole: bool,
) -> Record:
    """Change a record: PUT the whole of it, or PATCH what is sent."""
    assert surface.update
    expected = if_match(request)
    if expected is not None:
        check_version(lock(record, actor=actor), expected)
    write = read_change(surface, actor, body, record=record, whole=whole)
    record = surface.update(record, actor=actor, version=write.version, **write.values) or record
    if write.external_ids is not None:
        set_external_ids(record, write.external_ids, actor=actor, whole=whole)
    return record


def upsert_record(
    surface: Surface, actor: Actor, system: str, key: str, body: dict[str, Any], request: HttpRequest | None = None
) -> tuple[Record, bool]:
    """The record that `system` calls `key`, made or changed to hold what the body says; and whether it was made."""
    if not (is_system(system) and is_key(key)):
        raise NotVisible(surface.module)
    named = body.get("external_ids", {})
    if isinstance(named, dict):
        if named.get(system, key) != key:
            fault = Fault("conflict", _("The address gives another key."), pointer=f"/external_ids/{system}")
            raise ApiProblem("validation-failed", errors=[fault])
        body = {**body, "external_ids": {**named, system: key}}
    record = find_called(surface, system, key, actor)
    if record is None:
        return create_record(surface, actor, body), True
    return change_record(surface, actor, record, body, request, whole=False), False


def find_called(surface: Surface, system: str, key: str, actor: Actor) -> Record | None:
    """The record that `system` calls `key`, as far as the caller sees it.

    One outside the scope is as good as none: a create is then refused because its external id is taken, but
    somebody who may not create at all does not learn that it is there.
    """
    try:
        return record_by_external_id(surface.model, system, key, actor=actor)
    except NotVisible:
        return None


def delete_record(surface: Surface, actor: Actor, record: Record, request: HttpRequest | None = None) -> None:
    """Delete a record, unless others refer to it."""
    assert surface.delete
    expected = if_match(request)
    if expected is not None:
        check_version(lock(record, actor=actor), expected)
    surface.delete(record, actor=actor)


def run_action(
    surface: Surface,
    action: Action,
    actor: Actor,
    record: Record,
    body: dict[str, Any],
    request: HttpRequest | None = None,
) -> Record:
    """Do what the verb says, to the record as it is under a lock; that row is returned."""
    actor.require(surface.permission(action.verb))
    write = read_inputs(surface, action, actor, body)
    if record.deleted_at is None:
        record = lock(record, actor=actor)
    for expected in (if_match(request), write.version):
        if expected is not None:
            check_version(record, expected)
    if not action.offered(record):
        raise _invalid_transition(surface, action, actor, record)
    action.run(record, actor=actor, **without_unseen(write.values, record, actor))
    return record


def _invalid_transition(surface: Surface, action: Action, actor: Actor, record: Record) -> ApiProblem:
    allowed = [one.verb for one in surface.actions if actor.may(surface.permission(one.verb)) and one.offered(record)]
    detail = _("The record's state does not allow “%s”.") % action.verb
    return ApiProblem("invalid-transition", detail, extra={"allowed_actions": allowed})


def read_and_create_part(part: Include, record: Record, actor: Actor, body: dict[str, Any]) -> Any:
    """One row added to a part by its own address."""
    reader = BodyReader(actor)
    values = read_part_item(reader, part, body)
    reader.finish()
    return create_part(part, record, actor, values)


def read_and_replace_part(
    surface: Surface, part: Include, record: Record, actor: Actor, body: dict[str, Any], request: HttpRequest
) -> None:
    """All rows of a part said anew."""
    actor.require(surface.permission("change"))
    rows, version = read_whole_part(surface, part, actor, body)
    expected = if_match(request)
    if expected is not None:
        check_version(lock(record, actor=actor), expected)
    replace_rows(part, record, rows, actor=actor, version=version)


def if_match(request: HttpRequest | None) -> frozenset[int] | None:
    """The versions that If-Match names; None without the header, and `*` is any. An operation of many has none."""
    header = request.headers.get("If-Match") if request is not None else None
    if header is None or header.strip() == "*":
        return None
    named = [one.strip().strip('"').partition("-")[0] for one in header.split(",")]
    return frozenset(int(one) for one in named if one.isascii() and one.isdigit() and len(one) < 10)


def check_version(record: Owned, expected: frozenset[int] | int) -> None:
    """Raise StaleVersion unless the record, under its lock, has an expected version."""
    versions = expected if isinstance(expected, frozenset) else frozenset({expected})
    if record.version not in versions:
        raise StaleVersion(record.version, max(versions, default=0))
