"""Who owns: entities, the groups they form, and the share each holds of a property from when to when."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from core.validators import validate_country, validate_currency
from facilities.choices import EntityKind
from facilities.models.properties import Property
from facilities.scoping import place_condition


class OwnershipGroup(Record):
    """Entities that belong together, such as the companies of one investor."""

    module = "ownership_group"

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[validate_currency])
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("ownership group")
        verbose_name_plural = _("ownership groups")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="ownership_group_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="ownership_group_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="ownership_group_number_once"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="ownership_group_name_taken",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("Another ownership group already has this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OwnershipEntity(Record):
    """A company, fund, public body or person that owns property, wholly or in shares."""

    module = "ownership_entity"

    name = models.CharField(_("name"), max_length=160)
    code = models.CharField(_("code"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EntityKind, default=EntityKind.COMPANY)
    group = OwnedReference(
        OwnershipGroup, verbose_name=_("ownership group"), related_name="entities", null=True, blank=True
    )
    country = models.CharField(_("country"), max_length=2, default="US", validators=[validate_country])
    currency = models.CharField(_("currency"), max_length=3, default="USD", validators=[validate_currency])
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("ownership entity")
        verbose_name_plural = _("ownership entities")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="ownership_entity_by_name"),
            models.Index(fields=["organization", "updated_at", "id"], name="ownership_entity_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="ownership_entity_number_once"),
            models.UniqueConstraint(
                fields=["organization", "code"],
                name="ownership_entity_code_taken",
                condition=~Q(code="") & Q(deleted_at__isnull=True),
                violation_error_message=_("Another ownership entity already has this code."),
            ),
            one_of("kind", EntityKind, name="ownership_entity_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnershipShare(Owned):
    """The part of a property that an entity holds. On any day the shares add up to exactly 100 % or there are none."""

    module = "ownership_share"
    in_sight = ("property",)
    alive = {"property__deleted_at__isnull": True}

    property = OwnedReference(Property, models.CASCADE, verbose_name=_("property"), related_name="shares")
    entity = OwnedReference(OwnershipEntity, verbose_name=_("entity"), related_name="shares")
    share_percent = models.DecimalField(
        _("share in percent"),
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001")), MaxValueValidator(100)],
    )
    valid_from = models.DateField(_("first day"), null=True, blank=True, help_text=_("Empty: since ever."))
    valid_to = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: until further notice."))

    class Meta:
        verbose_name = _("share of ownership")
        verbose_name_plural = _("shares of ownership")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "property", "entity", "valid_from"],
                name="ownership_share_once",
                nulls_distinct=False,
                violation_error_message=_("This entity already has a share from the same day."),
            ),
            models.CheckConstraint(
                condition=Q(share_percent__gt=0, share_percent__lte=100), name="ownership_share_of_a_whole"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="ownership_share_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_percent.normalize():f} %"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Shares of the properties that are seen."""
        return place_condition(actor, "property__")
