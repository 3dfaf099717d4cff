"""Letters that go out and answers that come in."""

from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import Owned, OwnedReference
from notifications.choices import MailState, Outcome, SuppressionReason


def stored_as(attachment: "MailAttachment", filename: str) -> str:
    """Where an attachment waits: under its own id, never under a name somebody typed."""
    return f"{attachment.organization_id}/mail/{attachment.id}{PurePath(filename).suffix.lower()[:10]}"


class Mail(Owned):
    """One letter to one address, from when it is written until it is delivered or given up.

    Written in the transaction of what it tells, and delivered by a task: nobody is told of what did not happen, and
    a mail server that is down loses nothing. Bookkeeping, in no history.
    """

    module = "mail"
    recorded = False
    personal = Personal(
        named=(Named(account="person", email="to", tells=("kind", "subject", "state", "sent_at")),),
        traces=("subject", "text", "html", "error"),
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+", null=True, db_index=False
    )
    to = models.EmailField(_("to"))
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("as a page"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    record_module = models.CharField(_("module"), max_length=60, blank=True)
    record_id = models.UUIDField(_("record"), null=True)
    takes_replies = models.BooleanField(_("can be answered"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("reason"), max_length=500, blank=True)
    # Tried from then on; while it is being delivered, when another worker may take it for lost.
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["organization", "-id"], name="mail_newest"),
            models.Index(fields=["organization", "state", "-id"], name="mail_by_state"),
            models.Index(
                fields=["organization", "next_attempt_at"],
                name="mail_waiting",
                condition=Q(state__in=("queued", "sending")),
            ),
            models.Index(fields=["organization", "record_id", "-id"], name="mail_by_record"),
        ]
        constraints = [one_of("state", MailState, name="mail_state")]

    def __str__(self) -> str:
        return self.subject

    @property
    def message_id(self) -> str:
        """The same at each attempt, so that a mailbox shows a letter that was sent twice once."""
        return f"<{self.pk}@{settings.ATRIUM_MAIL_DOMAIN}>"

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Letters to oneself; the log of all is for who runs the organization."""
        return Q() if actor.may("accounts.change_organization") else Q(person_id=actor.person_id)


class MailAttachment(Owned):
    """A file that goes with a letter, such as a report."""

    module = "mail_attachment"
    recorded = False

    mail = OwnedReference(Mail, models.CASCADE, verbose_name=_("letter"), related_name="attachments")
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=200)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name


class MailSuppression(Owned):
    """An address that is not written to any more, because its owner or its server said so."""

    module = "mail_suppression"
    personal = Personal(named=(Named(email="address", tells=("kind", "reason"), goes=True),))

    address = models.EmailField(_("e-mail address"))
    kind = models.CharField(_("kind"), max_length=40, blank=True, help_text=_("Empty: nothing at all."))
    reason = models.CharField(_("reason"), max_length=12, choices=SuppressionReason, default=SuppressionReason.BY_HAND)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["address", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address", "kind"],
                name="suppression_once",
                violation_error_message=_("This address is not written to already."),
            )
        ]

    def __str__(self) -> str:
        return self.address


class InboundMail(Owned):
    """An answer that came by mail and what became of it; each is taken once. Bookkeeping, in no history."""

    module = "inbound_mail"
    recorded = False
    personal = Personal(named=(Named(email="sender", tells=("created_at", "outcome")),), traces=("reason",))

    message_id = models.CharField(_("message id"), max_length=300)
    mail = OwnedReference(Mail, models.CASCADE, verbose_name=_("answer to"), related_name="answers")
    sender = models.CharField(_("from"), max_length=254)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer by mail")
        verbose_name_plural = _("answers by mail")
        indexes = [models.Index(fields=["organization", "-id"], name="inbound_newest")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "message_id"], name="inbound_once"),
            one_of("outcome", Outcome, name="inbound_outcome"),
        ]

    def __str__(self) -> str:
        return self.message_id
