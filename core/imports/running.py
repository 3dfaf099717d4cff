"""The work itself: batch after batch, each a transaction of its own, so that a killed worker leaves whole batches."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from core.acting import acting
from core.actor import Actor
from core.db.planner import analyze
from core.errors import AtriumError, RuleBroken
from core.imports.actions import plan_of, surface_of_batch
from core.imports.models import ImportBatch, ImportProblem, Status
from core.imports.plan import Plan
from core.imports.reading import Line, Table, open_table
from core.imports.rows import Row
from core.imports.store import CREATED, REFUSED, UNCHANGED, UPDATED, Store
from core.loading import load_rows
from core.writing import changing

# Lines to a transaction: by set, and by single actions, which take some milliseconds each.
BY_SET, ONE_BY_ONE = 5_000, 500
# New rows from which on a table is measured anew.
MANY = 1_000
OUTCOMES = (CREATED, UPDATED, UNCHANGED, REFUSED)


class Overtaken(RuntimeError):
    """Another worker has gone on with this import; this one leaves it alone."""


def run_import(batch_id: UUID, *, actor: Actor) -> None:
    """Check or import a file from where it stands to its end. Called outside any transaction."""
    actor = replace(actor, source="import", request_id=f"import:{batch_id}")
    with acting(actor):
        batch: Any = ImportBatch.objects.all().get_visible(actor, pk=batch_id)
    try:
        _run(batch, actor)
    except Overtaken:
        return
    except AtriumError as error:
        stop_import(batch, actor, _words_of(error))


def _run(batch: ImportBatch, actor: Actor) -> None:
    dry = batch.status == Status.CHECKING
    with batch.file.open("rb") as stored, open_table(stored, batch.mapping.get("encoding", "")) as table:
        with acting(actor):
            plan = plan_of(batch, table.heading, actor=actor)
            store = Store(plan, actor, dry=dry)
        for lines in _batches(table, plan, store, after=batch.line):
            _take(batch, store, lines, actor, dry=dry)
    _finish(batch, actor, dry=dry)


def _batches(table: Table, plan: Plan, store: Store, *, after: int) -> Iterator[list[Line]]:
    """The lines still to be done, in batches. Keys of those already done are met once more."""
    size = BY_SET if plan.surface.settle_many is not None else ONE_BY_ONE
    lines = iter(table.lines)
    if after:
        lines = _skip(lines, plan, store, after)
    while batch := list(islice(lines, size)):
        yield batch


def _skip(lines: Iterator[Line], plan: Plan, store: Store, after: int) -> Iterator[Line]:
    for number, cells in lines:
        if number > after:
            yield number, cells
        elif plan.key is not None and plan.key.place < len(cells) and cells[plan.key.place].strip():
            store.met.setdefault(plan.key.parse(cells[plan.key.place]), number)


def _take(batch: ImportBatch, store: Store, lines: list[Line], actor: Actor, *, dry: bool) -> None:
    """One batch: records, counts and refused lines are committed together, or not at all."""
    with acting(actor):
        rows = store.take(lines)
        if dry:
            transaction.set_rollback(True)
        else:
            _keep(batch, rows, lines[-1][0], actor, Status.RUNNING)
    if dry:
        with acting(actor):
            _keep(batch, rows, lines[-1][0], actor, Status.CHECKING)


def _keep(batch: ImportBatch, rows: list[Row], last: int, actor: Actor, status: Status) -> None:
    counts = Counter(row.outcome for row in rows)
    with _going_on(batch, actor, status) as row:
        row.line = last
        for outcome in OUTCOMES:
            setattr(row, outcome, getattr(row, outcome) + counts[outcome])
    problems = [
        ImportProblem(
            organization_id=batch.organization_id,
            batch=batch,
            line=row.line,
            column=fault.heading[:300],
            value=_storable(fault.value)[:300],
            code=fault.code,
            message=fault.message[:500],
            cells=[_storable(cell) for cell in row.cells],
        )
        for row in rows
        for fault in row.faults
    ]
    if problems:
        load_rows(problems)


def _storable(text: str) -> str:
    """A NUL is shown as the sign that stands for it."""
    return text.replace("\x00", "\u2400")


@contextmanager
def _going_on(batch: ImportBatch, actor: Actor, status: Status) -> Iterator[ImportBatch]:
    """Write how far it came, unless another worker did."""
    line = batch.line
    with changing(batch, event="import_batch.progressed", actor=actor) as row:
        if row.line != line or row.status != status:
            raise Overtaken
        yield row


def _finish(batch: ImportBatch, actor: Actor, *, dry: bool) -> None:
    with acting(actor), _going_on(batch, actor, Status.CHECKING if dry else Status.RUNNING) as row:
        row.status = Status.CHECKED if dry else Status.DONE
        row.finished_at = None if dry else timezone.now()
        if dry:
            row.expected = {outcome: getattr(row, outcome) for outcome in OUTCOMES}
            row.line = row.created = row.updated = row.unchanged = row.refused = 0
        elif row.created >= MANY:
            analyze(surface_of_batch(row).model._meta.db_table)


def _words_of(error: AtriumError) -> str:
    return error.problems[0].message if isinstance(error, RuleBroken) else str(error) or type(error).__name__


def stop_import(batch: ImportBatch, actor: Actor, words: str) -> None:
    """The file or a right is not what it was; what is done stays, and the reason is shown."""
    with acting(actor), changing(batch, event="import_batch.failed", actor=actor) as row:
        if row.is_at_work:
            row.status, row.failure = Status.FAILED, words
