"""Rate cards: what an hour of work costs, by vendor or own people, trade and time of day."""

from typing import Any
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.db.constraints import one_of
from core.records import OwnedReference, Record
from core.validators import validate_currency
from vendors.choices import LabourKind
from vendors.models.vendors import Vendor

# Stands for "own people" and "any trade" where the database compares rates: nothing equals a missing value.
NOBODY = UUID(int=0)


def _given(name: str) -> Coalesce:
    return Coalesce(name, Value(NOBODY, models.UUIDField()), output_field=models.UUIDField())


def money(label: Any, **kwargs: Any) -> models.DecimalField:
    """An amount of money that is never negative."""
    return models.DecimalField(label, max_digits=12, decimal_places=2, validators=[MinValueValidator(0)], **kwargs)


class Rate(Record):
    """A line of a rate card: what an hour of a trade costs, from a first to a last day. On any day one rate applies."""

    module = "rate"
    currencies = {"hourly": "currency", "trip_charge": "currency"}

    name = models.CharField(_("name"), max_length=160, blank=True, help_text=_("Empty: made of trade and kind."))
    vendor = OwnedReference(
        Vendor,
        verbose_name=_("vendor"),
        related_name="rates",
        null=True,
        blank=True,
        db_index=False,
        help_text=_("Empty: your own people."),
    )
    trade = OwnedReference(
        "core.PicklistItem",
        verbose_name=_("trade"),
        related_name="+",
        null=True,
        blank=True,
        limit_choices_to={"list": "trade"},
        help_text=_("Empty: every trade without a rate of its own."),
    )
    kind = models.CharField(_("kind of hours"), max_length=20, choices=LabourKind, default=LabourKind.REGULAR)
    hourly = money(_("per hour"))
    trip_charge = money(_("trip charge"), default=0, help_text=_("Once for each visit."))
    minimum_hours = models.DecimalField(
        _("least hours"),
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("A shorter visit is charged as this."),
    )
    markup_percent = models.DecimalField(
        _("markup on material in percent"),
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        blank=True,
        validators=[validate_currency],
        help_text=_("Empty: the organization's."),
    )
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: until further notice."))

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="rate_by_name"),
            models.Index(fields=["organization", "vendor", "trade", "kind", "valid_from"], name="rate_of_vendor"),
            models.Index(fields=["organization", "valid_from", "id"], name="rate_by_start"),
            models.Index(fields=["organization", "valid_until", "id"], name="rate_by_end"),
            models.Index(fields=["organization", "updated_at", "id"], name="rate_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="rate_number_once"),
            one_of("kind", LabourKind, name="rate_kind_known"),
            models.CheckConstraint(
                condition=Q(hourly__gte=0, trip_charge__gte=0, minimum_hours__gte=0, markup_percent__gte=0),
                name="rate_not_negative",
                violation_error_message=_("An amount is not negative."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="rate_days_in_order",
                violation_error_message=_("The last day is before the first."),
                violation_error_code="order",
            ),
            ExclusionConstraint(
                name="rate_no_overlap",
                expressions=[
                    ("organization", "="),
                    (_given("vendor"), "="),
                    (_given("trade"), "="),
                    ("kind", "="),
                    (Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange"), "&&"),
                ],
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("Another rate of this kind is valid on some of these days."),
                violation_error_code="overlap",
            ),
        ]

    def __str__(self) -> str:
        return self.name
