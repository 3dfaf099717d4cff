"""The work itself: the file is written beside, and kept only by the worker that took the export up last."""

import tempfile
from uuid import UUID

from api.exporting.actions import parameters_of
from api.exporting.models import Export
from api.exporting.reports import write_report
from api.exports import selected_rows, stream_file
from api.problems import ApiProblem
from core.acting import acting
from core.actor import Actor
from core.errors import AtriumError
from core.jobs.running import Heartbeat, Overtaken, fail, keep_file, take_up
from core.query import QueryError
from core.surfaces import surface_named


def run_export(export_id: UUID, *, actor: Actor) -> None:
    """Write an export from its beginning. Called outside any transaction."""
    export = take_up(Export, export_id, actor)
    if export is None:
        return
    try:
        (write_report if export.report else _write)(export, actor)
    except Overtaken:
        return
    except (AtriumError, QueryError, ApiProblem) as error:
        fail(export, actor, str(error))


def _write(export: Export, actor: Actor) -> None:
    surface, parameters = surface_named(export.record_module), parameters_of(export.question)
    with acting(actor):
        actor.require(surface.permission("view"))
        total = selected_rows(surface, actor, parameters).count()
        pieces = stream_file(surface, actor, parameters, export.format)
    with tempfile.TemporaryFile() as file:
        with Heartbeat(export, actor) as beat:
            beat.note(0, total)
            for piece in pieces:
                file.write(piece)
                # Lines stand for records.
                beat.note(min(total, beat.done + piece.count(b"\n")), total)
        keep_file(export, actor, file, event=export.event("finished"), total=total, done=total)
