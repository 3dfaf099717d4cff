"""The surface of vendors."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_creates, plain_updates, settle_nothing
from core.surfaces import Action, Include, Input, Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from vendors.actions.contacts import create_vendor_contact
from vendors.actions.people import link_vendor_person, unlink_vendor_person
from vendors.actions.vendors import (
    add_vendor_area,
    add_vendor_trade,
    block_vendor,
    create_vendor,
    deactivate_vendor,
    delete_vendor,
    reactivate_vendor,
    remove_vendor_area,
    remove_vendor_trade,
    unblock_vendor,
    update_vendor,
)
from vendors.choices import VendorStatus
from vendors.models import Vendor, VendorArea, VendorContact, VendorPerson, VendorTrade
from vendors.surfaces.contacts import CONTACT


def _trades(parents: Sequence[Any], actor: Actor) -> QuerySet[VendorTrade]:
    rows = VendorTrade.objects.visible_to(actor).filter(vendor__in=parents).select_related("trade")
    return rows.order_by("trade__position", "trade__label", "id")


def _areas(parents: Sequence[Any], actor: Actor) -> QuerySet[VendorArea]:
    rows = VendorArea.objects.visible_to(actor).filter(vendor__in=parents).select_related("region", "property")
    return rows.order_by("region__name", "property__name", "id")


def _contacts(parents: Sequence[Any], actor: Actor) -> QuerySet[VendorContact]:
    return VendorContact.objects.visible_to(actor).filter(vendor__in=parents).order_by("name", "id")


def _people(parents: Sequence[Any], actor: Actor) -> QuerySet[VendorPerson]:
    rows = VendorPerson.objects.visible_to(actor).filter(vendor__in=parents).select_related("person")
    return rows.order_by("person__name", "id")


def _is_active(vendor: Vendor) -> bool:
    return vendor.status == VendorStatus.ACTIVE


_ADDRESS = ("line1", "line2", "city", "state", "postal_code", "country")
_WRITE = ("name", "legal_name", "code", "phone", "email", "website", *_ADDRESS, "notes")
_STANDING = (
    "status",
    "deactivation_reason",
    "do_not_assign",
    "do_not_assign_until",
    "do_not_assign_reason",
)
_TRADE = Input(name="trade", kind="reference", to="picklist_item", label=_("Trade"), limit=(("list", "trade"),))
_PERSON = Input(name="person", kind="person", label=_("Person"))
_PLACES = (
    Input(name="region", kind="reference", to="region", label=_("Region"), required=False),
    Input(name="property", kind="reference", to="property", label=_("Property"), required=False),
)

vendors = Surface(
    model=Vendor,
    slug="vendors",
    scope="vendors",
    prefix="V",
    icon="truck",
    columns=("number", *_WRITE, *_STANDING, "created_at", "updated_at"),
    default_columns=("number", "name", "status", "city", "phone", "email", "do_not_assign"),
    filters=("number", *(name for name in _WRITE if name != "notes"), *_STANDING, "created_at", "updated_at"),
    ordering=("name", "code", "number", "updated_at"),
    default_ordering=("name",),
    form=_WRITE,
    imports=_WRITE,
    read=(*_WRITE, *_STANDING),
    write=_WRITE,
    search={"number": "A", "name": "A", "legal_name": "A", "code": "A", "city": "B", "notes": "C"},
    phrases={"status": "%s", "city": _("in %s"), "created_at": _("added %s"), "updated_at": _("changed %s")},
    groups=(
        (_("Who it is"), ("name", "legal_name", "code", "notes")),
        (_("How to reach it"), ("phone", "email", "website", *_ADDRESS)),
        (
            _("Whether it gets work"),
            ("do_not_assign", "do_not_assign_until", "do_not_assign_reason", "deactivation_reason"),
        ),
    ),
    includes=(
        Include(
            name="trades",
            label=_("Trades"),
            rows=_trades,
            parent="vendor",
            read=("trade",),
            create=add_vendor_trade,
            write=("trade",),
        ),
        Include(
            name="areas",
            label=_("Areas"),
            rows=_areas,
            parent="vendor",
            read=("region", "property"),
            create=add_vendor_area,
            write=("region", "property"),
        ),
        Include(
            name="contacts",
            label=_("Contacts"),
            rows=_contacts,
            parent="vendor",
            read=("number", *CONTACT),
            create=create_vendor_contact,
            write=CONTACT,
        ),
        Include(
            name="people",
            label=_("People who sign in"),
            rows=_people,
            parent="vendor",
            read=("person",),
        ),
    ),
    create=create_vendor,
    update=update_vendor,
    delete=delete_vendor,
    create_many=plain_creates(Vendor),
    update_many=plain_updates(Vendor),
    settle_many=settle_nothing,
    decisive=("do_not_assign",),
    actions=(
        Action(
            verb="add_trade",
            event="trade_added",
            label=_("Add a trade"),
            run=add_vendor_trade,
            inputs=(_TRADE,),
            icon="plus",
        ),
        Action(
            verb="remove_trade",
            event="trade_removed",
            label=_("Remove a trade"),
            run=remove_vendor_trade,
            inputs=(_TRADE,),
            icon="minus",
        ),
        Action(
            verb="add_area",
            event="area_added",
            label=_("Add an area"),
            run=add_vendor_area,
            inputs=_PLACES,
            icon="map",
            help=_("A region with everything in it, or one property. Without any the vendor serves every place."),
        ),
        Action(
            verb="remove_area",
            event="area_removed",
            label=_("Remove an area"),
            run=remove_vendor_area,
            inputs=_PLACES,
            icon="minus",
        ),
        Action(
            verb="link_person",
            event="person_linked",
            label=_("Link a person"),
            run=link_vendor_person,
            inputs=(_PERSON,),
            icon="user",
            help=_("Somebody of the vendor who signs in here: they see the work that the vendor is given."),
        ),
        Action(
            verb="unlink_person",
            event="person_unlinked",
            label=_("Unlink a person"),
            run=unlink_vendor_person,
            inputs=(_PERSON,),
            icon="minus",
        ),
        Action(
            verb="block",
            event="blocked",
            label=_("Do not assign"),
            run=block_vendor,
            inputs=(
                Input(name="reason", kind="text", label=_("Reason")),
                Input(name="until", kind="date", label=_("Last day"), required=False, help=_("Empty: no end.")),
            ),
            offered=lambda vendor: _is_active(vendor) and not vendor.do_not_assign,
            icon="pause",
            tone="warning",
            help=_("It keeps the work it has and gets no new work."),
        ),
        Action(
            verb="unblock",
            event="unblocked",
            label=_("Assign again"),
            run=unblock_vendor,
            offered=lambda vendor: vendor.do_not_assign,
            icon="play",
        ),
        Action(
            verb="deactivate",
            event="deactivated",
            label=_("Deactivate"),
            run=deactivate_vendor,
            inputs=(Input(name="reason", kind="text", label=_("Reason")),),
            offered=_is_active,
            icon="ban",
            tone="danger",
            help=_("It stays on everything it has done and can be given no more work."),
        ),
        Action(
            verb="reactivate",
            event="reactivated",
            label=_("Reactivate"),
            run=reactivate_vendor,
            offered=lambda vendor: not _is_active(vendor),
            icon="undo",
        ),
        *LIFECYCLE,
    ),
)
