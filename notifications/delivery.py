"""Delivering letters. They are claimed by a short statement and sent outside any transaction.

A worker that is killed leaves letters in the state `sending`; after the lease another takes them up. So each is
delivered at least once, and twice only where a worker died between the server's answer and its own note; both carry
the same message id.
"""

import logging
from datetime import timedelta
from email.utils import format_datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import acting
from core.actor import Actor
from core.personal import ERASED_DOMAIN
from notifications.addresses import open_for_replies, reply_address, unsubscribe_address
from notifications.choices import MailState, SuppressionReason
from notifications.kinds import RecordKey
from notifications.models import Mail, MailSuppression
from notifications.people import actors_of, seen_by
from notifications.sandboxes import NOT_SENT, is_sandbox

log = logging.getLogger(__name__)
AT_ONCE = 20
# Longer than it takes to send so many, each at its time-out.
LEASE = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
# A mail server may be down over a long weekend.
GIVEN_UP_AFTER = timedelta(days=4)


def deliver_due(organization_id: UUID) -> int:
    """Send the letters of one organization that are due; returns how many were taken up."""
    actor = Actor.system(organization_id, source="job", name="Mail")
    mails = claim(actor)
    if not mails:
        return 0
    reasons = reasons_against(mails, actor)
    for mail in mails:
        if mail.pk in reasons:
            note(mail, actor, state=MailState.SUPPRESSED, error=reasons[mail.pk])
    wanted = [mail for mail in mails if mail.pk not in reasons]
    if not wanted:
        return len(mails)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        for mail in wanted:
            put_back(mail, error, actor)
        return len(mails)
    try:
        for mail in wanted:
            deliver(mail, connection, actor)
    finally:
        connection.close()
    return len(mails)


def claim(actor: Actor) -> list[Mail]:
    """Take some letters for oneself. Those of a worker that was lost are taken after its lease."""
    with acting(actor):
        now = timezone.now()
        due = Mail.objects.visible_to(actor).filter(
            state__in=(MailState.QUEUED, MailState.SENDING), next_attempt_at__lte=now
        )
        keys = list(due.select_for_update(skip_locked=True).order_by("next_attempt_at", "pk")[:AT_ONCE])
        rows = Mail.objects.filter(pk__in=[mail.pk for mail in keys])
        rows.update(state=MailState.SENDING, next_attempt_at=now + LEASE, attempts=F("attempts") + 1)
        mails = list(rows.prefetch_related("attachments").order_by("pk"))
        open_for_replies(mails)
        return mails


def reasons_against(mails: list[Mail], actor: Actor) -> dict[UUID, str]:
    """Why some letters are not sent after all: what may be known, and who is written to, is asked again."""
    if is_sandbox(actor.organization_id):
        return dict.fromkeys((mail.pk for mail in mails), str(NOT_SENT))
    with acting(actor):
        people = actors_of({mail.person_id for mail in mails if mail.person_id}, actor.organization_id)
        seen = seen_by(people.values(), {key for mail in mails if (key := record_of(mail))})
        rows = MailSuppression.objects.visible_to(actor).filter(address__in={mail.to for mail in mails})
        refused = set(rows.values_list("address", "kind"))
    found = {}
    for mail in mails:
        key = record_of(mail)
        if {(mail.to, ""), (mail.to, mail.kind)} & refused:
            found[mail.pk] = _("The address is not written to.")
        elif mail.to.endswith(f"@{ERASED_DOMAIN}"):
            found[mail.pk] = _("The address was erased.")
        elif mail.person_id is not None and mail.person_id not in people:
            found[mail.pk] = _("The reader is no member any more.")
        elif mail.person_id is not None and key is not None and (mail.person_id, key.id) not in seen:
            found[mail.pk] = _("The reader may no longer see what it tells.")
    return found


def record_of(mail: Mail) -> RecordKey | None:
    """The record that a letter tells of."""
    return RecordKey(mail.record_module, mail.record_id) if mail.record_id else None


def deliver(mail: Mail, connection: BaseEmailBackend, actor: Actor) -> None:
    """Hand one letter to the mail server, and write down how that went."""
    try:
        connection.send_messages([message_of(mail, connection)])
    except SMTPRecipientsRefused as error:
        refused(mail, error, actor)
    except SMTPDataError as error:
        fail(mail, error, actor) if error.smtp_code >= 500 else put_back(mail, error, actor)
    except (OSError, SMTPException) as error:
        put_back(mail, error, actor)
    except Exception as error:  # one letter that cannot be built must not hold up the others
        log.exception("letter %s cannot be sent", mail.pk)
        fail(mail, error, actor)
    else:
        note(mail, actor, state=MailState.SENT, error="", sent_at=timezone.now())


def message_of(mail: Mail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The letter as mail programs want it: one thread a record, and a way to unsubscribe by one press."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.created_at or timezone.now()),
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{unsubscribe_address(mail)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if mail.record_id:
        headers["References"] = f"<{mail.record_module}.{mail.record_id}@{settings.ATRIUM_MAIL_DOMAIN}>"
    answer = reply_address(mail)
    message = EmailMultiAlternatives(
        mail.subject, mail.text, to=[mail.to], reply_to=[answer] if answer else None, headers=headers,
        connection=connection,
    )  # fmt: skip
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for one in mail.attachments.all():
        with one.file.open("rb") as file:
            message.attach(one.name, file.read(), one.content_type)
    return message


def refused(mail: Mail, error: SMTPRecipientsRefused, actor: Actor) -> None:
    """The server does not take the address: for good, or for now."""
    codes = [code for code, _words in error.recipients.values()]
    if not all(code >= 500 for code in codes):
        put_back(mail, error, actor)
        return
    fail(mail, error, actor)
    with acting(actor):
        MailSuppression.objects.bulk_create(
            [MailSuppression(organization_id=mail.organization_id, address=mail.to, reason=SuppressionReason.REFUSED)],
            ignore_conflicts=True,
        )


def put_back(mail: Mail, error: Exception, actor: Actor) -> None:
    """Try again later, each time after a longer while; after some days the letter is given up."""
    now = timezone.now()
    if mail.created_at is not None and now - mail.created_at > GIVEN_UP_AFTER:
        fail(mail, error, actor)
        return
    wait = min(timedelta(minutes=2 ** min(mail.attempts, 12)), LONGEST_WAIT)
    note(mail, actor, state=MailState.QUEUED, error=words_of(error), next_attempt_at=now + wait)


def fail(mail: Mail, error: Exception, actor: Actor) -> None:
    """Give a letter up; an administrator may try it again."""
    log.warning("letter %s is given up: %s", mail.pk, words_of(error))
    note(mail, actor, state=MailState.FAILED, error=words_of(error))


def note(mail: Mail, actor: Actor, **values: object) -> None:
    """Write down how a letter stands, unless another worker took it over meanwhile."""
    with acting(actor):
        Mail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=MailState.SENDING).update(**values)


def words_of(error: Exception) -> str:
    """What the mail server said, in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]
