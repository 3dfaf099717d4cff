"""Whom it is brought before when a promise is at risk or broken."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from facilities.scoping import place_condition
from workorders.choices import EscalateOn, Priority
from workorders.models.teams import Team


class EscalationRule(Record):
    """Who is told when the promise of an order is at risk or broken, beside whoever holds or follows it.

    What a rule leaves empty holds for every order; each rule that fits adds its people.
    """

    module = "escalation_rule"

    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    escalate_on = models.CharField(_("when"), max_length=10, choices=EscalateOn, default=EscalateOn.BREACHED)
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
                condition=Q(person__isnull=False) | Q(team__isnull=False),
                name="escalation_rule_tells_somebody",
                violation_error_message=_("Name a person or a team who is told."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Rules for everywhere, and those of a property that is seen."""
        return Q(property__isnull=True) | place_condition(actor, "property__")

    def clean(self) -> None:
        if self.person_id is None and self.team_id is None:
            told = ValidationError(_("Name a person or a team who is told."), code="nobody")
            raise ValidationError({"person": told})
