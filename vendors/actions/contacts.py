"""What may be done to the people at a vendor."""

from typing import Any

from core.actor import Actor
from core.writing import assign, changing, creating, deleting
from vendors.models import VendorContact


def create_vendor_contact(*, actor: Actor, **values: Any) -> VendorContact:
    """Add somebody at a vendor. Who is to be notified needs an e-mail address."""
    contact = VendorContact(**values)
    with creating(contact, event="vendor_contact.created", permission="vendors.add_vendorcontact", actor=actor):
        pass
    return contact


def update_vendor_contact(
    contact: VendorContact, *, actor: Actor, version: int | None = None, **values: Any
) -> VendorContact:
    """Change what is known of somebody at a vendor."""
    with changing(
        contact,
        event="vendor_contact.updated",
        permission="vendors.change_vendorcontact",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
    return contact


def delete_vendor_contact(contact: VendorContact, *, actor: Actor, version: int | None = None) -> None:
    """Hide somebody who is no longer at a vendor."""
    with deleting(
        contact,
        event="vendor_contact.deleted",
        permission="vendors.delete_vendorcontact",
        actor=actor,
        version=version,
    ):
        pass
