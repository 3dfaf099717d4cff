"""Whether work may be given to a vendor: one rule for every doorway that assigns."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import RuleBroken
from facilities.models import Property
from vendors.choices import VendorStatus
from vendors.models import Vendor, VendorArea


def refuse_unassignable(
    vendor: Vendor, property: Property | None = None, *, on: date | None = None, field: str = "vendor"
) -> None:
    """Refuse a vendor that is inactive, not to be assigned on the day, or does not serve the property."""
    day = on or timezone.localdate()
    if vendor.status != VendorStatus.ACTIVE or vendor.archived_at is not None:
        raise RuleBroken(field, "vendor-inactive", _("%s is no longer given work.") % vendor, status=409)
    if vendor.is_blocked(day):
        words = {"vendor": vendor, "reason": vendor.do_not_assign_reason}
        raise RuleBroken(field, "do-not-assign", _("Do not assign %(vendor)s: %(reason)s") % words, status=409)
    if property is not None and not serves(vendor, property):
        words = {"vendor": vendor, "property": property}
        raise RuleBroken(field, "out-of-area", _("%(vendor)s does not serve %(property)s.") % words, status=409)


def serves(vendor: Vendor, property: Property) -> bool:
    """Whether the property, or a region above it, is among the vendor's areas; without any it serves every place."""
    areas = VendorArea.objects.filter(organization_id=vendor.organization_id, vendor_id=vendor.pk)
    named = list(areas.values_list("property_id", "region__path"))
    path = property.region.path if property.region is not None else ""
    return not named or any(key == property.pk or (above and path.startswith(above)) for key, above in named)
