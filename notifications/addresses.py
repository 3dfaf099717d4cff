"""Addresses that letters carry: pages of the installation, the way to answer, the way to be written to no more."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from core.keys import Key, hash_secret
from notifications.models import Mail

REPLY = "mail_reply"
# A letter can be answered for so long.
ANSWERED_FOR = timedelta(days=90)
SALT = "atrium.unsubscribe"


def absolute(path: str) -> str:
    """A page's address for a reader outside the browser."""
    return settings.ATRIUM_BASE_URL.rstrip("/") + path


def reply_secret(mail_id: UUID) -> str:
    """What nobody guesses who does not know the installation's secret; small letters, since mail servers fold them."""
    message = f"{REPLY}:{mail_id}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()[:20]
    return base64.b32encode(digest).decode().lower()


def open_for_replies(mails: list[Mail]) -> None:
    """Let the answers to these letters be found. Their secrets are kept as hashes."""
    until = timezone.now() + ANSWERED_FOR
    keys = [
        Key(
            hash=hash_secret(reply_secret(mail.pk)),
            organization_id=mail.organization_id,
            kind=REPLY,
            record_id=mail.pk,
            expires_at=until,
        )
        for mail in mails
        if mail.takes_replies and settings.ATRIUM_REPLY_ADDRESS
    ]
    Key.objects.bulk_create(keys, ignore_conflicts=True)


def reply_address(mail: Mail) -> str:
    """Where an answer to the letter goes; empty where the installation takes none."""
    if not (mail.takes_replies and settings.ATRIUM_REPLY_ADDRESS):
        return ""
    local, _at, domain = settings.ATRIUM_REPLY_ADDRESS.partition("@")
    return f"{local}+{reply_secret(mail.pk)}@{domain}"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an unsubscribing reader is written: letters of one kind, to a person or to an address."""

    organization_id: UUID
    person_id: UUID | None
    address: str
    kind: str


def unsubscribe_address(mail: Mail) -> str:
    """The page at which the letter's reader is written to no more, without signing in."""
    whom = {"p": str(mail.person_id)} if mail.person_id else {"a": mail.to}
    token = signing.dumps({"o": str(mail.organization_id), "k": mail.kind, **whom}, salt=SALT)
    return absolute(reverse("unsubscribe", args=[token]))


def read_subscription(token: str) -> Subscription | None:
    """What a token says; None for one that the installation did not sign."""
    try:
        found = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = UUID(found["p"]) if "p" in found else None
    return Subscription(UUID(found["o"]), person, found.get("a", ""), found["k"])
