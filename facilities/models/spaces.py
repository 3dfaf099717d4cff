"""Below the property: the tree of buildings, floors, units, suites, rooms and common areas."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from facilities.choices import AreaUnit, MeasurementStandard, Occupancy, SpaceKind
from facilities.models.properties import Property
from facilities.scoping import place_condition


class Space(Record):
    """A building, floor, unit, suite, room or common area of a property. Units and suites are what is let."""

    module = "space"
    unrecorded = ("path",)
    in_sight = ("property", "parent")
    sequence = "location"

    property = OwnedReference(Property, verbose_name=_("property"), related_name="spaces", db_index=False)
    parent = OwnedReference("self", verbose_name=_("inside"), related_name="children", null=True, blank=True)
    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=SpaceKind, default=SpaceKind.ROOM)
    use = models.CharField(_("use"), max_length=60, blank=True, help_text=_("Such as office, laboratory or storage."))
    occupancy = models.CharField(_("occupancy"), max_length=20, choices=Occupancy, default=Occupancy.VACANT)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True, help_text=_("People."))
    level = models.SmallIntegerField(
        _("level"), null=True, blank=True, help_text=_("Of a floor: 0 is the ground floor, -1 the first basement.")
    )
    area = models.DecimalField(
        _("area"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    area_unit = models.CharField(_("unit of area"), max_length=4, choices=AreaUnit, default=AreaUnit.SQUARE_FEET)
    area_standard = models.CharField(
        _("measured by"), max_length=20, choices=MeasurementStandard, blank=True, help_text=_("Measurement standard.")
    )
    # Numbers from the property down, such as "12/40/41/": asked by prefix (`^@`) on a C-collated column.
    path = models.CharField(_("path"), max_length=400, editable=False, db_collation="C")

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        indexes = [
            models.Index(fields=["organization", "property", "name", "id"], name="space_of_property"),
            models.Index(fields=["organization", "name", "id"], name="space_by_name"),
            models.Index(fields=["organization", "code", "id"], name="space_by_code"),
            models.Index(fields=["organization", "kind", "id"], name="space_by_kind"),
            models.Index(fields=["organization", "-created_at", "-id"], name="space_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="space_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="space_number_once"),
            models.UniqueConstraint(fields=["organization", "path"], name="space_path_once"),
            one_of("kind", SpaceKind, name="space_kind_known"),
            one_of("occupancy", Occupancy, name="space_occupancy_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Spaces of the properties that are seen."""
        return place_condition(actor, "property__")
