"""The surface of the people at vendors."""

from django.utils.translation import gettext_lazy as _

from core.bulk import plain_creates, plain_updates, settle_nothing
from core.surfaces import Surface
from facilities.surfaces.lifecycle import LIFECYCLE
from vendors.actions.contacts import create_vendor_contact, delete_vendor_contact, update_vendor_contact
from vendors.models import VendorContact

CONTACT = ("name", "role", "phone", "mobile", "email", "is_notified")
_FACTS = ("vendor", *CONTACT)

vendor_contacts = Surface(
    model=VendorContact,
    slug="vendor-contacts",
    scope="vendors",
    prefix="VC",
    icon="call",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "vendor", "role", "phone", "email", "is_notified"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_FACTS,
    imports=_FACTS,
    read=_FACTS,
    write=_FACTS,
    bulk=("is_notified",),
    phrases={"vendor": _("of %s")},
    search={"number": "A", "name": "A", "role": "B", "phone": "B", "mobile": "B", "email": "B"},
    create=create_vendor_contact,
    update=update_vendor_contact,
    delete=delete_vendor_contact,
    create_many=plain_creates(VendorContact),
    update_many=plain_updates(VendorContact),
    settle_many=settle_nothing,
    actions=LIFECYCLE,
)
