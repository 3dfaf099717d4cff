"""Floor areas as they were measured: by which standard, which part, by whom and when."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import Owned, OwnedReference
from facilities.choices import AreaKind, AreaUnit, MeasurementMethod, MeasurementStandard
from facilities.models.properties import Property
from facilities.scoping import place_condition


class PropertyArea(Owned):
    """One measured area of a property. Several standards and editions stand beside each other."""

    module = "property_area"
    personal = Personal(named=(Named(name="measured_by"),))
    in_sight = ("property",)
    alive = {"property__deleted_at__isnull": True}

    property = OwnedReference(Property, models.CASCADE, verbose_name=_("property"), related_name="areas")
    standard = models.CharField(_("standard"), max_length=20, choices=MeasurementStandard)
    edition = models.CharField(_("edition"), max_length=20, blank=True, help_text=_("Such as 2017."))
    method = models.CharField(_("method"), max_length=1, choices=MeasurementMethod, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=AreaKind)
    value = models.DecimalField(_("area"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    unit = models.CharField(_("unit"), max_length=4, choices=AreaUnit, default=AreaUnit.SQUARE_FEET)
    measured_by = models.CharField(_("measured by"), max_length=120, blank=True)
    measured_on = models.DateField(_("measured on"), null=True, blank=True)

    class Meta:
        verbose_name = _("measured area")
        verbose_name_plural = _("measured areas")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "property", "standard", "edition", "method", "measured_on", "kind"],
                name="property_area_once",
                nulls_distinct=False,
                violation_error_message=_("This area was already recorded for the same standard and day."),
            ),
            one_of("standard", MeasurementStandard, name="property_area_standard_known"),
            one_of("kind", AreaKind, name="property_area_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value} {self.get_unit_display()}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Areas of the properties that are seen."""
        return place_condition(actor, "property__")
