"""A report at work: its figures are read, put into a file, and kept as a document of whoever asked."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import translation

from accounts.models import Organization
from api.exporting.models import Export
from api.exporting.telling import told
from core.acting import acting
from core.actor import Actor
from core.documents.actions import store_document
from core.documents.choices import DocumentKind
from core.jobs.running import Heartbeat, Overtaken, finishing
from core.reading.compiled import dump
from notifications.wishes import read_wishes
from workorders.report_choices import ReportFormat
from workorders.reports.asking import read_asked
from workorders.reports.catalogue import BY_NAME
from workorders.reports.counting import Result, read_report
from workorders.reports.files import File, build_file, file_name

JSON = "json"
FORMATS = (*ReportFormat.values, JSON)
# What is counted on the way: the figures, and the file.
STEPS = 2


def write_report(export: Export, actor: Actor) -> None:
    """Make the report by the rights of today, and keep it unless the export was cancelled meanwhile."""
    with Heartbeat(export, actor) as beat:
        beat.note(0, STEPS)
        with acting(actor), translation.override(language_of(actor)):
            result = read_report(read_asked(BY_NAME[export.report], export.question, actor))
            beat.note(1, STEPS)
            file = file_of(result, export.format, actor)
        beat.note(STEPS, STEPS)
    keep_document(export, actor, file)


def language_of(actor: Actor) -> str:
    """The language in which whoever asked is written to."""
    person = actor.person_id
    return read_wishes([actor], actor).language(person) if person else settings.LANGUAGE_CODE


def file_of(result: Result, format: str, actor: Actor) -> File:
    """The report in a format; as JSON it is what its address answers."""
    if format == JSON:
        return File(file_name(result, JSON), "application/json", dump(told(result)))
    return build_file(result, format, owner=Organization.objects.get(pk=actor.organization_id).name)


def keep_document(export: Export, actor: Actor, file: File) -> None:
    """The document and the end of the export are there together, or neither is."""
    with acting(actor):
        content = ContentFile(file.content, file.name)
        document = store_document(actor=actor, file=content, name=file.name, kind=DocumentKind.REPORT)
        try:
            with finishing(export, actor, export.event("finished")) as row:
                row.document_key, row.size, row.total, row.done = document.pk, document.size, STEPS, STEPS
        except Overtaken:
            document.file.delete(save=False)
            raise
