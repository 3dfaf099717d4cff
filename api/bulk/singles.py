"""Operations one by one, each in a savepoint: exactly what single calls do."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from api.bulk.operations import CREATE, DELETE, UPDATE, UPSERT, Operation
from api.bulk.outcomes import Outcomes
from api.errors import problem_of
from api.problems import ApiProblem
from api.writes import change_record, check_version, create_record, delete_record, run_action, upsert_record
from core.actor import Actor
from core.errors import AtriumError, Gone, NotVisible, WriteTookTooLong
from core.external_ids import record_by_external_id
from core.lifecycle import deleted_for
from core.records import Record
from core.surfaces import Surface
from core.writing import lock

STATUSES = {CREATE: 201, UPDATE: 200, DELETE: 204}


def do_singly(surface: Surface, actor: Actor, one: Operation, outcomes: Outcomes) -> None:
    """Do one operation, or note why it was refused; a refused one leaves nothing behind."""
    try:
        with transaction.atomic():
            status, record = _do(surface, actor, one)
            seen = _shown(surface, actor, one, record)
    except WriteTookTooLong:
        raise
    except (AtriumError, ApiProblem) as error:
        problem = problem_of(error, outcomes.request)
        assert problem, "every refusal of the domain is a problem"
        outcomes.refused(one, problem)
    else:
        outcomes.done(one, status, record.pk, record.number, seen)


def _do(surface: Surface, actor: Actor, one: Operation) -> tuple[int, Record]:
    if one.op == CREATE:
        return 201, create_record(surface, actor, one.data)
    body = one.data if one.version is None else {**one.data, "version": one.version}
    if one.op == UPSERT:
        assert one.external_id
        record, made = upsert_record(surface, actor, *one.external_id, body)
        return (201 if made else 200), record
    record = target_of(surface, actor, one)
    if one.op == UPDATE:
        return 200, change_record(surface, actor, record, body, whole=False)
    if one.op == DELETE:
        _delete(surface, actor, record, one)
        return 204, record
    assert one.action
    run_action(surface, one.action, actor, record, body)
    return 200, record


def _delete(surface: Surface, actor: Actor, record: Record, one: Operation) -> None:
    if one.data:
        raise ApiProblem("validation-failed", _("A deletion takes no data."))
    if one.version is not None:
        check_version(lock(record, actor=actor), one.version)
    delete_record(surface, actor, record)


def target_of(surface: Surface, actor: Actor, one: Operation) -> Record:
    """The record of an operation; NotVisible or Gone where it is none of the actor's."""
    if one.external_id is not None:
        record = record_by_external_id(surface.model, *one.external_id, actor=actor)
        if record is None:
            raise NotVisible(surface.module)
        return record
    assert one.id
    try:
        return surface.model.objects.get_visible(actor, pk=one.id)
    except Gone:
        found = deleted_for(surface.model, actor).filter(pk=one.id).first() if one.action else None
        if found is None or one.action is None or not one.action.offered(found):
            raise
        return found


def _shown(surface: Surface, actor: Actor, one: Operation, record: Record) -> int | None:
    """The version the record has now. A write may not put it where its writer would not see it."""
    versions = versions_of(surface, actor, [record.pk])
    if one.op == DELETE or (one.action is not None and one.action.leaves):
        return versions.get(record.pk)
    if record.pk not in versions:
        raise out_of_scope()
    return versions[record.pk]


def versions_of(surface: Surface, actor: Actor, keys: list[UUID]) -> dict[UUID, int]:
    """The present versions of those records that the actor sees."""
    rows = surface.model.objects.visible_to(actor).filter(pk__among=keys)
    return dict(rows.values_list("pk", "version"))


def out_of_scope() -> ApiProblem:
    """The refusal of a write after which its writer would not see the record."""
    return ApiProblem("forbidden", _("The record would lie outside the scope of the credential."))
