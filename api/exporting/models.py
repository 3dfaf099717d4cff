"""An export: what was asked for, how far the worker is, and the file."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.records import Owned


class ExportStatus(models.TextChoices):
    """Where an export stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Removed")


# A worker is, or should be, at work on these.
AT_WORK = (ExportStatus.QUEUED, ExportStatus.RUNNING)


def stored_as(export: "Export", filename: str) -> str:
    """Where the file lies: by organization and month, under the export's id."""
    return f"{export.organization_id}/exports/{datetime.now(UTC):%Y/%m}/{export.id}.{export.format}"


class Export(Owned):
    """A file of the records of one module, for who asked for it. It is removed after some days."""

    module = "export"

    record_module = models.CharField(_("module"), max_length=60, editable=False)
    format = models.CharField(_("format"), max_length=10, editable=False)
    # Parameters of the list, each with its values: the filters, and which members in which order.
    question = models.JSONField(_("question"), default=dict, blank=True, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=ExportStatus, default=ExportStatus.QUEUED, editable=False
    )
    total = models.PositiveBigIntegerField(_("records"), default=0, editable=False)
    done = models.PositiveBigIntegerField(_("written"), default=0, editable=False)
    # Each worker that takes it up counts one more; only the last may go on.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0, editable=False)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False, help_text=_("Bytes."))
    failure = models.TextField(_("reason"), blank=True, editable=False)
    beat_at = models.DateTimeField(_("last sign of the worker"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return f"{self.record_module} ({self.format})"

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """A file holds what its maker may see: it is for nobody else."""
        return Q(created_by_id=actor.person_id)
