"""From Django's and PostgreSQL's own refusals to one kind: RuleBroken, with the member it concerns."""

from collections.abc import Container, Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias, cast
from weakref import WeakSet

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from core.acting import transaction_memory
from core.actor import Actor
from core.custom_fields import custom_field_problems
from core.db.operations import is_owned_reference
from core.errors import Problem, RuleBroken
from core.records import Owned, Record

# 23505 unique, 23503 foreign key, 23514 check, 23P01 exclusion, 23502 not null.
CONFLICTS = {"23505", "23P01"}
# By field: values that were found good, with their type, and what cleaning made of them.
KnownValues: TypeAlias = dict[str, dict[Any, Any]]


def check_record(row: Owned, fields: Sequence[models.Field], *, actor: Actor) -> None:
    """Run field validators, `clean()` and the reference checks of the given fields; all problems at once."""
    problems = check_values(row, fields)
    wrong = {problem.field for problem in problems}
    problems += _reference_problems(row, [f for f in fields if f.is_relation and f.name not in wrong], actor)
    if isinstance(row, Record) and any(field.name == "custom_fields" for field in fields):
        problems += custom_field_problems(row, actor=actor)
    if problems:
        raise RuleBroken(problems=problems)


def check_values(row: Owned, fields: Sequence[models.Field], *, known: KnownValues | None = None) -> list[Problem]:
    """What is wrong with the row's values by themselves: no query is made.

    `known` remembers, from row to row of a set, values that were found good and what they became.
    """
    problems: list[Problem] = []
    for field in fields:
        if field.editable:
            problems += _field_problems(row, field) if known is None else _known_problems(row, field, known)
    return problems or _clean_problems(row)


def _known_problems(row: Owned, field: models.Field, known: KnownValues) -> list[Problem]:
    raw = getattr(row, field.attname)
    if field.is_relation or not isinstance(raw, Hashable):
        return _field_problems(row, field)
    seen = known.setdefault(field.attname, {})
    # 1, True and 1.0 are equal keys, and not equal to every field.
    key = (raw.__class__, raw)
    if key in seen:
        setattr(row, field.attname, seen[key])
        return []
    problems = _field_problems(row, field)
    if not problems:
        seen[key] = getattr(row, field.attname)
    return problems


def _field_problems(row: Owned, field: models.Field) -> list[Problem]:
    raw = getattr(row, field.attname)
    if field.is_relation:
        return [] if raw is not None or field.null else [Problem(field.name, "required", _("This is required."))]
    if field.blank and raw in field.empty_values:
        return []
    try:
        setattr(row, field.attname, field.clean(raw, row))
    except ValidationError as error:
        return [Problem(field.name, e.code or "invalid", _words(e)) for e in error.error_list]
    return []


def _reference_problems(row: Owned, fields: Sequence[models.Field], actor: Actor) -> list[Problem]:
    """One scoped query per relation: what the actor may not see does not exist, and says so in the same words."""
    problems, seen = [], remembered(actor)
    for field in fields:
        key = getattr(row, field.attname)
        if key is None or not is_owned_reference(field):
            continue
        model: type[Owned] = field.related_model  # type: ignore[assignment]  # what an OwnedReference refers to
        if is_seen(row, field, seen) or model.objects.visible_to(actor).filter(pk=key).exists():
            continue
        problems.append(unknown_reference(field.name))
    return problems


def remember_seen(*records: models.Model, actor: Actor) -> None:
    """Note that a doorway has just read these records as ones that `actor` sees, in this transaction."""
    transaction_memory().setdefault(("seen", str(actor.person_id)), WeakSet()).update(records)


def remembered(actor: Actor) -> Container[models.Model]:
    """What doorways have read so far in this transaction as records that `actor` sees."""
    return cast(Container[models.Model], transaction_memory().get(("seen", str(actor.person_id)), ()))


def is_seen(row: Owned, field: models.Field, seen: Container[models.Model]) -> bool:
    """Whether the row holds an object that a doorway read; asking for it once more would find the same."""
    record = row._state.fields_cache.get(field.name)
    return record is not None and record.pk == getattr(row, field.attname) and record in seen


def unknown_reference(name: str) -> Problem:
    """The same words for another organization's id, one outside the scope and a random one."""
    return Problem(name, "unknown-reference", _("There is no such record."))


def _clean_problems(row: Owned) -> list[Problem]:
    try:
        row.clean()
    except ValidationError as error:
        return validation_problems(error)
    return []


def validation_problems(error: ValidationError) -> list[Problem]:
    """Each entry of a ValidationError as a problem; those of the whole record have no field."""
    if not hasattr(error, "error_dict"):
        return [Problem("", e.code or "invalid", _words(e)) for e in error.error_list]
    return [
        Problem("" if name == "__all__" else name, e.code or "invalid", _words(e))
        for name, entries in error.error_dict.items()
        for e in entries
    ]


def _words(error: ValidationError) -> str:
    return " ".join(error.messages)


@contextmanager
def database_rules(model: type[Owned], *, savepoint: bool = True) -> Iterator[None]:
    """Write inside a savepoint; a constraint that refuses becomes the RuleBroken of its field.

    `savepoint=False` where the refusal leaves a savepoint of the caller's at once.
    """
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    except IntegrityError as error:
        raise broken_by_constraint(model, error) from error


def broken_by_constraint(model: type[Owned], error: IntegrityError) -> RuleBroken:
    """Map the name of a violated constraint to field and message."""
    diagnostic = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostic, "constraint_name", None) or ""
    status = 409 if getattr(diagnostic, "sqlstate", "") in CONFLICTS else 400
    for constraint in model._meta.constraints:
        if constraint.name == name:
            return broken_constraint(constraint, status=status)
    for field in model._meta.concrete_fields:
        if name == f"fk_{model._meta.db_table}_{field.column}":
            return RuleBroken(problems=[unknown_reference(field.name)])
    raise error


def broken_constraint(constraint: models.BaseConstraint, *, status: int = 409) -> RuleBroken:
    """The refusal of one constraint."""
    return RuleBroken(_field_of(constraint), _code_of(constraint), str(_message_of(constraint)), status=status)


def _field_of(constraint: models.BaseConstraint) -> str:
    names = [n for n in getattr(constraint, "fields", ()) if n != "organization"]
    return names[-1] if names else getattr(constraint, "field_hint", "")


def _code_of(constraint: models.BaseConstraint) -> str:
    return constraint.violation_error_code or (
        "unique" if isinstance(constraint, models.UniqueConstraint) else "invalid"
    )


def _message_of(constraint: models.BaseConstraint) -> str:
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.violation_error_message)
    if isinstance(constraint, models.UniqueConstraint):
        return _("Another record already has this value.")
    return _("This value is not allowed.")
