"""What somebody wants to be told, by which way, and when."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.records import Owned, OwnedReference
from core.validators import validate_time_zone
from notifications.choices import Digest, Weekday


class NotificationPreference(Owned):
    """Whether one kind of notification is wanted, in Atrium and by mail: by one person, or by all of a role."""

    module = "notification_preference"
    personal = Personal(named=(Named(account="person", tells=("kind", "in_app", "mail"), goes=True),))

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+", null=True, db_index=False
    )
    role = OwnedReference(
        "accounts.Role", models.CASCADE, verbose_name=_("role"), related_name="+", null=True, db_index=False
    )
    kind = models.CharField(_("kind"), max_length=40)
    in_app = models.BooleanField(_("in Atrium"), default=True)
    mail = models.BooleanField(_("by mail"), default=True)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "kind"],
                name="preference_of_person_once",
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organization", "role", "kind"], name="preference_of_role_once", condition=Q(role__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True, role__isnull=False) | Q(person__isnull=False, role__isnull=True),
                name="preference_of_person_or_role",
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """One's own, and those of the roles."""
        return Q(person_id=actor.person_id) | Q(person__isnull=True)


class NotificationSchedule(Owned):
    """When somebody's mail goes out: each at once or gathered, and not in the quiet hours of their own clock."""

    module = "notification_schedule"
    personal = Personal(
        named=(
            Named(
                account="person",
                tells=("digest", "digest_time", "digest_day", "quiet_from", "quiet_until", "time_zone", "language"),
                goes=True,
            ),
        )
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("person"),
        related_name="+",
        db_index=False,
        editable=False,
    )
    digest = models.CharField(_("mail"), max_length=10, choices=Digest, default=Digest.NONE)
    digest_time = models.TimeField(_("gathered mail goes out at"), default=time(7, 0))
    digest_day = models.PositiveSmallIntegerField(_("weekly mail goes out on"), choices=Weekday, default=Weekday.MONDAY)
    quiet_from = models.TimeField(_("no mail from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: that of your profile."),
    )
    language = models.CharField(_("language of mail"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("notification schedule")
        verbose_name_plural = _("notification schedules")
        constraints = [
            models.UniqueConstraint(fields=["organization", "person"], name="schedule_once"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="schedule_quiet_both",
                violation_error_message=_("Quiet hours have a beginning and an end."),
            ),
        ]

    def __str__(self) -> str:
        return self.digest

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """One's own."""
        return Q(person_id=actor.person_id)
