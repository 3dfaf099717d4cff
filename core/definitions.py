"""The surfaces of what an organization defines for itself: the entries of its picklists and its custom fields."""

from django.utils.translation import gettext_lazy as _

from core.actions.custom_fields import create_custom_field, delete_custom_field, update_custom_field
from core.actions.picklists import create_picklist_item, delete_picklist_item, update_picklist_item
from core.bulk import plain_creates, plain_updates, settle_nothing
from core.custom_fields import CustomField
from core.picklists import PicklistItem
from core.surfaces import Surface

_ITEM = ("list", "code", "label", "position", "is_active")
_FIELD = ("record_module", "name", "label", "kind", "help", "choices", "to", "required", "position", "is_active")
_FIELD_FILTERS = tuple(name for name in _FIELD if name != "choices")

picklists = Surface(
    model=PicklistItem,
    slug="picklists",
    scope="admin",
    prefix="PI",
    icon="list",
    title="label",
    columns=("number", *_ITEM, "created_at", "updated_at"),
    default_columns=("label", "list", "code", "position", "is_active"),
    filters=("number", *_ITEM, "created_at", "updated_at"),
    ordering=("list", "number"),
    default_ordering=("list", "position"),
    form=_ITEM,
    imports=_ITEM,
    read=_ITEM,
    write=_ITEM,
    bulk=("is_active",),
    phrases={"list": _("in the list %s")},
    search={"number": "A", "label": "A", "code": "A"},
    create=create_picklist_item,
    update=update_picklist_item,
    delete=delete_picklist_item,
    create_many=plain_creates(PicklistItem),
    update_many=plain_updates(PicklistItem),
    settle_many=settle_nothing,
)

custom_fields = Surface(
    model=CustomField,
    slug="custom-fields",
    scope="admin",
    prefix="CF",
    icon="tag",
    title="label",
    columns=("number", *_FIELD_FILTERS, "created_at", "updated_at"),
    default_columns=("label", "record_module", "kind", "required", "is_active"),
    filters=("number", *_FIELD_FILTERS, "created_at", "updated_at"),
    ordering=("record_module", "number"),
    default_ordering=("record_module", "position"),
    form=_FIELD,
    imports=_FIELD,
    read=_FIELD,
    write=_FIELD,
    phrases={"record_module": _("of %s")},
    search={"number": "A", "label": "A", "name": "A"},
    create=create_custom_field,
    update=update_custom_field,
    delete=delete_custom_field,
)
