"""Leases: for how long, from whom and in which properties space is rented."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.records import Owned, OwnedReference, Record
from facilities.choices import AreaUnit
from facilities.models.properties import Property
from facilities.scoping import place_condition


class Lease(Record):
    """One term for which space is rented. It may cover several properties, and a property may have several."""

    module = "lease"
    personal = Personal(named=(Named(name="lessor"),))

    lease_number = models.CharField(_("lease number"), max_length=60, help_text=_("As the contract gives it."))
    lessor = models.CharField(_("lessor"), max_length=160, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")
        indexes = [
            models.Index(fields=["organization", "lease_number", "id"], name="lease_by_lease_number"),
            models.Index(fields=["organization", "starts_on", "id"], name="lease_by_start"),
            models.Index(fields=["organization", "ends_on", "id"], name="lease_by_end"),
            models.Index(fields=["organization", "updated_at", "id"], name="lease_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="lease_number_once"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="lease_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.lease_number

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Leases of a property that is seen."""
        covered = LeaseProperty.objects.filter(place_condition(actor, "property__"))
        return Q(id__in=covered.values("lease_id"))


class LeaseProperty(Owned):
    """A property that a lease covers, and how much of it."""

    module = "lease_property"
    in_sight = ("lease", "property")
    alive = {"lease__deleted_at__isnull": True, "property__deleted_at__isnull": True}

    lease = OwnedReference(
        Lease, models.CASCADE, verbose_name=_("lease"), related_name="lease_properties", db_index=False
    )
    property = OwnedReference(Property, verbose_name=_("property"), related_name="lease_properties")
    area = models.DecimalField(
        _("leased area"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    area_unit = models.CharField(_("unit of area"), max_length=4, choices=AreaUnit, default=AreaUnit.SQUARE_FEET)

    class Meta:
        verbose_name = _("leased property")
        verbose_name_plural = _("leased properties")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "lease", "property"],
                name="lease_property_once",
                violation_error_message=_("The lease covers this property already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.lease}: {self.property}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """The covered properties that are seen."""
        return place_condition(actor, "property__")
