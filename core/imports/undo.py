"""Taking an import out again: what it made is deleted, what it changed gets its former values back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError, RuleBroken
from core.imports.actions import surface_of_batch
from core.imports.models import ImportBatch, ImportProblem, Status
from core.loading import load_rows
from core.records import ExternalId, Record
from core.surfaces import Surface
from core.writing import changing, deleting

# Records to a transaction: each goes through its own action.
AT_ONCE = 500

# What the import wrote last of each record, newest first, and whether anybody else wrote to it since.
_WRITTEN = """
select distinct on (c.record_id) c.record_id, c.id, c.action, c.before, exists (
    select from core_change later
    where later.organization_id = c.organization_id and later.record_id = c.record_id and later.id > c.id
      and (later.source <> 'import' or later.request_id not in (c.request_id, %(undo)s))
) as changed_since, exists (
    select from core_change later
    where later.organization_id = c.organization_id and later.record_id = c.record_id and later.id > c.id
      and later.source = 'import' and later.request_id = %(undo)s
) as undone
from core_change c
where c.organization_id = %(organization)s and c.source = 'import' and c.request_id = %(request)s
  and c.module = %(module)s
order by c.record_id, c.id
"""


@dataclass(frozen=True, slots=True)
class Written:
    """One record of an import."""

    record_id: UUID
    change_id: int
    action: str
    before: str | None  # JSON, as PostgreSQL wrote it
    changed_since: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What undoing would do."""

    to_delete: int
    to_restore: int
    changed_since: int

    @property
    def total(self) -> int:
        return self.to_delete + self.to_restore


def written_by(batch: ImportBatch) -> list[Written]:
    """Every record the import made or changed, the last one first, so that parts go before their whole."""
    values: dict[str, Any] = {
        "undo": undo_request(batch),
        "organization": batch.organization_id,
        "request": batch.request_id,
        "module": batch.record_module,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, values)
        found = [Written(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: one.change_id, reverse=True)


def undo_request(batch: ImportBatch) -> str:
    """Under this name the change record keeps what undoing wrote."""
    return f"import-undo:{batch.pk}"


def preview_undo(batch: ImportBatch) -> Preview:
    """Counts, before anybody decides."""
    waiting = [one for one in written_by(batch) if not one.undone]
    free = [one for one in waiting if not one.changed_since]
    made = sum(one.action == "create" for one in free)
    return Preview(made, len(free) - made, len(waiting) - len(free))


def run_undo(batch_id: UUID, *, actor: Actor) -> None:
    """Undo from where it stands to its end. Called outside any transaction."""
    actor = replace(actor, source="import", request_id=f"import-undo:{batch_id}")
    with acting(actor):
        batch: Any = ImportBatch.objects.all().get_visible(actor, pk=batch_id)
        surface, written = surface_of_batch(batch), written_by(batch)
        with changing(batch, event="import_batch.progressed", actor=actor) as row:
            row.undone, row.kept = sum(one.undone for one in written), 0
        ImportProblem.objects.visible_to(actor).filter(batch=batch, line=0).delete()
    waiting = [one for one in written if not one.undone]
    for start in range(0, len(waiting), AT_ONCE):
        with acting(actor):
            _undo_some(batch, surface, waiting[start : start + AT_ONCE], actor)
    with acting(actor), changing(batch, event="import_batch.undone", actor=actor) as row:
        row.status, row.undone_at = Status.UNDONE, timezone.now()


def _undo_some(batch: ImportBatch, surface: Surface, written: Sequence[Written], actor: Actor) -> None:
    records = surface.model.objects.visible_to(actor).in_bulk([one.record_id for one in written])
    refusals = []
    for one in written:
        record = records.get(one.record_id)
        if record is None:
            continue  # deleted by somebody, which is what undoing would have done
        if words := _refusal(surface, one, record, actor):
            refusals.append((f"{surface.prefix}-{record.number} {surface.label_of(record)}", words))
    _keep_refusals(batch, refusals)
    with changing(batch, event="import_batch.progressed", actor=actor) as row:
        row.undone += len(written) - len(refusals)
        row.kept += len(refusals)


def _refusal(surface: Surface, one: Written, record: Record, actor: Actor) -> str:
    """Undo one record, or say why it stays as it is."""
    if one.changed_since:
        return _("It was changed since.")
    try:
        with transaction.atomic():
            _undo_one(surface, one, record, actor)
    except RuleBroken as broken:
        return broken.problems[0].message
    except AtriumError as error:
        return _("It cannot be undone: %s.") % (str(error) or type(error).__name__)
    return ""


def _undo_one(surface: Surface, one: Written, record: Record, actor: Actor) -> None:
    if one.action != "create":
        assert surface.update is not None, "the import has used it"
        surface.update(record, actor=actor, **former_values(surface, record, one.before or "{}"))
        return
    if surface.delete is None:
        raise RuleBroken(message=_("Records of this kind are not deleted."))
    surface.delete(record, actor=actor)
    # Another import may bring the record again.
    for named in ExternalId.objects.visible_to(actor).filter(record_id=record.pk):
        with deleting(named, event=f"{record.module}.external_id_removed", actor=actor):
            pass


def former_values(surface: Surface, record: Record, text: str) -> dict[str, Any]:
    """What an import replaced, as typed values; columns that follow from others follow again."""
    before, values = json.loads(text, parse_float=Decimal), {}
    for name in (*surface.imports, "custom_fields"):
        field: Any = record._meta.get_field(name)
        if field.attname in before:
            old = before[field.attname]
            values[field.attname] = old if old is None or name == "custom_fields" else field.to_python(old)
    return values


def _keep_refusals(batch: ImportBatch, refusals: Sequence[tuple[str, str]]) -> None:
    """Kept like refused lines, under line 0."""
    if refusals:
        load_rows(
            [
                ImportProblem(
                    organization_id=batch.organization_id,
                    batch=batch,
                    line=0,
                    value=name[:300],
                    code="kept",
                    message=words[:500],
                )
                for name, words in refusals
            ]
        )
