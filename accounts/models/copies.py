"""Copies of a whole organization: its export, its arrival here, and its sandbox."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.db.constraints import one_of
from core.jobs.models import AT_WORK, Job, JobStatus


class CopyKind(models.TextChoices):
    """What is, or was, done with the whole of an organization."""

    EXPORT = "export", _("Export")
    IMPORT = "import", _("Import")
    SANDBOX = "sandbox", _("Sandbox")
    SANDBOX_DELETION = "sandbox_deletion", _("Deletion of the sandbox")


SANDBOX_KINDS = (CopyKind.SANDBOX, CopyKind.SANDBOX_DELETION)


class OrganizationCopy(Job):
    """Work on the whole of an organization, how far it is, and the file of an export. One at a time.

    Its parts are rows and files together.
    """

    module = "organization_copy"
    stem = "organization.copy_"
    suffix = "zip"

    kind = models.CharField(_("kind"), max_length=20, choices=CopyKind, editable=False)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    # What is worth knowing of the outcome, such as files that were not there.
    note = models.TextField(_("note"), blank=True, editable=False)

    class Meta:
        verbose_name = _("copy of the organization")
        verbose_name_plural = _("copies of the organization")
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="organization_copy_newest")]
        constraints = [
            one_of("kind", CopyKind, name="organization_copy_kind"),
            one_of("status", JobStatus, name="organization_copy_status"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(status__in=AT_WORK),
                name="organization_copy_one_at_a_time",
                violation_error_message=_("A copy of the organization is at work already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
