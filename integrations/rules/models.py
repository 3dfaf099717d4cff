"""Rules, each time one was set off, the episodes of thresholds, and the alerts that rules raise."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Personal
from core.records import Owned, OwnedReference, Record
from facilities.scoping import place_condition
from integrations.events.models import Event
from integrations.rules.choices import Every, OnFailure, RunState, Severity, When

clock_time = RegexValidator(r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z", _("A time is written such as 07:30."), code="invalid")
# Steps of one rule.
MOST_ACTIONS = 10


def figure(label: object) -> models.DecimalField:
    """A limit: any number with six decimals."""
    return models.DecimalField(label, max_digits=20, decimal_places=6, null=True, blank=True)  # type: ignore[arg-type]


class EventRule(Record):
    """When something happens, if a condition holds, then Atrium does this: makes work, changes a record, tells people.

    It acts with the rights of its role, and for an event never with more than whoever sent it.
    """

    module = "event_rule"

    name = models.CharField(_("name"), max_length=120)
    when = models.CharField(_("when"), max_length=10, choices=When, default=When.EVENT)
    type = models.CharField(
        _("what happens"),
        max_length=120,
        blank=True,
        help_text=_("Such as equipment.fault, work_order.completed, or sensor.* for all that begin so."),
    )
    source = models.CharField(_("from"), max_length=200, blank=True, help_text=_("Empty: from anywhere."))
    record_module = models.CharField(_("about"), max_length=60, blank=True, help_text=_("Such as work_order."))
    condition = models.TextField(
        _("if"), blank=True, max_length=4000, help_text=_("Such as data.value > 30 and record.property.city = Boston.")
    )
    every = models.CharField(_("how often"), max_length=10, choices=Every, blank=True)
    at = models.CharField(
        _("at"),
        max_length=5,
        blank=True,
        validators=[clock_time],
        help_text=_("Such as 07:30, by the organization's clock."),
    )
    measure = models.CharField(
        _("measured value"), max_length=120, blank=True, help_text=_("Such as data.value, or last_value of a meter.")
    )
    above = figure(_("above"))
    below = figure(_("below"))
    for_minutes = models.PositiveIntegerField(
        _("for minutes"), default=0, validators=[MaxValueValidator(7 * 24 * 60)], help_text=_("Without a break.")
    )
    clear = figure(_("over again at"))
    one_open = models.BooleanField(
        _("one at a time"), default=False, help_text=_("While what it made last is still open, nothing more is made.")
    )
    actions = models.JSONField(_("then"), default=list, blank=True)
    role = OwnedReference(
        "accounts.Role", verbose_name=_("acts as"), related_name="+", null=True, blank=True, db_index=False
    )
    enabled = models.BooleanField(_("in use"), default=True)
    order = models.PositiveIntegerField(_("order"), default=100, help_text=_("Lower ones come first."))
    stop = models.BooleanField(_("last"), default=False, help_text=_("Where it holds, later rules are left out."))
    on_failure = models.CharField(_("if it fails"), max_length=10, choices=OnFailure, default=OnFailure.GO_ON)
    most_per_hour = models.PositiveIntegerField(
        _("at most an hour"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_("For one record."),
    )
    # What happened before is none of its business.
    active_since = models.DateTimeField(_("in use since"), null=True, editable=False)
    next_run_at = models.DateTimeField(_("next"), null=True, editable=False)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        indexes = [
            models.Index(fields=["organization", "order", "id"], name="event_rule_in_order"),
            models.Index(fields=["organization", "name", "id"], name="event_rule_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="event_rule_sync"),
            models.Index(fields=["role"], name="event_rule_by_role", condition=Q(role__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="event_rule_number_once"),
            one_of("when", When, name="event_rule_when"),
            one_of("on_failure", OnFailure, name="event_rule_on_failure"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_threshold(self) -> bool:
        """Whether it watches a value instead of single happenings."""
        return bool(self.measure)

    def clean(self) -> None:
        """A threshold has one limit, and is over on its other side."""
        if not self.measure:
            return
        limit = self.above if self.above is not None else self.below
        if (self.above is None) == (self.below is None):
            raise ValidationError({"above": ValidationError(_("Give one limit: above, or below."), "threshold")})
        assert limit is not None
        clear = limit if self.clear is None else self.clear
        if (self.above is not None and clear > limit) or (self.below is not None and clear < limit):
            raise ValidationError({"clear": ValidationError(_("It is over on the good side of the limit."), "order")})


class RuleRun(Owned):
    """One time that a rule was set off: by what, and what it did."""

    module = "rule_run"
    recorded = False
    personal = Personal(traces=("results", "error"))

    rule = OwnedReference(EventRule, models.CASCADE, verbose_name=_("rule"), related_name="runs", db_index=False)
    event = OwnedReference(
        Event, models.CASCADE, verbose_name=_("event"), related_name="rule_results", null=True, db_index=False
    )
    change_id = models.BigIntegerField(_("change"), null=True)
    # What set it off, in one word: the event's round, the change, the hour of the schedule.
    occasion = models.CharField(_("occasion"), max_length=120)
    record_module = models.CharField(_("module"), max_length=60, blank=True)
    record_id = models.UUIDField(_("record"), null=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    depth = models.PositiveSmallIntegerField(_("depth"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.QUEUED)
    results = models.JSONField(_("results"), default=list)
    error = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)

    class Meta:
        verbose_name = _("run of a rule")
        verbose_name_plural = _("runs of rules")
        indexes = [
            models.Index(fields=["organization", "rule", "-id"], name="rule_run_newest"),
            models.Index(fields=["organization", "rule", "record_id", "at"], name="rule_run_of_record"),
            models.Index(fields=["event"], name="rule_run_by_event", condition=Q(event__isnull=False)),
            models.Index(fields=["rule"], name="rule_run_by_rule"),
            models.Index(fields=["organization", "id"], name="rule_run_to_do", condition=Q(state=RunState.QUEUED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "rule", "occasion", "record_id"], nulls_distinct=False, name="rule_run_once"
            ),
            one_of("state", RunState, name="rule_run_state"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.occasion}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Who works in a part of the organization sees the runs of the events that they see."""
        return place_condition(actor, "event__property__") | Q(event__created_by_id=actor.person_id)


