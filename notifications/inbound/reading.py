"""A letter as bytes becomes what Atrium needs of it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr

from django.conf import settings

from notifications.inbound.quotes import plain_text, written_part

# Where the address stands that a letter was sent to; a mail server adds the last two.
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To")
BULK = frozenset(("bulk", "junk", "list", "auto_reply"))


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a letter."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What came: from whom, to which secret address, and what it says."""

    message_id: str
    sender: str
    secrets: tuple[str, ...]
    text: str
    files: tuple[File, ...]
    is_automatic: bool


def read_reply(content: bytes) -> Reply:
    """Read a letter. What is broken in it is left out; a letter without an id is named by its bytes."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    given = header(message, "Message-ID").strip()[:300]
    return Reply(
        message_id=given or f"<sha256.{hashlib.sha256(content).hexdigest()}>",
        sender=parseaddr(header(message, "From"))[1].casefold()[:254],
        secrets=tuple(dict.fromkeys(secrets_in(message))),
        text=text_of(message),
        files=tuple(files_of(message)),
        is_automatic=is_automatic(message),
    )


def header(message: EmailMessage, name: str) -> str:
    """A header's text; one that cannot be read is as good as none."""
    try:
        return str(message.get(name, "")).replace("\x00", "")
    except (ValueError, LookupError, AttributeError, IndexError):
        return ""


def secrets_in(message: EmailMessage) -> Iterator[str]:
    """The secrets of the reply addresses that the letter was sent to."""
    local, _at, domain = settings.ATRIUM_REPLY_ADDRESS.casefold().partition("@")
    for _name, address in getaddresses([header(message, name) for name in RECIPIENTS]):
        mailbox, _at, host = address.strip().casefold().rpartition("@")
        stem, plus, secret = mailbox.partition("+")
        if domain and plus and (stem, host) == (local, domain):
            yield secret


def is_automatic(message: EmailMessage) -> bool:
    """Whether no person wrote it: absence notes, bounces, lists (RFC 3834)."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().casefold()
    precedence = header(message, "Precedence").strip().casefold()
    names = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id")
    is_bounce = message.get_content_type() == "multipart/report" or header(message, "Return-Path").strip() == "<>"
    return submitted not in ("", "no") or precedence in BULK or is_bounce or any(name in message for name in names)


def text_of(message: EmailMessage) -> str:
    """What was written, preferably from the plain part."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = decoded(body)
    return written_part(plain_text(text) if body.get_content_subtype() == "html" else text).replace("\x00", "")


def decoded(part: Message) -> str:
    """The text of a part, whatever character set it claims."""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return raw.decode("utf-8", errors="replace")


def files_of(message: EmailMessage) -> Iterator[File]:
    """Files that were attached; pictures of a signature, which the text shows itself, are none."""
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        name = (part.get_filename() or "").replace("\x00", "").strip()
        if isinstance(payload, bytes) and payload and name and part.get_content_disposition() != "inline":
            yield File(name[-200:], payload)
