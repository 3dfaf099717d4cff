"""What may be done to a vendor."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.picklists import PicklistItem
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting, lock, touch
from facilities.models import Property, Region
from vendors.choices import VendorStatus
from vendors.models import Vendor, VendorArea, VendorTrade
from vendors.trades import refuse_other_list


def create_vendor(*, actor: Actor, **values: Any) -> Vendor:
    """Add a company that work may be given to."""
    with creating(Vendor(**values), event="vendor.created", permission="vendors.add_vendor", actor=actor) as vendor:
        pass
    return vendor


def update_vendor(vendor: Vendor, *, actor: Actor, version: int | None = None, **values: Any) -> Vendor:
    """Change what is known of a vendor."""
    with changing(
        vendor, event="vendor.updated", permission="vendors.change_vendor", actor=actor, version=version
    ) as row:
        assign(row, values)
    return vendor


def delete_vendor(vendor: Vendor, *, actor: Actor, version: int | None = None) -> None:
    """Hide a vendor that nothing refers to. One that has worked is deactivated instead."""
    with deleting(
        vendor, event="vendor.deleted", permission="vendors.delete_vendor", actor=actor, version=version
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def deactivate_vendor(vendor: Vendor, *, actor: Actor, reason: str, version: int | None = None) -> Vendor:
    """Give no more work to a vendor, with the reason. It stays on everything it has done."""
    with changing(
        vendor, event="vendor.deactivated", permission="vendors.deactivate_vendor", actor=actor, version=version
    ) as row:
        if row.status == VendorStatus.INACTIVE:
            raise RuleBroken("status", "inactive", _("This vendor is inactive already."), status=409)
        row.status, row.deactivation_reason = VendorStatus.INACTIVE, _said(reason)
    return vendor


def reactivate_vendor(vendor: Vendor, *, actor: Actor, version: int | None = None) -> Vendor:
    """Let a vendor be given work again."""
    with changing(
        vendor, event="vendor.reactivated", permission="vendors.reactivate_vendor", actor=actor, version=version
    ) as row:
        if row.status == VendorStatus.ACTIVE:
            raise RuleBroken("status", "active", _("This vendor is active already."), status=409)
        row.status, row.deactivation_reason = VendorStatus.ACTIVE, ""
    return vendor


def block_vendor(
    vendor: Vendor, *, actor: Actor, reason: str, until: date | None = None, version: int | None = None
) -> Vendor:
    """Give no new work to a vendor for now, with the reason and, if it is known, the last day."""
    with changing(
        vendor, event="vendor.blocked", permission="vendors.block_vendor", actor=actor, version=version
    ) as row:
        row.do_not_assign, row.do_not_assign_until, row.do_not_assign_reason = True, until, _said(reason)
    return vendor


def unblock_vendor(vendor: Vendor, *, actor: Actor, version: int | None = None) -> Vendor:
    """Let a vendor that was not to be assigned get new work again."""
    with changing(
        vendor, event="vendor.unblocked", permission="vendors.unblock_vendor", actor=actor, version=version
    ) as row:
        row.do_not_assign, row.do_not_assign_until, row.do_not_assign_reason = False, None, ""
    return vendor


@transaction.atomic
def add_vendor_trade(vendor: Vendor, *, actor: Actor, trade: PicklistItem) -> VendorTrade:
    """Say that a vendor does a trade of the organization's list."""
    actor.require("vendors.add_trade_vendor")
    lock(vendor, actor=actor)
    refuse_other_list(trade.pk, actor=actor)
    row = VendorTrade(vendor=vendor, trade=trade)
    with creating(row, event="vendor_trade.created", actor=actor):
        pass
    _touched(vendor, "vendor.trade_added", actor)
    return row


@transaction.atomic
def remove_vendor_trade(vendor: Vendor, *, actor: Actor, trade: PicklistItem) -> None:
    """Say that a vendor does a trade no longer."""
    actor.require("vendors.remove_trade_vendor")
    lock(vendor, actor=actor)
    rows = VendorTrade.objects.visible_to(actor).filter(vendor_id=vendor.pk, trade_id=trade.pk)
    _remove(rows.first(), "trade", actor)
    _touched(vendor, "vendor.trade_removed", actor)


@transaction.atomic
def add_vendor_area(
    vendor: Vendor, *, actor: Actor, region: Region | None = None, property: Property | None = None
) -> VendorArea:
    """Say that a vendor serves a region, with everything in it, or a single property."""
    actor.require("vendors.add_area_vendor")
    lock(vendor, actor=actor)
    row = VendorArea(vendor=vendor, region=region, property=property)
    with creating(row, event="vendor_area.created", actor=actor):
        pass
    _touched(vendor, "vendor.area_added", actor)
    return row


@transaction.atomic
def remove_vendor_area(
    vendor: Vendor, *, actor: Actor, region: Region | None = None, property: Property | None = None
) -> None:
    """Say that a vendor serves a place no longer. Without any place left it serves every place."""
    actor.require("vendors.remove_area_vendor")
    lock(vendor, actor=actor)
    rows = VendorArea.objects.visible_to(actor).filter(vendor_id=vendor.pk, region=region, property=property)
    _remove(rows.first(), "region" if property is None else "property", actor)
    _touched(vendor, "vendor.area_removed", actor)


def _said(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken("reason", "required", _("Say why."))
    return reason


def _remove(row: VendorTrade | VendorArea | None, field: str, actor: Actor) -> None:
    if row is None:
        raise RuleBroken(field, "not-there", _("The vendor does not have this."), status=409)
    with deleting(row, event=f"{row.module}.deleted", actor=actor):
        pass


def _touched(vendor: Vendor, event: str, actor: Actor) -> None:
    touch(vendor, event=event, actor=actor)
    vendor.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
