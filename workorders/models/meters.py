"""Meters: what counts hours, starts or kilometres, and what was read from them."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from facilities.scoping import place_condition
from workorders.plan_choices import ReadingKind


def amount(label: object, **kwargs: object) -> models.DecimalField:
    """A figure as a meter shows it: never negative, with three decimals."""
    given: dict[str, object] = {"max_digits": 16, "decimal_places": 3, "validators": [MinValueValidator(0)], **kwargs}
    return models.DecimalField(label, **given)  # type: ignore[arg-type]  # what every such field shares


class Meter(Record):
    """Something that counts: the running hours of a generator, the starts of a pump.

    The total goes on where the counter began again or was replaced; plans count by the total.
    """

    module = "meter"

    name = models.CharField(_("name"), max_length=120)
    property = OwnedReference("facilities.Property", verbose_name=_("property"), related_name="meters", db_index=False)
    space = OwnedReference(
        "facilities.Space", verbose_name=_("space"), related_name="meters", null=True, blank=True, db_index=False
    )
    equipment = OwnedReference(
        "facilities.Equipment",
        verbose_name=_("equipment"),
        related_name="meters",
        null=True,
        blank=True,
        db_index=False,
    )
    unit = models.CharField(_("unit"), max_length=20, help_text=_("Such as h, km, starts or kWh."))
    rolls_over_at = amount(
        _("begins again at"), null=True, blank=True, help_text=_("A counter of five digits begins again at 100000.")
    )
    last_value = amount(_("last reading"), null=True, blank=True, editable=False)
    last_total = amount(_("total"), default=0, editable=False)
    last_read_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    # Of the last ninety days with readings; every date made from it is an estimate.
    per_day = amount(_("average per day"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("meter")
        verbose_name_plural = _("meters")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="meter_by_name"),
            models.Index(fields=["organization", "last_read_at", "id"], name="meter_by_reading"),
            models.Index(fields=["organization", "property", "name"], name="meter_by_property"),
            models.Index(fields=["organization", "updated_at", "id"], name="meter_sync"),
            models.Index(fields=["space"], name="meter_by_space", condition=Q(space__isnull=False)),
            models.Index(fields=["equipment"], name="meter_by_equipment", condition=Q(equipment__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="meter_number_once"),
            models.CheckConstraint(
                condition=Q(rolls_over_at__isnull=True) | Q(rolls_over_at__gt=0),
                name="meter_rolls_over_above_zero",
                violation_error_message=_("A counter begins again at a figure above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Meters at the properties that are seen."""
        return place_condition(actor, "property__")


class MeterReading(Owned):
    """What a meter showed at a moment, and the total since it is kept."""

    module = "meter_reading"
    alive = {"meter__deleted_at__isnull": True}

    meter = OwnedReference(Meter, models.CASCADE, verbose_name=_("meter"), related_name="readings", db_index=False)
    value = amount(_("reading"))
    total = amount(_("total"), editable=False)
    read_at = models.DateTimeField(_("read"))
    kind = models.CharField(_("kind"), max_length=20, choices=ReadingKind, default=ReadingKind.REGULAR)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("meter reading")
        verbose_name_plural = _("meter readings")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "meter", "read_at"],
                name="meter_reading_once",
                violation_error_message=_("The meter has a reading of this moment already."),
            ),
            one_of("kind", ReadingKind, name="meter_reading_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.meter.unit}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Readings of the meters that are seen."""
        return place_condition(actor, "meter__property__")
