"""Private addresses: request links and tracking pages.

The database keeps only the hash (`core.keys`). The secret itself follows from the installation's own secret and the
record, so that a label can be printed again and each mail can name the tracking page.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from core.keys import Key, hash_secret
from workorders.models import AffectedPerson, Request, RequestLink

LINK, TRACKING, AFFECTED = "request_link", "request", "affected_person"
# Who is at work behind each kind of address, as the history of records names them.
KINDS = {LINK: "Request link", TRACKING: "Requester", AFFECTED: "Also affected"}


def link_address(link: RequestLink) -> str:
    """The path at which people report by this link."""
    return reverse("report", args=[_opened(link, LINK, str(link.generation))])


def tracking_address(request: Request | AffectedPerson) -> str:
    """The path at which a requester follows a request."""
    kind = TRACKING if isinstance(request, Request) else AFFECTED
    return reverse("track", args=[_opened(request, kind)])


def close(record: RequestLink | Request | AffectedPerson, kind: str) -> None:
    """Let every address of the record open nothing any more."""
    Key.objects.filter(organization_id=record.organization_id, kind=kind, record_id=record.pk).delete()


def _opened(record: RequestLink | Request | AffectedPerson, kind: str, more: str = "") -> str:
    """The secret of a record's address, known to the doorway from now on."""
    secret = secret_of(kind, record.pk, more)
    Key.objects.get_or_create(
        hash=hash_secret(secret),
        defaults={"organization_id": record.organization_id, "kind": kind, "record_id": record.pk},
    )
    return secret


def secret_of(kind: str, record_id: UUID, more: str = "") -> str:
    """256 bits that nobody guesses who does not know the installation's secret."""
    message = f"{kind}:{record_id}:{more}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), b"atrium.doors." + message, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
