"""Copies of a whole organization: its export, its arrival here, and its sandbox."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.db.constraints import one_of
from core.records import Owned


class CopyKind(models.TextChoices):
    """What is, or was, done with the whole of an organization."""

    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")
    SANDBOX = "sandbox", _("Sandbox")
    SANDBOX_DELETION = "sandbox_deletion", _("Deletion of the sandbox")


class CopyStatus(models.TextChoices):
    """Where a copy stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("At work")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Removed")


# A worker is, or should be, at work on these.
AT_WORK = (CopyStatus.QUEUED, CopyStatus.RUNNING)


def stored_as(copy: "OrganizationCopy", filename: str) -> str:
    """Where an export lies: by organization and month, under its id."""
    return f"{copy.organization_id}/exports/{datetime.now(UTC):%Y/%m}/{copy.id}.zip"


class OrganizationCopy(Owned):
    """Work on the whole of an organization, how far it is, and the file of an export. One at a time."""

    module = "organization_copy"

    kind = models.CharField(_("kind"), max_length=20, choices=CopyKind, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=CopyStatus, default=CopyStatus.QUEUED, editable=False)
    # Rows and files together.
    total = models.PositiveBigIntegerField(_("parts"), default=0, editable=False)
    done = models.PositiveBigIntegerField(_("done"), default=0, editable=False)
    # Each worker that takes it up counts one more; only the last may go on.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0, editable=False)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False, help_text=_("Bytes."))
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    failure = models.TextField(_("reason"), blank=True, editable=False)
    # What is worth knowing of the outcome, such as files that were not there.
    note = models.TextField(_("note"), blank=True, editable=False)
    beat_at = models.DateTimeField(_("last sign of the worker"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("copy of the organization")
        verbose_name_plural = _("copies of the organization")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="organization_copy_newest")]
        constraints = [
            one_of("kind", CopyKind, name="organization_copy_kind"),
            one_of("status", CopyStatus, name="organization_copy_status"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(status__in=["queued", "running"]),
                name="organization_copy_one_at_a_time",
                violation_error_message=_("A copy of the organization is at work already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK
