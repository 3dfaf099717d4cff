"""The surface of the reasons for putting work on hold."""

from core.bulk import plain_creates, plain_updates, settle_nothing
from core.surfaces import Surface
from workorders.actions.hold_reasons import create_hold_reason, delete_hold_reason, update_hold_reason
from workorders.models import HoldReason

_WRITE = ("label", "code", "pauses", "position", "is_active")

hold_reasons = Surface(
    model=HoldReason,
    slug="hold-reasons",
    scope="admin",
    prefix="HR",
    icon="pause",
    title="label",
    columns=("number", *_WRITE, "created_at", "updated_at"),
    default_columns=("label", "code", "pauses", "position", "is_active"),
    filters=("number", *_WRITE, "created_at", "updated_at"),
    ordering=("position", "number"),
    default_ordering=("position",),
    form=_WRITE,
    imports=_WRITE,
    read=_WRITE,
    write=_WRITE,
    bulk=("pauses", "is_active"),
    search={"number": "A", "label": "A", "code": "A"},
    create=create_hold_reason,
    update=update_hold_reason,
    delete=delete_hold_reason,
    create_many=plain_creates(HoldReason),
    update_many=plain_updates(HoldReason),
    settle_many=settle_nothing,
)
