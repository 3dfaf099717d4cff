"""Whether work may be given to a vendor: one rule for every doorway that assigns."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.rules import unknown_reference
from facilities.models import Property
from vendors.choices import VendorStatus
from vendors.models import Vendor, VendorArea

# Refusals that the present standing of the vendor gives, not what was sent.
CONFLICTS = frozenset({"vendor-inactive", "do-not-assign", "out-of-area"})


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


def unassignable(pairs: Collection[tuple[UUID, UUID]], *, actor: Actor) -> dict[tuple[UUID, UUID], Problem]:
    """Why some vendors may not be given work at some properties, by the same rule: few queries for any number."""
    if not pairs:
        return {}
    vendors = {row.pk: row for row in Vendor.objects.visible_to(actor).filter(pk__in={key for key, _p in pairs})}
    places = Property.objects.filter(organization_id=actor.organization_id, pk__in={key for _v, key in pairs})
    paths = dict(places.values_list("pk", "region__path"))
    areas: dict[UUID, list[tuple[UUID | None, str | None]]] = {}
    rows = VendorArea.objects.filter(organization_id=actor.organization_id, vendor_id__in=vendors)
    for key, place, above in rows.values_list("vendor_id", "property_id", "region__path"):
        areas.setdefault(key, []).append((place, above))
    found = {}
    for vendor_id, property_id in pairs:
        vendor = vendors.get(vendor_id)
        if vendor is None:
            found[vendor_id, property_id] = unknown_reference("vendor")
        elif problem := _problem(vendor, property_id, paths.get(property_id) or "", areas.get(vendor_id, [])):
            found[vendor_id, property_id] = problem
    return found


def _problem(
    vendor: Vendor, property_id: UUID, path: str, areas: Sequence[tuple[UUID | None, str | None]]
) -> Problem | None:
    try:
        refuse_unassignable(vendor)
    except RuleBroken as broken:
        return broken.problems[0]
    if covers(areas, property_id, path):
        return None
    return Problem("vendor", "out-of-area", _("%s does not serve this place.") % vendor)


def serves(vendor: Vendor, property: Property) -> bool:
    """Whether the property, or a region above it, is among the vendor's areas; without any it serves every place."""
    areas = VendorArea.objects.filter(organization_id=vendor.organization_id, vendor_id=vendor.pk)
    named = list(areas.values_list("property_id", "region__path"))
    return covers(named, property.pk, property.region.path if property.region is not None else "")


def covers(areas: Sequence[tuple[UUID | None, str | None]], property_id: UUID, path: str) -> bool:
    """Whether a property, or the region that its path lies in, is among the areas; none means every place."""
    return not areas or any(key == property_id or (above and path.startswith(above)) for key, above in areas)
