"""Taking an answer to its record: whoever was written to answers, as if they had done so on the page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core.acting import acting
from core.actor import Actor
from core.documents.actions import add_document
from core.errors import AtriumError, NotPermitted, NotVisible, RuleBroken
from core.keys import Key, hash_secret
from core.records import Record
from core.surfaces import surface_named
from notifications.addresses import REPLY
from notifications.choices import Outcome
from notifications.inbound.reading import File, Reply
from notifications.models import InboundMail, Mail
from notifications.people import actors_of

log = logging.getLogger(__name__)
# More files than this in one letter are left out.
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter."""

    outcome: Outcome
    reason: str = ""


def take_reply(reply: Reply) -> Taken:
    """Take one letter, once. What cannot be taken is said in the log, and kept where its record is known."""
    key = next(filter(None, map(find_key, reply.secrets)), None)
    if key is None:
        log.warning("mail %s from %s goes to no known address", reply.message_id, reply.sender)
        return Taken(Outcome.REFUSED, "unknown address")
    system = Actor.system(key.organization_id, source="mail", name="Mail")
    with acting(system):
        mail = Mail.objects.visible_to(system).filter(pk=key.record_id).first()
        if mail is None:
            return Taken(Outcome.REFUSED, "unknown letter")
        if InboundMail.objects.visible_to(system).filter(message_id=reply.message_id).exists():
            return Taken(Outcome.IGNORED, "taken before")
        taken = judge(reply, mail, system)
        keep(reply, mail, taken)
    if taken.outcome == Outcome.REFUSED:
        log.warning("mail %s from %s is refused: %s", reply.message_id, reply.sender, taken.reason)
    return taken


def find_key(secret: str) -> Key | None:
    """The letter that a secret belongs to, while it may be answered."""
    return Key.objects.filter(hash=hash_secret(secret), kind=REPLY, expires_at__gt=timezone.now()).first()


def judge(reply: Reply, mail: Mail, system: Actor) -> Taken:
    """Whether the letter is an answer of whoever was written to; then it is taken to the record."""
    if reply.is_automatic:
        return Taken(Outcome.IGNORED, "written by a program")
    if reply.sender != mail.to:
        return Taken(Outcome.REFUSED, "not from the address that was written to")
    if not reply.text and not reply.files:
        return Taken(Outcome.IGNORED, "says nothing")
    try:
        with transaction.atomic():
            return answer(reply, mail, system)
    except NotVisible:
        return Taken(Outcome.REFUSED, "the record is not there for them any more")
    except NotPermitted:
        return Taken(Outcome.REFUSED, "they may not comment")
    except AtriumError as refused:
        return Taken(Outcome.REFUSED, str(refused)[:300])


def answer(reply: Reply, mail: Mail, system: Actor) -> Taken:
    """A member's answer is a comment of theirs; an outsider's goes to who takes it for the module."""
    surface = surface_named(mail.record_module)
    text = reply.text[:20_000] or "\N{PAPERCLIP}"
    if mail.person_id is not None:
        actor = actors_of([mail.person_id], mail.organization_id).get(mail.person_id)
        if actor is None:
            return Taken(Outcome.REFUSED, "no member any more")
        actor = replace(actor, source="mail")
        comment = surface.action("comment")
        assert comment is not None, surface.module
        actor.require(surface.permission("view"))
        record = surface.model.objects.get_visible(actor, pk=mail.record_id)
        with acting(actor):
            comment.run(record, actor=actor, body=text)
            return Taken(Outcome.TAKEN, add_files(record, reply.files, actor))
    record = surface.model.objects.get_visible(system, pk=mail.record_id)
    takers()[surface.module](record, body=text, actor=system)
    return Taken(Outcome.TAKEN, add_files(record, reply.files, system))


def takers() -> dict[str, Callable[..., object]]:
    """Who takes the answers of people without an account: `(record, *, body, actor)` by module."""
    found: dict[str, Callable[..., object]] = import_string(settings.ATRIUM_MAIL_REPLIES)
    return found


def add_files(record: Record, files: tuple[File, ...], actor: Actor) -> str:
    """Keep the files with the record, under the limits of any upload; says which were left out."""
    left = [file.name for file in files[MOST_FILES:]]
    for file in files[:MOST_FILES]:
        try:
            with transaction.atomic():
                add_document(record, actor=actor, file=SimpleUploadedFile(file.name, file.content))
        except RuleBroken:
            left.append(file.name)
    return f"left out: {', '.join(left)}"[:300] if left else ""


def keep(reply: Reply, mail: Mail, taken: Taken) -> None:
    """What became of it, so that the same letter is taken once."""
    InboundMail.objects.create(
        organization_id=mail.organization_id,
        created_at=timezone.now(),
        message_id=reply.message_id,
        mail=mail,
        sender=reply.sender,
        outcome=taken.outcome,
        reason=taken.reason[:300],
    )
