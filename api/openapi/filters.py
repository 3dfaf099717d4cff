"""What a list can be asked, as JSON Schema: one object of parameters for each module."""

from typing import Any

from api.modules import fields_of
from core.query import FieldSet, Kind, Operator, QueryField
from core.query.kinds import LISTS
from core.query.parameters import SHORTHANDS
from core.surfaces import Surface

_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.INTEGER: {"type": "integer"},
    Kind.DECIMAL: {"type": "number"},
    Kind.MONEY: {"type": "number"},
    Kind.BOOLEAN: {"type": "boolean"},
}
_WORDS = {
    Kind.REFERENCE: "The id of a record; for a node of a tree everything below it too.",
    Kind.PERSON: "The id of a person, or `me`.",
    Kind.DATE: "A date, `today`, `-7d` and the like.",
    Kind.DATETIME: "A time with its offset, a date, `today`, `now`, `-7d` and the like.",
    Kind.EXTERNAL_ID: "`<system>:<key>`.",
    Kind.SEARCH: "Words that all occur in the record.",
}
CUSTOM_VALUE = {
    "type": "string",
    "description": "A custom field of the organization with the operators of its kind, such as "
    "`custom_fields.cost_center=4711` or `custom_fields.surveyed_on__gte=-30d`.",
}
WHERE = {
    "type": "string",
    "description": "An expression, such as `(status in (open, on_hold) or priority = P1) and not city = Duluth`.",
}


# Each organization has its own; their names and kinds are read from `custom-fields`.
CUSTOM = r"^custom_fields\.[a-z][a-z0-9_]*$"


def filters_name(surface: Surface) -> str:
    return f"{surface.model.__name__}Filters"


def filters_schema(surface: Surface) -> dict[str, Any]:
    """Every parameter that selects records of the module, those of its custom fields too."""
    return schema_of_fields(fields_of(surface)) | {"patternProperties": {CUSTOM: CUSTOM_VALUE}}


def schema_of_fields(fields: FieldSet) -> dict[str, Any]:
    """Every parameter that selects by one of these fields."""
    properties: dict[str, Any] = {}
    for field in fields.fields:
        for operator in sorted(field.operators) if field.filterable else ():
            name = field.name if operator is Operator.EQ else f"{field.name}__{operator}"
            properties[name] = _schema(field, operator)
    for short, long in SHORTHANDS.items():
        if long.partition("__")[0] not in fields:
            continue
        properties[short] = {"type": "string", "description": f"The same as `{long}`."}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**properties, "where": WHERE},
    }


def _schema(field: QueryField, operator: Operator) -> dict[str, Any]:
    if operator is Operator.ISNULL:
        return {"type": "boolean"}
    if operator in (Operator.IN, Operator.NIN):
        return {"type": "string", "description": "Several values, separated by commas."}
    if operator is Operator.BETWEEN:
        return {"type": "string", "description": "The lower and the upper value, separated by a comma."}
    if operator in LISTS or field.kind not in (*_TYPES, Kind.CHOICE):
        words = {"description": _WORDS[field.kind]} if field.kind in _WORDS else {}
        return {"type": "string", **words}
    if field.kind is Kind.CHOICE:
        return {"type": "string", "enum": [value for value, _label in field.choices if value]}
    return dict(_TYPES[field.kind])