class RuleEpisode(Owned):
    """A stretch of time in which a measured value was beyond a rule's limit."""

    module = "rule_episode"
    recorded = False
    personal = Personal(traces=("occasion",))

    rule = OwnedReference(EventRule, models.CASCADE, verbose_name=_("rule"), related_name="episodes", db_index=False)
    # The record that is measured, or the source where there is none.
    key = models.CharField(_("what is measured"), max_length=300)
    began_at = models.DateTimeField(_("began"))
    last_at = models.DateTimeField(_("last value at"))
    last_value = models.DecimalField(_("last value"), max_digits=30, decimal_places=6)
    acted_at = models.DateTimeField(_("acted"), null=True)
    ended_at = models.DateTimeField(_("over"), null=True)
    # What the rule is told of when the time has passed without another value.
    occasion = models.JSONField(_("occasion"), default=dict)

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        indexes = [
            models.Index(fields=["organization", "rule", "-began_at"], name="rule_episode_newest"),
            models.Index(fields=["rule"], name="rule_episode_by_rule"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "rule", "key"], condition=Q(ended_at__isnull=True), name="rule_episode_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.key}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """They name no place: seen by who sees the whole organization."""
        return Q(pk__in=[])


class Alert(Record):
    """Something that people must know at once: a door forced open, a limit passed. One of them takes note of it."""

    module = "alert"
    # A rule may have put a name into its words.
    personal = Personal(traces=("title", "text"))

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True, max_length=4000)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.WARNING)
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="+", null=True, blank=True, db_index=False
    )
    record_module = models.CharField(_("module"), max_length=60, blank=True, editable=False)
    record_id = models.UUIDField(_("record"), null=True, editable=False)
    rule = OwnedReference(
        EventRule, verbose_name=_("rule"), related_name="alerts", null=True, editable=False, db_index=False
    )
    event = OwnedReference(
        Event, verbose_name=_("event"), related_name="alerts", null=True, editable=False, db_index=False
    )
    recipients = ArrayField(models.UUIDField(), verbose_name=_("told"), default=list, blank=True, editable=False)
    acknowledged_at = models.DateTimeField(_("noted"), null=True, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("noted by"),
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
    )

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="alert_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="alert_sync"),
            models.Index(fields=["property"], name="alert_by_property", condition=Q(property__isnull=False)),
            models.Index(fields=["rule"], name="alert_by_rule", condition=Q(rule__isnull=False)),
            models.Index(fields=["event"], name="alert_by_event", condition=Q(event__isnull=False)),
            models.Index(fields=["organization"], name="alert_waiting", condition=Q(acknowledged_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="alert_number_once"),
            one_of("severity", Severity, name="alert_severity"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Alerts at the places that are seen, and those one is told of."""
        return place_condition(actor, "property__") | Q(recipients__contains=[actor.person_id])

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Without the right to see others' alerts: those one is told of."""
        return Q() if actor.may("integrations.others_alert") else Q(recipients__contains=[actor.person_id])
