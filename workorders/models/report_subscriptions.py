"""Reports that are sent to somebody again and again."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import Owned
from core.validators import validate_time_zone
from notifications.choices import Weekday
from workorders.report_choices import ReportFormat, Rhythm

# Whoever runs the organization sees and ends the subscriptions of others.
MANAGE = "accounts.change_organization"


class ReportSubscription(Owned):
    """A report that one person gets by mail, at a time of their own clock.

    It is read with the rights that its person has when it is sent, whoever asked for it.
    """

    module = "report_subscription"
    personal = Personal(
        named=(Named(account="person", tells=("report", "question", "rhythm", "clock", "time_zone"), goes=True),)
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("person"), related_name="+", db_index=False
    )
    report = models.CharField(_("report"), max_length=40)
    # What asks for it as the page's address does: period, grouping and filters; and the place it is limited to.
    question = models.TextField(_("question"), max_length=4_000, blank=True)
    place = models.CharField(_("place"), max_length=40, blank=True)
    format = models.CharField(_("file"), max_length=4, choices=ReportFormat, default=ReportFormat.PDF)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, default=Weekday.MONDAY)
    # The 29th to 31st do not come every month.
    day = models.PositiveSmallIntegerField(
        _("on day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    clock = models.TimeField(_("at"), default=time(7, 0))
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    next_at = models.DateTimeField(_("next"), editable=False)
    sent_at = models.DateTimeField(_("last sent"), null=True, editable=False)

    class Meta:
        verbose_name = _("report by mail")
        verbose_name_plural = _("reports by mail")
        indexes = [models.Index(fields=["organization", "next_at", "id"], name="report_to_send")]
        constraints = [
            one_of("format", ReportFormat, name="report_format_known"),
            one_of("rhythm", Rhythm, name="report_rhythm_known"),
        ]

    def __str__(self) -> str:
        return self.report

    @property
    def mail_kind(self) -> str:
        """The kind of its letters: the link at their foot ends this report and no other."""
        return f"report-{self.pk.hex}"

    @classmethod
    def personal_condition(cls, actor: Actor) -> models.Q:
        """One's own; all of them for who runs the organization."""
        return models.Q() if actor.may(MANAGE) else models.Q(person_id=actor.person_id)
