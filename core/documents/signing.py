"""Signed addresses: one document for whoever holds the address, for a while, as its giver may read it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.documents.actions import require_document_change, require_readable
from core.documents.models import Document
from core.errors import RuleBroken
from core.writing import changing

SALT = "core.documents.signing"
# Seconds.
USUAL, LONGEST = 300, 7 * 24 * 3600


class AddressVoid(Exception):
    """The address was altered, is for another document, is over, or was taken back."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an address opens, and who gave it: with their standing of the moment it is opened, not of then."""

    organization_id: UUID
    document_id: UUID
    person_id: UUID | None
    credential_id: UUID | None
    given_at: datetime


def signed_address(document: Document, *, actor: Actor, seconds: int = USUAL) -> tuple[str, datetime]:
    """The path under which the document is read, and until when."""
    require_readable(document, actor)
    if not 1 <= seconds <= LONGEST:
        raise RuleBroken("expires_in", "invalid", _("Give 1 to %d seconds.") % LONGEST)
    return address_of(document.pk, actor=actor, seconds=seconds)


def address_of(document_id: UUID, *, actor: Actor, seconds: int) -> tuple[str, datetime]:
    """The same without asking: whoever opens it learns whether the actor may read the document."""
    now = timezone.now()
    until = now + timedelta(seconds=seconds)
    ids = (actor.organization_id, document_id, actor.person_id, actor.credential_id)
    told = [*("" if one is None else one.hex for one in ids), now.timestamp(), until.timestamp()]
    signature = signing.dumps(told, salt=SALT)
    return reverse("signed-file", args=[document_id, signature]), until


def read_signature(signature: str, document_id: UUID) -> Grant:
    """What a signature grants; AddressVoid when it is not ours, is for another document, or is over."""
    try:
        *ids, given, until = signing.loads(signature, salt=SALT)
    except signing.BadSignature:
        raise AddressVoid from None
    organization, document, person, credential = (UUID(hex=one) if one else None for one in ids)
    if document != document_id or organization is None or timezone.now().timestamp() > until:
        raise AddressVoid
    return Grant(organization, document_id, person, credential, datetime.fromtimestamp(given, UTC))


def take_addresses_back(document: Document, *, actor: Actor) -> Document:
    """Make every address void that was given out for the document so far."""
    require_document_change(document, actor)
    with changing(document, event="document.addresses_taken_back", actor=actor) as row:
        row.links_void_before = timezone.now()
    return document


def is_taken_back(document: Document, grant: Grant) -> bool:
    """Whether the addresses of the grant's time are void."""
    return document.links_void_before is not None and grant.given_at <= document.links_void_before
