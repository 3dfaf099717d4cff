"""The property: a building or site the organization runs. Everything else hangs on it."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import OwnedReference, Record
from core.validators import validate_country, validate_time_zone
from facilities.choices import AreaUnit, AssetClass, PropertyStatus, Tenure
from facilities.models.hierarchy import Portfolio, Region
from facilities.scoping import place_condition


class Property(Record):
    """A building, structure or site. It has one region, and through it one portfolio, and a time zone of its own."""

    module = "property"
    in_sight = ("portfolio", "region")
    sequence = "location"

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True)
    portfolio = OwnedReference(Portfolio, verbose_name=_("portfolio"), related_name="properties")
    region = OwnedReference(Region, verbose_name=_("region"), related_name="properties", null=True, blank=True)
    parent = OwnedReference(
        "self",
        verbose_name=_("part of"),
        related_name="parts",
        null=True,
        blank=True,
        help_text=_("The campus or site."),
    )
    asset_class = models.CharField(_("asset class"), max_length=20, choices=AssetClass, default=AssetClass.OFFICE)
    asset_type = models.CharField(_("asset type"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=PropertyStatus, default=PropertyStatus.ACTIVE)
    tenure = models.CharField(_("tenure"), max_length=10, choices=Tenure, default=Tenure.OWNED)

    line1 = models.CharField(_("street address"), max_length=120, blank=True)
    line2 = models.CharField(_("address, second line"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state or province"), max_length=40, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="US", validators=[validate_country])
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[validate_time_zone])

    gross_area = models.DecimalField(
        _("gross area"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    rentable_area = models.DecimalField(
        _("rentable area"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    area_unit = models.CharField(_("unit of area"), max_length=4, choices=AreaUnit, default=AreaUnit.SQUARE_FEET)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True, help_text=_("People."))
    year_built = models.PositiveSmallIntegerField(
        _("year built"), null=True, blank=True, validators=[MinValueValidator(1000), MaxValueValidator(2200)]
    )
    floors_count = models.PositiveSmallIntegerField(_("floors"), null=True, blank=True)
    construction_type = models.CharField(_("construction"), max_length=60, blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)

    class Meta:
        verbose_name = _("property")
        verbose_name_plural = _("properties")
        indexes = [
            models.Index(fields=["organization", "-created_at", "-id"], name="property_newest"),
            models.Index(fields=["organization", "name", "id"], name="property_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="property_sync"),
            models.Index(fields=["organization", "code", "id"], name="property_by_code"),
            models.Index(fields=["organization", "city", "id"], name="property_by_city"),
            models.Index(fields=["organization", "state", "id"], name="property_by_state"),
            models.Index(fields=["organization", "status", "id"], name="property_by_status"),
            models.Index(fields=["organization", "tenure", "id"], name="property_by_tenure"),
            models.Index(fields=["organization", "year_built", "id"], name="property_by_year_built"),
            models.Index(fields=["organization", "rentable_area", "id"], name="property_by_rentable_area"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="property_number_once"),
            models.UniqueConstraint(
                fields=["organization", "code"],
                name="property_code_taken",
                condition=~Q(code="") & Q(deleted_at__isnull=True),
                violation_error_message=_("Another property already has this code."),
            ),
            one_of("asset_class", AssetClass, name="property_asset_class_known"),
            one_of("status", PropertyStatus, name="property_status_known"),
            one_of("tenure", Tenure, name="property_tenure_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="property_both_coordinates",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """The places of the scope and everything below them."""
        return place_condition(actor)
