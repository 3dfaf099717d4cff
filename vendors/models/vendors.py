"""Vendors: companies that work is given to, what they do, where, and whom to call."""

from datetime import date

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.personal import Named, Personal
from core.records import Owned, OwnedReference, Record
from core.validators import validate_country
from facilities.models import Region
from facilities.scoping import place_condition
from vendors.choices import VendorStatus

validate_website = URLValidator(schemes=["http", "https"])


class Vendor(Record):
    """A company that work is given to. One that is no longer used is deactivated and stays on old records."""

    module = "vendor"
    personal = Personal(named=(Named(email="email", phones=("phone",)),))

    name = models.CharField(_("name"), max_length=160)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True, help_text=_("As on contracts."))
    code = models.CharField(_("code"), max_length=40, blank=True, help_text=_("As your ledger knows it."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True, validators=[validate_website])
    line1 = models.CharField(_("street"), max_length=160, blank=True)
    line2 = models.CharField(_("street, second line"), max_length=160, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=60, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[validate_country])
    notes = models.TextField(_("notes"), blank=True, max_length=20_000)
    status = models.CharField(
        _("status"), max_length=20, choices=VendorStatus, default=VendorStatus.ACTIVE, editable=False
    )
    deactivation_reason = models.CharField(_("reason of the deactivation"), max_length=300, blank=True, editable=False)
    do_not_assign = models.BooleanField(_("do not assign"), default=False, editable=False)
    do_not_assign_until = models.DateField(
        _("do not assign until"), null=True, blank=True, editable=False, help_text=_("The last day; empty: no end.")
    )
    do_not_assign_reason = models.CharField(_("why not to assign"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="vendor_by_name"),
            models.Index(fields=["organization", "code", "id"], name="vendor_by_code"),
            models.Index(fields=["organization", "status", "name", "id"], name="vendor_by_status"),
            models.Index(fields=["organization", "updated_at", "id"], name="vendor_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="vendor_number_once"),
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="vendor_name_taken",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("Another vendor already has this name."),
            ),
            models.UniqueConstraint(
                fields=["organization", "code"],
                name="vendor_code_taken",
                condition=~Q(code="") & Q(deleted_at__isnull=True),
                violation_error_message=_("Another vendor already has this code."),
            ),
            one_of("status", VendorStatus, name="vendor_status_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_blocked(self, on: date) -> bool:
        """Whether nothing is to be assigned to it on a day."""
        return self.do_not_assign and (self.do_not_assign_until is None or on <= self.do_not_assign_until)


class VendorTrade(Owned):
    """A trade that a vendor does, such as plumbing."""

    module = "vendor_trade"
    alive = {"vendor__deleted_at__isnull": True}

    vendor = OwnedReference(
        Vendor, models.CASCADE, verbose_name=_("vendor"), related_name="vendor_trades", db_index=False
    )
    trade = OwnedReference(
        "core.PicklistItem", verbose_name=_("trade"), related_name="+", limit_choices_to={"list": "trade"}
    )

    class Meta:
        verbose_name = _("trade of a vendor")
        verbose_name_plural = _("trades of vendors")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "vendor", "trade"],
                name="vendor_trade_once",
                violation_error_message=_("The vendor has this trade already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor}: {self.trade}"


class VendorArea(Owned):
    """A region or property that a vendor serves. A vendor without any serves every place."""

    module = "vendor_area"
    alive = {"vendor__deleted_at__isnull": True}

    vendor = OwnedReference(Vendor, models.CASCADE, verbose_name=_("vendor"), related_name="areas", db_index=False)
    region = OwnedReference(
        "facilities.Region", models.CASCADE, verbose_name=_("region"), related_name="+", null=True, blank=True
    )
    property = OwnedReference(
        "facilities.Property", models.CASCADE, verbose_name=_("property"), related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("area of a vendor")
        verbose_name_plural = _("areas of vendors")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "vendor", "region", "property"],
                name="vendor_area_once",
                nulls_distinct=False,
                violation_error_message=_("The vendor serves this place already."),
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=True, property__isnull=False)
                | Q(region__isnull=False, property__isnull=True),
                name="vendor_area_of_one_place",
                violation_error_message=_("Name a region or a property, and not both."),
                violation_error_code="one-place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor}: {self.region or self.property}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """The places that are seen."""
        regions = Region.objects.filter(Region.scope_condition(actor)).values("id")
        return Q(region_id__in=regions) | (Q(property__isnull=False) & place_condition(actor, "property__"))


class VendorContact(Record):
    """Somebody at a vendor, and whether they are told by mail of the work given to it."""

    module = "vendor_contact"
    personal = Personal(
        named=(
            Named(name="name", email="email", phones=("phone", "mobile"), switches=("is_notified",), tells=("role",)),
        )
    )

    vendor = OwnedReference(Vendor, verbose_name=_("vendor"), related_name="contacts", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, blank=True, help_text=_("Such as dispatcher or owner."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_notified = models.BooleanField(
        _("notified"), default=False, help_text=_("Gets a mail when work is given to the vendor.")
    )

    class Meta:
        verbose_name = _("vendor contact")
        verbose_name_plural = _("vendor contacts")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="vendor_contact_by_name"),
            models.Index(fields=["organization", "vendor", "name", "id"], name="vendor_contact_of_vendor"),
            models.Index(fields=["organization", "updated_at", "id"], name="vendor_contact_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="vendor_contact_number_once"),
            models.CheckConstraint(
                condition=Q(is_notified=False) | ~Q(email=""),
                name="vendor_contact_notified_by_mail",
                violation_error_message=_("Somebody who is notified needs an e-mail address."),
                violation_error_code="required",
            ),
        ]

    def __str__(self) -> str:
        return self.name
