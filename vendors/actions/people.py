"""Saying who works for a vendor, so that they see its work."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, Person
from core.actor import Actor
from core.errors import RuleBroken
from core.rules import unknown_reference
from core.writing import creating, deleting, lock, touch
from vendors.models import Vendor, VendorPerson


@transaction.atomic
def link_vendor_person(vendor: Vendor, *, actor: Actor, person: Person | UUID) -> VendorPerson:
    """Say that a member of the organization works for the vendor."""
    actor.require("vendors.link_person_vendor")
    lock(vendor, actor=actor)
    if not Membership.objects.visible_to(actor).filter(person_id=_key(person)).exists():
        raise RuleBroken(problems=[unknown_reference("person")])
    row = VendorPerson(vendor=vendor, person_id=_key(person))
    with creating(row, event="vendor.person_linked", actor=actor):
        pass
    _touched(vendor, "vendor.person_linked", actor)
    return row


@transaction.atomic
def unlink_vendor_person(vendor: Vendor, *, actor: Actor, person: Person | UUID) -> None:
    """Say that somebody works for the vendor no longer. Its orders are out of their sight from then on."""
    actor.require("vendors.unlink_person_vendor")
    lock(vendor, actor=actor)
    rows = VendorPerson.objects.visible_to(actor).filter(vendor_id=vendor.pk, person_id=_key(person))
    row = rows.first()
    if row is None:
        raise RuleBroken("person", "not-linked", _("This person does not work for the vendor."), status=409)
    with deleting(row, event="vendor.person_unlinked", actor=actor):
        pass
    _touched(vendor, "vendor.person_unlinked", actor)


def _touched(vendor: Vendor, event: str, actor: Actor) -> None:
    touch(vendor, event=event, actor=actor)
    vendor.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])


def _key(person: Person | UUID) -> UUID:
    return person.pk if isinstance(person, Person) else person
