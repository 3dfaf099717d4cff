"""Maintenance plans: what is done again and again, where, by which rule, and how the work is to be handed over."""

import builtins
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from core.validators import validate_currency
from facilities.scoping import place_condition
from workorders.choices import Impact, Priority
from workorders.models.meters import Meter, amount
from workorders.plan_choices import Mode, OpenPrevious, PlanState, Trigger
from workorders.recurrence import HolidayPolicy, MonthEnd

_TIME = RegexValidator(r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z", _("Give a time such as 08:00."), code="time")
_SEASON = RegexValidator(
    r"\A(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z", _("Give month and day such as 04-01."), code="day"
)
_MOST_DAYS = MaxValueValidator(400)


class RuleField(models.CharField):
    """A rule as text; its form offers the usual ones."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.TextInput(attrs={"list": "rules"}), **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


def _count_of_days(label: object, help_text: object, default: int = 0) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[_MOST_DAYS], help_text=help_text)  # type: ignore[arg-type]  # lazy words


class MaintenancePlan(Record):
    """Work that is due again and again: by dates in the time of the property, by a meter, or whichever comes first.

    What it says of the work (checklist, photos, limit, who does it) goes over to each work order it makes.
    """

    module = "maintenance_plan"
    currencies = {"not_to_exceed": "currency"}

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("what is to be done"), blank=True, max_length=20_000)
    checklist = models.TextField(_("checklist"), blank=True, max_length=20_000, help_text=_("One item a line."))
    requires_photos = models.BooleanField(_("photos wanted"), default=False)
    requires_signature = models.BooleanField(_("signature wanted"), default=False)
    trade = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("trade"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"list": "trade"},
    )
    category = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("category"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"list": "category"},
    )
    impact = models.CharField(_("impact"), max_length=20, choices=Impact, default=Impact.ONE)
    priority = models.CharField(_("priority"), max_length=2, choices=Priority, default=Priority.P5)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("assigned to"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    team = OwnedReference(
        "workorders.Team", verbose_name=_("team"), related_name="plans", null=True, blank=True, db_index=False
    )
    vendor = OwnedReference(
        "vendors.Vendor", verbose_name=_("vendor"), related_name="plans", null=True, blank=True, db_index=False
    )
    estimated_hours = models.DecimalField(
        _("estimated hours"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    not_to_exceed = models.DecimalField(
        _("not to exceed"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[validate_currency])

    property = OwnedReference("facilities.Property", verbose_name=_("property"), related_name="plans", db_index=False)
    space = OwnedReference(
        "facilities.Space", verbose_name=_("space"), related_name="plans", null=True, blank=True, db_index=False
    )
    equipment = OwnedReference(
        "facilities.Equipment", verbose_name=_("equipment"), related_name="plans", null=True, blank=True, db_index=False
    )
    meter = OwnedReference(Meter, verbose_name=_("meter"), related_name="plans", null=True, blank=True, db_index=False)
    parent = OwnedReference(
        "self",
        verbose_name=_("covered by"),
        related_name="lesser",
        null=True,
        blank=True,
        db_index=False,
        help_text=_("Greater work, such as the annual service, that makes this one needless while its window is open."),
    )

    state = models.CharField(_("state"), max_length=20, choices=PlanState, default=PlanState.ACTIVE, editable=False)
    trigger = models.CharField(_("due by"), max_length=10, choices=Trigger, default=Trigger.DATE)
    mode = models.CharField(_("next date"), max_length=10, choices=Mode, default=Mode.FIXED)
    rule = RuleField(_("rule"), max_length=300, blank=True, help_text=_("RFC 5545, such as FREQ=MONTHLY;BYDAY=-1FR."))
    starts_on = models.DateField(_("starts on"))
    due_time = models.CharField(
        _("time of day"), max_length=5, default="08:00", validators=[_TIME], help_text=_("On the property's clock.")
    )
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    month_end = models.CharField(
        _("29th to 31st in a shorter month"), max_length=10, choices=MonthEnd, default=MonthEnd.LAST
    )
    holiday_policy = models.CharField(
        _("on a closed day"), max_length=10, choices=HolidayPolicy, default=HolidayPolicy.KEEP
    )
    season_from = models.CharField(
        _("season from"), max_length=5, blank=True, validators=[_SEASON], help_text=_("Month and day, such as 04-01.")
    )
    season_until = models.CharField(_("season until"), max_length=5, blank=True, validators=[_SEASON])
    exceptions = models.CharField(
        _("days left out"), max_length=1000, blank=True, help_text=_("Such as 2027-12-24, 2027-12-31.")
    )
    lead_days = _count_of_days(_("made days before"), _("The work order is made so many days before it is due."), 7)
    days_before = _count_of_days(_("may be done days before"), _("How early it counts as done in time."))
    days_after = _count_of_days(_("may be done days after"), _("How late it counts as done in time."))
    grace_days = _count_of_days(_("days of grace"), _("Behind the window, before it is late."))
    open_previous = models.CharField(
        _("while the one before is open"),
        max_length=10,
        choices=OpenPrevious,
        blank=True,
        help_text=_("Empty: floating work is skipped, fixed work is made as well."),
    )
    meter_every = amount(_("every so many units"), null=True, blank=True)
    meter_tolerance = amount(_("units before"), default=0, help_text=_("It is made so many units before."))

    class Meta:
        verbose_name = _("maintenance plan")
        verbose_name_plural = _("maintenance plans")
        indexes = [
            models.Index(fields=["organization", "title", "id"], name="plan_by_title"),
            models.Index(fields=["organization", "state", "title"], name="plan_by_state"),
            models.Index(fields=["organization", "property", "title"], name="plan_by_property"),
            models.Index(fields=["organization", "updated_at", "id"], name="plan_sync"),
            models.Index(fields=["space"], name="plan_by_space", condition=Q(space__isnull=False)),
            models.Index(fields=["equipment"], name="plan_by_equipment", condition=Q(equipment__isnull=False)),
            models.Index(fields=["meter"], name="plan_by_meter", condition=Q(meter__isnull=False)),
            models.Index(fields=["parent"], name="plan_by_parent", condition=Q(parent__isnull=False)),
            models.Index(fields=["team"], name="plan_by_team", condition=Q(team__isnull=False)),
            models.Index(fields=["vendor"], name="plan_by_vendor", condition=Q(vendor__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="plan_number_once"),
            one_of("state", PlanState, name="plan_state_known"),
            one_of("trigger", Trigger, name="plan_trigger_known"),
            one_of("mode", Mode, name="plan_mode_known"),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="plan_not_covered_by_itself",
                violation_error_message=_("A plan does not cover itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @builtins.property  # the column above has the name
    def by_dates(self) -> bool:
        """Whether dates make it due."""
        return self.trigger != Trigger.METER

    @builtins.property  # the column above has the name
    def by_meter(self) -> bool:
        """Whether a meter makes it due."""
        return self.trigger != Trigger.DATE

    @builtins.property  # the column above has the name
    def is_floating(self) -> bool:
        """Whether the next date follows from when the work is done."""
        return self.mode == Mode.FLOATING

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Plans at a property that is seen, or with another place there."""
        places = PlanTarget.objects.filter(
            place_condition(actor, "property__"), organization_id=actor.organization_id
        ).values("plan_id")
        return place_condition(actor, "property__") | Q(pk__in=places)


class PlanTarget(Owned):
    """One place or piece of equipment that a plan looks after, and from where its next date or figure is counted."""

    module = "plan_target"
    alive = {"plan__deleted_at__isnull": True}

    plan = OwnedReference(
        MaintenancePlan, models.CASCADE, verbose_name=_("plan"), related_name="targets", db_index=False
    )
    property = OwnedReference("facilities.Property", verbose_name=_("property"), related_name="+", db_index=False)
    space = OwnedReference("facilities.Space", verbose_name=_("space"), related_name="+", null=True, blank=True)
    equipment = OwnedReference(
        "facilities.Equipment", verbose_name=_("equipment"), related_name="plan_targets", null=True, blank=True
    )
    meter = OwnedReference(Meter, verbose_name=_("meter"), related_name="plan_targets", null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True, editable=False)
    # From where the rule begins anew, once the work was done; empty until then, and always in fixed plans by date.
    anchor_on = models.DateField(_("counted from"), null=True, blank=True, editable=False)
    meter_base = amount(_("counted from the total"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("place of a plan")
        verbose_name_plural = _("places of plans")
        indexes = [models.Index(fields=["organization", "property"], name="plan_target_by_property")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "plan", "property", "space", "equipment"],
                name="plan_target_once",
                nulls_distinct=False,
                violation_error_message=_("The plan looks after this place already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.equipment or self.space or self.property)

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Places that are seen."""
        return place_condition(actor, "property__")
