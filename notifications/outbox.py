"""Writing a letter down, in the transaction of what it tells. A task delivers it after the commit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import Person
from core.actor import Actor
from notifications.addresses import unsubscribe_address
from notifications.kinds import RecordKey
from notifications.models import Mail, MailAttachment
from notifications.wishes import known_language


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is written to whom. `to` is a member's id or the address of somebody outside.

    `template` names notifications/mail/<template>.txt and .html; both are given `context`. `subject` is translated for
    the reader. A letter that can be answered names its record, and config.notices.REPLIES who takes the answer.
    """

    kind: str
    to: UUID | str
    subject: Any
    template: str
    context: dict[str, Any]
    record: RecordKey | None = None
    language: str = ""
    time_zone: str = "UTC"
    takes_replies: bool = False
    attachments: Sequence[Attachment] = ()
    at: datetime | None = None


def queue_letters(letters: Iterable[Letter], *, actor: Actor) -> list[Mail]:
    """Write letters down for delivery: to members, to requesters, a report with its files. Few statements for many."""
    waiting = list(letters)
    if not waiting:
        return []
    people = Person.objects.in_bulk([one.to for one in waiting if isinstance(one.to, UUID)])
    written = [
        (letter, write(letter, people[letter.to].email if isinstance(letter.to, UUID) else letter.to, actor))
        for letter in waiting
        if letter.to in people or isinstance(letter.to, str)
    ]
    mails = Mail.objects.bulk_create(mail for _letter, mail in written)
    for letter, mail in written:
        attach(letter.attachments, mail)
    return mails


def write(letter: Letter, address: str, actor: Actor) -> Mail:
    """The letter in its reader's language and by their clock."""
    now = timezone.now()
    mail = Mail(
        organization_id=actor.organization_id,
        created_at=now,
        person_id=letter.to if isinstance(letter.to, UUID) else None,
        to=address.strip().casefold(),
        kind=letter.kind,
        language=known_language(letter.language),
        record_module=letter.record.module if letter.record else "",
        record_id=letter.record.id if letter.record else None,
        takes_replies=letter.takes_replies,
        next_attempt_at=letter.at or now,
    )
    with translation.override(mail.language), timezone.override(letter.time_zone):
        context = {"unsubscribe_url": unsubscribe_address(mail), "mail": mail, **letter.context}
        mail.subject = " ".join(str(letter.subject).split())[:300]
        mail.text = render_to_string(f"notifications/mail/{letter.template}.txt", {**context, "subject": mail.subject})
        mail.html = render_to_string(f"notifications/mail/{letter.template}.html", {**context, "subject": mail.subject})
    return mail


def attach(attachments: Sequence[Attachment], mail: Mail) -> None:
    """Keep the files until the letter is delivered."""
    for one in attachments:
        row = MailAttachment(
            organization_id=mail.organization_id, mail=mail, name=one.name, content_type=one.content_type
        )
        row.file.save(one.name, ContentFile(one.content), save=False)
        row.save(force_insert=True)
