"""The surfaces of facilities."""

from core.surfaces import Surface
from facilities.actions.properties import create_property, delete_property, update_property
from facilities.models import Property

_FACTS = (
    "name",
    "code",
    "portfolio",
    "region",
    "parent",
    "asset_class",
    "asset_type",
    "status",
    "tenure",
    "line1",
    "line2",
    "city",
    "state",
    "postal_code",
    "country",
    "latitude",
    "longitude",
    "time_zone",
    "gross_area",
    "rentable_area",
    "area_unit",
    "capacity",
    "year_built",
    "floors_count",
    "construction_type",
    "tags",
)

properties = Surface(
    model=Property,
    slug="properties",
    scope="properties",
    prefix="P",
    icon="building",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "city", "state", "region", "tenure", "status", "rentable_area", "year_built"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=("name", "number", "city", "state", "status", "created_at", "updated_at"),
    default_ordering=("name",),
    form=_FACTS,
    imports=_FACTS,
    read=_FACTS,
    write=_FACTS,
    bulk=("status", "tenure", "asset_class", "time_zone"),
    search={"number": "A", "name": "A", "code": "A", "line1": "B", "city": "B", "state": "B", "postal_code": "B"},
    create=create_property,
    update=update_property,
    delete=delete_property,
)
