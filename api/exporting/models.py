"""An export: what was asked for, how far the worker is, and the file or document."""

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.documents.models import Document
from core.jobs.models import Job


class Export(Job):
    """A file of the records of one module, for who asked for it, removed after some days; or of a report.

    A report's file is kept as a document of whoever asked, for as long as they keep it.
    """

    module = "export"
    stem = "export."

    # Of a report: the module whose conditions it takes.
    record_module = models.CharField(_("module"), max_length=60, editable=False)
    format = models.CharField(_("format"), max_length=10, editable=False)
    # Parameters of the list or report, each with its values: the filters, and which members in which order.
    question = models.JSONField(_("question"), default=dict, blank=True, editable=False)
    report = models.CharField(_("report"), max_length=40, blank=True, editable=False)
    # No reference: the document may be taken away while the export is still listed.
    document_key = models.UUIDField(_("document"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return f"{self.report or self.record_module} ({self.format})"

    @property
    def suffix(self) -> str:
        """What the name of the file ends with."""
        return self.format

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """A file holds what its maker may see: it is for nobody else."""
        return Q(created_by_id=actor.person_id)


def with_document_names(rows: QuerySet[Export]) -> QuerySet[Export]:
    """Exports with `document_name`: None until the document is there, and again once it is not any more."""
    document = Document._base_manager.filter(organization_id=OuterRef("organization_id"), pk=OuterRef("document_key"))
    return rows.annotate(document_name=Subquery(document.values("name")[:1]))
