"""Vendors: what they do, where, and when nothing is given to them."""

from datetime import date

import pytest

from core.acting import acting
from core.errors import NotPermitted, NotVisible
from facilities.actions.properties import update_property
from facilities.actions.regions import create_region
from tests.cast import Cast
from tests.facilities.places import events_of, refused
from tests.vendors.firms import make_rate, make_trade, make_vendor
from vendors.actions.contacts import create_vendor_contact
from vendors.actions.vendors import (
    add_vendor_area,
    add_vendor_trade,
    block_vendor,
    deactivate_vendor,
    delete_vendor,
    reactivate_vendor,
    remove_vendor_area,
    remove_vendor_trade,
    unblock_vendor,
    update_vendor,
)
from vendors.assigning import refuse_unassignable
from vendors.models import VendorArea, VendorTrade


def test_a_vendor_does_trades_of_the_list_each_once(cast: Cast) -> None:
    with acting(cast.ana):
        vendor, plumbing, leak = make_vendor(cast), make_trade(cast), make_trade(cast, "leak", list="category")
        add_vendor_trade(vendor, trade=plumbing, actor=cast.ana)
        assert (vendor.version, events_of(vendor)) == (2, ["vendor.created", "vendor.trade_added"])
        with refused("trade", "unique", 409):
            add_vendor_trade(vendor, trade=plumbing, actor=cast.ana)
        with refused("trade", "not-a-trade"):
            add_vendor_trade(vendor, trade=leak, actor=cast.ana)
        remove_vendor_trade(vendor, trade=plumbing, actor=cast.ana)
        assert not VendorTrade.objects.exists()
        with refused("trade", "not-there", 409):
            remove_vendor_trade(vendor, trade=plumbing, actor=cast.ana)


def test_an_area_is_a_region_or_a_property(cast: Cast) -> None:
    with acting(cast.ana):
        vendor = make_vendor(cast)
        add_vendor_area(vendor, property=cast.tower, actor=cast.ana)
        for given in ({}, {"property": cast.annex, "region": cast.region}):
            with refused("", "one-place"):
                add_vendor_area(vendor, actor=cast.ana, **given)
        with refused("property", "unique", 409):
            add_vendor_area(vendor, property=cast.tower, actor=cast.ana)
        with refused("property", "unknown-reference"):
            add_vendor_area(vendor, property=cast.elsewhere, actor=cast.ana)
        remove_vendor_area(vendor, property=cast.tower, actor=cast.ana)
        assert not VendorArea.objects.exists()


def test_work_is_given_only_in_the_areas_and_the_regions_below_them(cast: Cast) -> None:
    with acting(cast.ana):
        vendor = make_vendor(cast)
        refuse_unassignable(vendor, cast.annex)
        add_vendor_area(vendor, region=cast.region, actor=cast.ana)
        loop = create_region(actor=cast.ana, name="Loop", parent=cast.region)
        update_property(cast.tower, actor=cast.ana, region=loop)
        refuse_unassignable(vendor, cast.tower)
        with refused("vendor", "out-of-area", 409):
            refuse_unassignable(vendor, cast.annex)
        add_vendor_area(vendor, property=cast.annex, actor=cast.ana)
        refuse_unassignable(vendor, cast.annex)


def test_a_blocked_vendor_gets_no_work_until_the_last_day(cast: Cast) -> None:
    with acting(cast.ana):
        vendor = make_vendor(cast)
        with refused("reason", "required"):
            block_vendor(vendor, reason=" ", actor=cast.ana)
        block_vendor(vendor, reason="Insurance under review", until=date(2026, 3, 31), actor=cast.ana)
        with refused("vendor", "do-not-assign", 409):
            refuse_unassignable(vendor, on=date(2026, 3, 31))
        refuse_unassignable(vendor, on=date(2026, 4, 1))
        unblock_vendor(vendor, actor=cast.ana)
        refuse_unassignable(vendor, on=date(2026, 3, 31))
        assert (vendor.do_not_assign_reason, events_of(vendor)[-1]) == ("", "vendor.unblocked")


def test_a_deactivated_vendor_stays_and_gets_no_work(cast: Cast) -> None:
    with acting(cast.ana):
        vendor = make_vendor(cast)
        with refused("reason", "required"):
            deactivate_vendor(vendor, reason="", actor=cast.ana)
        deactivate_vendor(vendor, reason="Out of business", actor=cast.ana)
        assert (vendor.status, vendor.deactivation_reason) == ("inactive", "Out of business")
        with refused("vendor", "vendor-inactive", 409):
            refuse_unassignable(vendor, cast.tower)
        with refused("status", "inactive", 409):
            deactivate_vendor(vendor, reason="Again", actor=cast.ana)
        reactivate_vendor(vendor, actor=cast.ana)
        with refused("status", "active", 409):
            reactivate_vendor(vendor, actor=cast.ana)
        assert events_of(vendor) == ["vendor.created", "vendor.deactivated", "vendor.reactivated"]


def test_a_vendor_that_something_refers_to_is_not_deleted(cast: Cast) -> None:
    with acting(cast.ana):
        vendor = make_vendor(cast)
        make_rate(cast, vendor=vendor)
        with refused("", "in-use", 409):
            delete_vendor(vendor, actor=cast.ana)
        alone = make_vendor(cast, "Alone")
        delete_vendor(alone, actor=cast.ana)
        assert alone.deleted_at is not None


def test_names_and_codes_are_given_once(cast: Cast) -> None:
    with acting(cast.ana):
        make_vendor(cast, code="V1")
        with refused("name", "unique", 409):
            make_vendor(cast)
        with refused("code", "unique", 409):
            make_vendor(cast, "Other", code="V1")
        with refused("country", "country"):
            make_vendor(cast, "Third", country="XX")


def test_a_contact_who_is_notified_needs_an_address(cast: Cast) -> None:
    with acting(cast.ana):
        vendor = make_vendor(cast)
        with refused("", "required"):
            create_vendor_contact(vendor=vendor, name="Lou", is_notified=True, actor=cast.ana)
        contact = create_vendor_contact(
            vendor=vendor, name="Lou", email="lou@lake.example", is_notified=True, actor=cast.ana
        )
        assert events_of(contact) == ["vendor_contact.created"]


def test_who_may_and_who_sees_a_vendor(cast: Cast) -> None:
    with acting(cast.ana):
        vendor, trade = make_vendor(cast), make_trade(cast)
        add_vendor_area(vendor, property=cast.annex, actor=cast.ana)
    with acting(cast.ben):
        assert not VendorArea.objects.visible_to(cast.ben).exists()
        for act in (
            lambda: update_vendor(vendor, name="Mine", actor=cast.ben),
            lambda: deactivate_vendor(vendor, reason="No", actor=cast.ben),
            lambda: block_vendor(vendor, reason="No", actor=cast.ben),
            lambda: add_vendor_trade(vendor, trade=trade, actor=cast.ben),
            lambda: add_vendor_area(vendor, property=cast.tower, actor=cast.ben),
        ):
            with pytest.raises(NotPermitted):
                act()
    with acting(cast.cleo), pytest.raises(NotVisible):
        update_vendor(vendor, name="Mine", actor=cast.cleo)
