"""What may be done with an export: asked for, of a list or a report, and cancelled."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from api.exporting.models import Export
from api.exporting.reports import FORMATS
from api.exports import CONTENT_TYPES, stream_file
from api.modules import check_may
from core.actor import Actor
from core.errors import RuleBroken
from core.jobs.actions import cancel_job
from core.surfaces import Surface, surface_named
from core.writing import creating
from workorders.reports.asking import read_asked
from workorders.reports.figures import Report


def request_export(surface: Surface, *, actor: Actor, format: str, question: Mapping[str, list[str]]) -> Export:
    """Ask for a file of what the question selects. The question is judged now, by the rights of who asks."""
    check_may(surface, actor, "read")
    if format not in CONTENT_TYPES:
        raise RuleBroken("format", "invalid_choice", _("Choose a format."))
    # Nothing is read before the first piece is asked for.
    stream_file(surface, actor, parameters_of(question), format)
    export = Export(record_module=surface.module, format=format, question=dict(question))
    with creating(export, event="export.requested", actor=actor):
        pass
    return export


def request_report(report: Report, *, actor: Actor, format: str, question: Mapping[str, list[str]]) -> Export:
    """Ask for a document of a report. The question is judged now, by the rights of who asks."""
    for module in report.modules:
        check_may(surface_named(module), actor, "read")
    if format not in FORMATS:
        raise RuleBroken("format", "invalid_choice", _("Choose a format."))
    read_asked(report, question, actor)
    export = Export(record_module=report.module, report=report.name, format=format, question=dict(question))
    with creating(export, event="export.requested", actor=actor):
        pass
    return export


def cancel_export(export: Export, *, actor: Actor) -> Export:
    """Stop an export that is not ready. Its worker notices within some seconds."""
    return cancel_job(export, actor=actor)


def parameters_of(question: Mapping[str, Any]) -> QueryDict:
    """A stored question as the parameters of a list."""
    parameters = QueryDict(mutable=True)
    for name, values in question.items():
        parameters.setlist(name, values)
    return parameters
