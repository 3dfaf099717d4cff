"""Hours: who was when at which work order, on the way to it or at the place."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import OwnedReference, Record
from facilities.scoping import place_condition
from workorders.choices import TimeKind
from workorders.models.work_orders import WorkOrder, own_condition


def degrees(label: object, most: int) -> models.DecimalField:
    """A coordinate of WGS 84, kept only where the person agreed."""
    limits = [MinValueValidator(Decimal(-most)), MaxValueValidator(Decimal(most))]
    return models.DecimalField(label, max_digits=9, decimal_places=6, null=True, blank=True, validators=limits)  # type: ignore[arg-type]  # lazy words


class TimeEntry(Record):
    """Time that one person gave to one work order. Nobody is at two places at once: entries never overlap."""

    module = "time_entry"
    personal = Personal(
        named=(
            Named(
                account="person", tells=("started_at", "ended_at", "minutes", "kind", "note", "latitude", "longitude")
            ),
        )
    )
    alive = {"deleted_at__isnull": True, "work_order__deleted_at__isnull": True}

    work_order = OwnedReference(
        WorkOrder, models.CASCADE, verbose_name=_("work order"), related_name="time_entries", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="+",
        db_index=False,
        blank=True,
        help_text=_("Empty: you."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=TimeKind, default=TimeKind.ON_SITE)
    name = models.CharField(_("name"), max_length=240, blank=True, editable=False)
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True, help_text=_("Empty: still at it."))
    minutes = models.PositiveIntegerField(_("minutes"), null=True, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    latitude = degrees(_("latitude"), 90)
    longitude = degrees(_("longitude"), 180)

    class Meta:
        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        indexes = [
            models.Index(fields=["organization", "-started_at", "-id"], name="time_entry_newest"),
            models.Index(fields=["organization", "work_order", "started_at"], name="time_entry_of_order"),
            models.Index(fields=["organization", "person", "started_at"], name="time_entry_by_person"),
            models.Index(fields=["organization", "name", "id"], name="time_entry_by_name"),
            models.Index(fields=["organization", "minutes", "id"], name="time_entry_by_length"),
            models.Index(fields=["organization", "updated_at", "id"], name="time_entry_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="time_entry_number_once"),
            one_of("kind", TimeKind, name="time_entry_kind_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="time_entry_not_negative",
                violation_error_message=_("It ends after it begins."),
                violation_error_code="order",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="time_entry_whole_place",
                violation_error_message=_("A place has a latitude and a longitude."),
            ),
            ExclusionConstraint(
                name="time_entry_no_overlap",
                expressions=[
                    ("organization", "="),
                    ("person", "="),
                    (Func(F("started_at"), F("ended_at"), Value("[)"), function="tstzrange"), "&&"),
                ],
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("This person was at other work for a part of this time."),
                violation_error_code="overlap",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Hours at the properties of the scope."""
        return place_condition(actor, "work_order__property__")

    @classmethod
    def personal_condition(cls, actor: Actor) -> Q:
        """Hours of the work orders that are seen."""
        return own_condition(actor, "work_order__")

    def clean(self) -> None:
        if self.ended_at and self.ended_at <= self.started_at:
            raise ValidationError({"ended_at": _("It ends after it begins.")}, code="order")
