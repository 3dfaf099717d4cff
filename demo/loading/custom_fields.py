"""What the sources say beside the fields that every property and work order has."""

from collections.abc import Sequence
from typing import NamedTuple

from accounts.models import Organization
from core.custom_fields import CustomField, CustomFieldKind
from demo.loading.batches import create_all
from facilities.models import Property
from workorders.models import WorkOrder


class Extra(NamedTuple):
    """The definition of one custom field."""

    module: str
    name: str
    label: str
    kind: str
    help: str


OF_SCHOOLS = (
    Extra(Property.module, "other_schools", "Other schools", CustomFieldKind.LONGTEXT, "Schools in the same building."),
)
OF_REQUESTS = (
    Extra(WorkOrder.module, "source_number", "Request number", CustomFieldKind.TEXT, "As published."),
    Extra(WorkOrder.module, "source_status", "Published status", CustomFieldKind.TEXT, "As published."),
    Extra(
        WorkOrder.module,
        "synthetic_link",
        "Synthetic links",
        CustomFieldKind.BOOLEAN,
        "Building, impact, urgency, trade, assignee and due date were invented for the demonstration.",
    ),
)


def create_custom_fields(extras: Sequence[Extra], organization: Organization) -> None:
    """Define the fields; records that carry them are refused before."""
    fields = [
        CustomField(
            record_module=extra.module,
            name=extra.name,
            label=extra.label,
            kind=extra.kind,
            help=extra.help,
            position=position,
        )
        for position, extra in enumerate(extras)
    ]
    create_all(fields, event="custom_field.created", organization=organization)
