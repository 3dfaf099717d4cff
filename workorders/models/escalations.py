"""Before whom it is brought when a promise is at risk or broken, when, and who was told."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from facilities.scoping import place_condition
from workorders.choices import EscalateOn, Priority, Timer
from workorders.models.clocks import SlaEntry
from workorders.models.teams import Team
from workorders.models.work_orders import WorkOrder, own_condition

# Thirty days: what is late for longer is no news to anybody.
LONGEST_DELAY = 43_200


class EscalationRule(Record):
    """Who is told when the promise of an order is at risk or broken, beside whoever holds or follows it.

    What a rule leaves empty holds for every order; each rule that fits adds its people. With a delay it tells only of
    what is still not kept then, so that several rules are the steps of a ladder.
    """

    module = "escalation_rule"

    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    escalate_on = models.CharField(_("when"), max_length=10, choices=EscalateOn, default=EscalateOn.BREACHED)
    delay_minutes = models.PositiveIntegerField(
        _("minutes later"),
        default=0,
        validators=[MaxValueValidator(LONGEST_DELAY)],
        help_text=_("0: at once. Otherwise only if the work is still open and the promise still not kept then."),
    )
    priority = models.CharField(
        _("priority"), max_length=2, choices=Priority, blank=True, help_text=_("Empty: every priority.")
    )
    property = OwnedReference(
        "facilities.Property",
        verbose_name=_("property"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: every property."),
    )
    category = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("category"),
        related_name="+",
        null=True,
        blank=True,
        limit_choices_to={"list": "category"},
        help_text=_("Empty: every category."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("tell the person"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    team = OwnedReference(Team, verbose_name=_("tell the team"), related_name="+", null=True, blank=True)
    role = OwnedReference(
        "accounts.Role",
        verbose_name=_("tell everybody with the role"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Of them, who may see the work."),
    )
    leads_only = models.BooleanField(_("only who leads the team"), default=True)

    class Meta:
        verbose_name = _("escalation rule")
        verbose_name_plural = _("escalation rules")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="escalation_rule_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="escalation_rule_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="escalation_rule_number_once"),
            one_of("escalate_on", EscalateOn, name="escalation_rule_when"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(team__isnull=False) | Q(role__isnull=False),
                name="escalation_rule_tells_somebody",
                violation_error_message=_("Name a person, a team or a role that is told."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Rules for everywhere, and those of a property that is seen."""
        return Q(property__isnull=True) | place_condition(actor, "property__")

    def clean(self) -> None:
        if self.person_id is None and self.team_id is None and self.role_id is None:
            told = ValidationError(_("Name a person, a team or a role that is told."), code="nobody")
            raise ValidationError({"person": told})

    def is_in_use(self) -> bool:
        """Whether anybody is told by it."""
        return self.is_active and self.archived_at is None and self.deleted_at is None


class EscalationStep(Owned):
    """What a rule has still to tell of one marking of a promise. It is gone once it is told, or not to be told."""

    module = "escalation_step"
    recorded = False

    rule = OwnedReference(EscalationRule, models.CASCADE, verbose_name=_("rule"), related_name="+", db_index=False)
    entry = OwnedReference(SlaEntry, models.CASCADE, verbose_name=_("marking"), related_name="+", db_index=False)
    work_order = OwnedReference(
        WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="+", db_index=False
    )
    timer = models.CharField(_("clock"), max_length=12, choices=Timer)
    escalate_on = models.CharField(_("when"), max_length=10, choices=EscalateOn)
    marked_at = models.DateTimeField(_("at risk or broken since"))

    class Meta:
        verbose_name = _("step of an escalation")
        verbose_name_plural = _("steps of escalations")
        indexes = [
            models.Index(fields=["organization", "rule", "marked_at"], name="escalation_step_due"),
            models.Index(fields=["organization", "work_order"], name="escalation_step_of_order"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "rule", "entry"], name="escalation_step_once"),
            one_of("timer", Timer, name="escalation_step_timer"),
            one_of("escalate_on", EscalateOn, name="escalation_step_when"),
        ]

    def __str__(self) -> str:
        return f"{self.get_timer_display()}: {self.get_escalate_on_display()}"


class Escalation(Owned):
    """Somebody was told by a rule that a promise is at risk or broken: once by each rule for each marking."""

    module = "escalation"
    append_only = True

    work_order = OwnedReference(
        WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="escalations", db_index=False
    )
    rule = OwnedReference(EscalationRule, verbose_name=_("rule"), related_name="+", db_index=False)
    entry = OwnedReference(SlaEntry, models.CASCADE, verbose_name=_("marking"), related_name="+", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("told"), related_name="+", db_index=False
    )
    timer = models.CharField(_("clock"), max_length=12, choices=Timer)
    escalate_on = models.CharField(_("when"), max_length=10, choices=EscalateOn)
    marked_at = models.DateTimeField(_("at risk or broken since"))
    # As the rule said at the time.
    delay_minutes = models.PositiveIntegerField(_("minutes later"))

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes = [models.Index(fields=["organization", "work_order", "id"], name="escalation_of_order")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "rule", "entry", "person"], name="escalation_once"),
            one_of("timer", Timer, name="escalation_timer"),
            one_of("escalate_on", EscalateOn, name="escalation_when"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_escalate_on_display()}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Escalations are seen where their work order is."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Those of work orders that are seen, by who may read what is internal: a vendor may not."""
        if not actor.may("workorders.internal_workorder"):
            return Q(pk__in=[])
        return own_condition(actor, "work_order__")
