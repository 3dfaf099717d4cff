"""What somebody is told, and who follows a record."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.records import Owned
from notifications.kinds import RecordKey


class Notification(Owned):
    """One thing one person is told: that work was assigned to them, that somebody answered. Theirs alone.

    Written by the reader of the changes, once for each change and person; in no history itself.
    """

    module = "notification"
    recorded = False
    personal = Personal(
        named=(
            Named(account="person", tells=("kind", "created_at", "title", "body", "note", "read_at"), goes=True),
            Named(name="who"),
        ),
        traces=("title", "body", "note"),
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=40)
    record_module = models.CharField(_("module"), max_length=60)
    record_id = models.UUIDField(_("record"))
    # The change that is told, and what hangs on it besides the record: the comment whose words stand in `note`.
    change_id = models.BigIntegerField(_("change"))
    part_module = models.CharField(_("part"), max_length=60, blank=True)
    part_id = models.UUIDField(_("part"), null=True)
    who = models.CharField(_("who"), max_length=120, blank=True)
    title = models.CharField(_("title"), max_length=300)
    body = models.CharField(_("what happened"), max_length=500)
    note = models.TextField(_("words"), blank=True)
    in_app = models.BooleanField(_("in Atrium"), default=True)
    read_at = models.DateTimeField(_("read"), null=True)
    # When it goes out by mail; nothing once it went, or where no mail is wanted.
    mail_at = models.DateTimeField(_("mailed from"), null=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            # Ids grow with time: they are the order of the page.
            models.Index(fields=["organization", "person", "-id"], name="notification_newest"),
            models.Index(
                fields=["organization", "person"],
                name="notification_unread",
                condition=Q(read_at__isnull=True, in_app=True),
            ),
            models.Index(
                fields=["organization", "mail_at"], name="notification_to_mail", condition=Q(mail_at__isnull=False)
            ),
            models.Index(fields=["organization", "record_id", "person"], name="notification_by_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "change_id", "person"], name="notification_told_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def keys(self) -> tuple[RecordKey, RecordKey | None]:
        """What its reader must be allowed to see."""
        part = RecordKey(self.part_module, self.part_id) if self.part_id else None
        return RecordKey(self.record_module, self.record_id), part

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """One's own."""
        return Q(person_id=actor.person_id)


class Follow(Owned):
    """Somebody who is told what happens to a record. Who has left it is not taken up again by a comment of theirs."""

    module = "follow"
    personal = Personal(named=(Named(account="person", tells=("record_module", "record_id", "is_on"), goes=True),))

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+", db_index=False
    )
    record_module = models.CharField(_("module"), max_length=60)
    record_id = models.UUIDField(_("record"))
    is_on = models.BooleanField(_("follows"), default=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [models.UniqueConstraint(fields=["organization", "record_id", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.record_module} {self.record_id}"

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """One's own."""
        return Q(person_id=actor.person_id)
