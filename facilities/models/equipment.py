"""Equipment and building systems: what is installed where, what it is part of and which spaces it serves."""

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from core.validators import validate_currency
from facilities.choices import Condition, Criticality, EquipmentStatus, SystemKind
from facilities.models.properties import Property
from facilities.models.spaces import Space
from facilities.scoping import place_condition


class EquipmentClass(Record):
    """A class of a classification, such as D3040 of UNIFORMAT II: distribution of heating and cooling."""

    module = "equipment_class"

    scheme = models.CharField(_("scheme"), max_length=40, default="UNIFORMAT II")
    edition = models.CharField(_("edition"), max_length=40, blank=True)
    code = models.CharField(_("code"), max_length=20)
    parent = OwnedReference("self", verbose_name=_("above"), related_name="children", null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    is_active = models.BooleanField(_("active"), default=True, help_text=_("May be chosen for equipment."))

    class Meta:
        verbose_name = _("equipment class")
        verbose_name_plural = _("equipment classes")
        indexes = [
            models.Index(fields=["organization", "code", "id"], name="equipment_class_by_code"),
            models.Index(fields=["organization", "title", "id"], name="equipment_class_by_title"),
            models.Index(fields=["organization", "updated_at", "id"], name="equipment_class_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="equipment_class_number_once"),
            models.UniqueConstraint(
                fields=["organization", "scheme", "code"],
                name="equipment_class_code_taken",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("The scheme already has this code."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Equipment(Record):
    """Something installed at a property that is looked after: from a whole heating plant to one of its pumps."""

    module = "equipment"
    currencies = {"replacement_cost": "currency"}
    in_sight = ("property", "space")
    sequence = "location"

    property = OwnedReference(Property, verbose_name=_("property"), related_name="equipment", db_index=False)
    space = OwnedReference(Space, verbose_name=_("located in"), related_name="equipment", null=True, blank=True)
    parent = OwnedReference("self", verbose_name=_("part of"), related_name="parts", null=True, blank=True)
    equipment_class = OwnedReference(
        EquipmentClass, verbose_name=_("class"), related_name="equipment", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=160)
    code = models.CharField(_("tag"), max_length=60, blank=True, help_text=_("As it stands on the equipment."))
    kind = models.CharField(_("kind"), max_length=20, choices=SystemKind, default=SystemKind.OTHER)
    is_system = models.BooleanField(
        _("building system"), default=False, help_text=_("A system of the building, of which equipment is part.")
    )
    status = models.CharField(_("status"), max_length=20, choices=EquipmentStatus, default=EquipmentStatus.IN_SERVICE)
    condition = models.CharField(_("condition"), max_length=20, choices=Condition, blank=True)
    criticality = models.CharField(_("criticality"), max_length=20, choices=Criticality, default=Criticality.MEDIUM)
    manufacturer = models.CharField(_("manufacturer"), max_length=120, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    serial = models.CharField(_("serial number"), max_length=120, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    warranty_until = models.DateField(_("warranty until"), null=True, blank=True)
    expected_life_years = models.PositiveSmallIntegerField(_("expected life in years"), null=True, blank=True)
    replacement_cost = models.DecimalField(
        _("replacement cost"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, validators=[validate_currency])
    specs = models.JSONField(_("specifications"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        indexes = [
            models.Index(fields=["organization", "property", "name", "id"], name="equipment_of_property"),
            models.Index(fields=["organization", "name", "id"], name="equipment_by_name"),
            models.Index(fields=["organization", "code", "id"], name="equipment_by_code"),
            models.Index(fields=["organization", "kind", "id"], name="equipment_by_kind"),
            models.Index(fields=["organization", "warranty_until", "id"], name="equipment_by_warranty"),
            models.Index(fields=["organization", "-created_at", "-id"], name="equipment_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="equipment_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="equipment_number_once"),
            one_of("kind", SystemKind, name="equipment_kind_known"),
            one_of("status", EquipmentStatus, name="equipment_status_known"),
            one_of("criticality", Criticality, name="equipment_criticality_known"),
            models.CheckConstraint(
                condition=Q(replacement_cost__isnull=True) | ~Q(currency=""),
                name="equipment_cost_has_currency",
                violation_error_message=_("A replacement cost needs a currency."),
            ),
            models.CheckConstraint(
                condition=Q(warranty_until__isnull=True)
                | Q(installed_on__isnull=True)
                | Q(warranty_until__gte=F("installed_on")),
                name="equipment_warranty_after_start",
                violation_error_message=_("The warranty ends before the equipment was installed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Equipment of the properties that are seen."""
        return place_condition(actor, "property__")


class EquipmentServes(Owned):
    """A space that a piece of equipment serves, wherever it stands itself."""

    module = "equipment_serves"
    in_sight = ("equipment",)
    alive = {"equipment__deleted_at__isnull": True}

    equipment = OwnedReference(
        Equipment, models.CASCADE, verbose_name=_("equipment"), related_name="serves", db_index=False
    )
    space = OwnedReference(Space, verbose_name=_("space"), related_name="served_by")

    class Meta:
        verbose_name = _("served space")
        verbose_name_plural = _("served spaces")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "equipment", "space"],
                name="equipment_serves_once",
                violation_error_message=_("The equipment serves this space already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.equipment} → {self.space}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Of the equipment that is seen."""
        return place_condition(actor, "equipment__property__")
