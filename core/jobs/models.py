"""A job: where it stands, how far its worker is, and the file it makes."""

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.records import Owned


class JobStatus(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("At work")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Stopped")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Removed")


# A worker is, or should be, at work on these.
AT_WORK = (JobStatus.QUEUED, JobStatus.RUNNING)


def stored_as(job: "Job", filename: str) -> str:
    """Where the file lies: by organization and month, under the job's id."""
    return f"{job.organization_id}/exports/{datetime.now(UTC):%Y/%m}/{job.id}.{job.suffix}"


class Job(Owned):
    """Something a worker does for somebody. Its file, if it makes one, is removed after some days."""

    # What the events of its history begin with.
    stem = ""

    status = models.CharField(_("status"), max_length=20, choices=JobStatus, default=JobStatus.QUEUED, editable=False)
    total = models.PositiveBigIntegerField(_("total"), default=0, editable=False)
    done = models.PositiveBigIntegerField(_("done"), default=0, editable=False)
    # Each worker that takes it up counts one more; only the last may go on.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=0, editable=False)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), default=0, editable=False, help_text=_("Bytes."))
    failure = models.TextField(_("reason"), blank=True, editable=False)
    beat_at = models.DateTimeField(_("last sign of the worker"), null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def suffix(self) -> str:
        """What the name of its file ends with."""
        raise NotImplementedError

    @property
    def is_at_work(self) -> bool:
        return self.status in AT_WORK

    def event(self, verb: str) -> str:
        """What a change of it is called in its history."""
        return f"{self.stem}{verb}"
