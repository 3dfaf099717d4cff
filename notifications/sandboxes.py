"""Letters of a sandbox: written down, and sent to nobody."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from notifications.choices import MailState
from notifications.models import Mail

NOT_SENT = _("Nothing is sent from a sandbox.")


def is_sandbox(organization_id: UUID) -> bool:
    """Whether letters of the organization stay here."""
    return Organization.objects.filter(pk=organization_id, sandbox_of__isnull=False).exists()


def record_letter(organization_id: UUID, *, to: str, kind: str, subject: str, text: str) -> Mail:
    """Write down a letter that would otherwise have been sent at once."""
    return Mail.objects.create(
        organization_id=organization_id,
        to=to,
        kind=kind,
        subject=subject[:300],
        text=text,
        state=MailState.SUPPRESSED,
        error=str(NOT_SENT),
    )
