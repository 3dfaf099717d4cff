"""The ledger of costs: one row for each amount, and the rates by which currencies are compared."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from core.validators import validate_currency
from facilities.scoping import place_condition
from vendors.choices import LabourKind
from workorders.costs.choices import CostEntry, CostKind, CostStage
from workorders.models.work_orders import WorkOrder, own_condition

NOT_NEGATIVE = (MinValueValidator(0),)


def kept_money(label: Any, **kwargs: Any) -> models.DecimalField:
    """An amount that the ledger works out itself."""
    return models.DecimalField(label, max_digits=16, decimal_places=2, editable=False, default=0, **kwargs)


class ExchangeRate(Record):
    """What one unit of a currency is worth in the organization's own, from a day on."""

    module = "exchange_rate"

    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    rate = models.DecimalField(
        _("rate"), max_digits=20, decimal_places=10, help_text=_("What one unit is worth in your own currency.")
    )
    valid_from = models.DateField(_("first day"), help_text=_("It holds until the next one."))
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        indexes = [
            models.Index(fields=["organization", "valid_from", "id"], name="exchange_rate_by_day"),
            models.Index(fields=["organization", "updated_at", "id"], name="exchange_rate_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="exchange_rate_number_once"),
            models.UniqueConstraint(
                fields=["organization", "currency", "valid_from"],
                name="exchange_rate_once_a_day",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("This currency already has a rate from that day."),
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="exchange_rate_positive",
                violation_error_message=_("A rate is more than nothing."),
                violation_error_code="min_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.rate.normalize():f}"


class Cost(Record):
    """One amount of a work order: expected, promised or spent. What is wrong is taken back by a row of its own."""

    module = "cost"
    currencies = {
        **dict.fromkeys(("unit_cost", "tax", "trip_charge", "amount", "markup", "total"), "currency"),
        "reporting_total": "reporting_currency",
    }

    work_order = OwnedReference(WorkOrder, verbose_name=_("work order"), related_name="costs", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=CostKind)
    stage = models.CharField(_("stage"), max_length=20, choices=CostStage, default=CostStage.ACTUAL)
    entry = models.CharField(_("entry"), max_length=20, choices=CostEntry, default=CostEntry.BOOKING, editable=False)
    against = OwnedReference(
        "self",
        verbose_name=_("against"),
        related_name="countered_by",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    caused_by = OwnedReference(
        "self", verbose_name=_("caused by"), related_name="+", null=True, blank=True, editable=False, db_index=False
    )
    description = models.CharField(
        _("description"), max_length=200, blank=True, help_text=_("Empty: made of what is known.")
    )
    worked_on = models.DateField(_("day of the work"), default=timezone.localdate)
    # Below nothing only in rows that take something back: whoever books is refused (`workorders.costs.pricing`).
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4, help_text=_("Hours, for labour."))
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_cost = models.DecimalField(
        _("cost of one"),
        max_digits=14,
        decimal_places=4,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
        help_text=_("Empty, for labour: by the rate card of the day."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        help_text=_("Who worked."),
    )
    labour_kind = models.CharField(_("kind of hours"), max_length=20, choices=LabourKind, default=LabourKind.REGULAR)
    trade = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("trade"),
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
        limit_choices_to={"list": "trade"},
    )
    vendor = OwnedReference(
        "vendors.Vendor", verbose_name=_("vendor"), related_name="costs", null=True, blank=True, db_index=False
    )
    rate = OwnedReference(
        "vendors.Rate",
        verbose_name=_("rate"),
        related_name="costs",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    charges_trip = models.BooleanField(_("with trip charge"), default=False, help_text=_("As the rate card says."))
    markup_percent = models.DecimalField(
        _("markup in percent"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[*NOT_NEGATIVE, MaxValueValidator(1000)],
        help_text=_("Empty, for a vendor's material: by the rate card."),
    )
    tax = models.DecimalField(_("tax"), max_digits=16, decimal_places=2, default=0)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[validate_currency], help_text=_("Empty: the place's.")
    )
    source = models.CharField(
        _("document"), max_length=120, blank=True, help_text=_("Such as the number of the quote, order or invoice.")
    )
    charged_quantity = models.DecimalField(
        _("charged quantity"), max_digits=12, decimal_places=4, default=0, editable=False
    )
    trip_charge = kept_money(_("trip charge"))
    amount = kept_money(_("amount before markup and tax"))
    markup = kept_money(_("markup"))
    total = kept_money(_("total"))
    exchange_rate = models.DecimalField(_("exchange rate"), max_digits=20, decimal_places=10, default=1, editable=False)
    exchange_on = models.DateField(_("day of the exchange rate"), null=True, blank=True, editable=False)
    reporting_currency = models.CharField(_("reporting currency"), max_length=3, blank=True, editable=False)
    reporting_total = kept_money(_("total in the reporting currency"))
    approved_at = models.DateTimeField(_("estimate approved"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        indexes = [
            models.Index(fields=["organization", "work_order", "stage", "kind"], name="cost_of_work_order"),
            models.Index(fields=["organization", "-worked_on", "-id"], name="cost_by_day"),
            models.Index(fields=["organization", "vendor", "-worked_on", "id"], name="cost_by_vendor"),
            models.Index(fields=["organization", "-created_at", "-id"], name="cost_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="cost_sync"),
            # For the checks of deletions.
            models.Index(fields=["against"], name="cost_by_against", condition=Q(against__isnull=False)),
            models.Index(fields=["caused_by"], name="cost_by_cause", condition=Q(caused_by__isnull=False)),
            models.Index(fields=["rate"], name="cost_by_rate", condition=Q(rate__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="cost_number_once"),
            one_of("kind", CostKind, name="cost_kind_known"),
            one_of("stage", CostStage, name="cost_stage_known"),
            one_of("entry", CostEntry, name="cost_entry_known"),
            one_of("labour_kind", LabourKind, name="cost_hours_known"),
            models.CheckConstraint(
                condition=Q(entry=CostEntry.BOOKING, against__isnull=True)
                | (~Q(entry=CostEntry.BOOKING) & Q(against__isnull=False)),
                name="cost_counters_a_booking",
            ),
            models.CheckConstraint(
                condition=Q(
                    entry__in=[CostEntry.BOOKING, CostEntry.RESTORED],
                    quantity__gte=0,
                    amount__gte=0,
                    markup__gte=0,
                    tax__gte=0,
                    total__gte=0,
                )
                | Q(
                    entry__in=[CostEntry.REVERSAL, CostEntry.RELEASE],
                    quantity__lte=0,
                    amount__lte=0,
                    markup__lte=0,
                    tax__lte=0,
                    total__lte=0,
                ),
                name="cost_not_negative",
                violation_error_message=_("A cost is not negative."),
                violation_error_code="min_value",
            ),
            models.CheckConstraint(condition=Q(total=F("amount") + F("markup") + F("tax")), name="cost_adds_up"),
        ]

    def __str__(self) -> str:
        return self.description

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Costs of work at the properties of the scope."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Costs of work orders that are seen."""
        return own_condition(actor, "work_order__")
