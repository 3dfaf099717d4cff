"""What may be done with an import: uploaded, mapped, checked, started, and taken out again."""

from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import NotVisible, RuleBroken
from core.imports.mapping import Mapping, suggest_columns
from core.imports.models import ImportBatch, ImportProblem, Status
from core.imports.plan import Plan, build_plan
from core.imports.reading import count_lines, open_table
from core.surfaces import Surface, surface_named
from core.writing import changing, creating

# From which states each step may be taken; an import that stopped goes on where it was.
CHECKABLE = (Status.UPLOADED, Status.CHECKED, Status.FAILED)
STARTABLE = (Status.UPLOADED, Status.CHECKED, Status.FAILED)
STOPPABLE = (Status.CHECKING, Status.RUNNING)
UNDOABLE = (Status.DONE, Status.FAILED, Status.UNDONE)


def upload_import(surface: Surface, *, actor: Actor, file: IO[bytes], name: str, size: int) -> ImportBatch:
    """Keep a file to be imported. Too large a file is refused with 413."""
    require_import(surface, actor)
    if size > settings.ATRIUM_MAX_IMPORT_BYTES:
        limit = settings.ATRIUM_MAX_IMPORT_BYTES // 1_000_000
        message = _("A file to import may have %d MB.") % limit
        raise RuleBroken("file", "payload-too-large", message, status=413)
    if not size:
        raise RuleBroken("file", "empty", _("The file is empty."))
    name = name.replace("\x00", "").strip()[-200:] or "import.csv"
    batch = ImportBatch(record_module=surface.module, name=name, size=size)
    try:
        with creating(batch, event="import_batch.uploaded", actor=actor):
            batch.file.save(name, File(file), save=False)
    except Exception:
        batch.file.delete(save=False)
        raise
    return batch


def map_import(batch: ImportBatch, *, actor: Actor, mapping: Mapping) -> ImportBatch:
    """Say which column fills which field. The whole file is read, so that a fault anywhere in it shows at once."""
    surface = surface_of_batch(batch)
    require_import(surface, actor)
    with batch.file.open("rb") as stored, open_table(stored, mapping.encoding) as table:
        plan = build_plan(surface, mapping, table.heading, actor=actor)
        total = count_lines(table)
    with changing(batch, event="import_batch.mapped", actor=actor) as row:
        _require_status(row, CHECKABLE)
        row.mapping, row.total, row.expected = plan.mapping.as_data(), total, {}
        row.status = Status.UPLOADED
    return batch


def start_import(batch: ImportBatch, *, actor: Actor, dry: bool) -> ImportBatch:
    """Hand an import to the workers: as a dry run that keeps nothing, or for good. One that stopped goes on."""
    require_import(surface_of_batch(batch), actor)
    with changing(batch, event="import_batch.checked" if dry else "import_batch.started", actor=actor) as row:
        _require_status(row, CHECKABLE if dry else STARTABLE)
        if not row.mapping:
            raise RuleBroken("mapping", "required", _("Say first which column fills which field."))
        goes_on = not dry and row.started_at is not None
        if not goes_on:
            _start_anew(row)
        row.status = Status.CHECKING if dry else Status.RUNNING
        row.failure = ""
        row.started_at = (row.started_at or timezone.now()) if not dry else None
    if not goes_on:
        ImportProblem.objects.visible_to(actor).filter(batch=batch).delete()
    return batch


def _start_anew(row: ImportBatch) -> None:
    row.line = row.created = row.updated = row.unchanged = row.refused = 0
    row.finished_at = None


def cancel_import(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Stop an import. What is done stays, and can be undone; its worker ends with the batch it is at."""
    require_import(surface_of_batch(batch), actor)
    with changing(batch, event="import_batch.cancelled", actor=actor) as row:
        _require_status(row, STOPPABLE)
        row.status, row.failure = Status.FAILED, _("It was cancelled.")
    return batch


def start_undo(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Hand an import to the workers, to be taken out again as far as nobody changed its records since."""
    require_import(surface_of_batch(batch), actor)
    with changing(batch, event="import_batch.undoing", actor=actor) as row:
        _require_status(row, UNDOABLE)
        row.status, row.failure = Status.UNDOING, ""
    return batch


def require_import(surface: Surface, actor: Actor) -> None:
    """Raise NotPermitted unless the actor may add or change records of the module."""
    if not actor.may(surface.permission("change")):
        actor.require(surface.permission("add"))


def surface_of_batch(batch: ImportBatch) -> Surface:
    """The module the records of an import belong to."""
    try:
        return surface_named(batch.record_module)
    except KeyError:
        raise NotVisible(batch.record_module) from None


def plan_of(batch: ImportBatch, heading: list[str], *, actor: Actor) -> Plan:
    """The stored mapping, compiled for the file's heading."""
    return build_plan(surface_of_batch(batch), Mapping.from_data(batch.mapping), heading, actor=actor)


def remembered_mapping(surface: Surface, heading: list[str], *, actor: Actor) -> dict[str, Any]:
    """How a file with these columns was read last time by the same person; else what the headings suggest."""
    former = ImportBatch.objects.visible_to(actor).filter(
        record_module=surface.module, created_by_id=actor.person_id, status__in=(Status.CHECKED, Status.DONE)
    )
    for mapping in former.exclude(mapping={}).order_by("-created_at").values_list("mapping", flat=True)[:20]:
        if set(mapping["columns"]) <= set(heading):
            return mapping
    return Mapping(suggest_columns(surface, heading, actor=actor)).as_data()


def _require_status(row: ImportBatch, allowed: tuple[Status, ...]) -> None:
    if row.status not in allowed:
        message = _("This import is in the state “%s”.") % row.get_status_display()
        raise RuleBroken("status", "invalid-transition", message, status=409)
