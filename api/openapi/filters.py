"""What a list can be asked, as JSON Schema: one object of parameters for each module."""

import re
from typing import Any

from api.modules import fields_of
from core.query import FieldSet, Kind, Operator, QueryField
from core.query.kinds import OPERATORS
from core.query.parameters import SHORTHANDS
from core.query.values import LONGEST_TEXT, TOKENS
from core.surfaces import Surface

EXAMPLE_ID = "0190c2a4-5d1e-7c3f-8a2b-3c4d5e6f7a8b"
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
_UUID = "[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_DATE = r"[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_DAY = (
    rf"{_DATE}|now|today|yesterday|tomorrow|(this|last|next)_(week|month|quarter|year)"
    r"|(last|next)_[1-9]\d{0,4}_(minutes|hours|days|weeks|months|quarters|years)|[+-]?\d{1,5}(min|h|d|w|mo|y)"
)
_MOMENT = rf"{_DATE}" r"[Tt ]([01]\d|2[0-3]):[0-5]\d(:\d{2}(\.\d{1,6})?)?([Zz]|[+ -]\d{2}:?\d{2})"
_DIGITS = r"[+-]?\d{1,20}(\.\d{1,12})?"
# How one value is written, and one that every module understands.
_VALUES: dict[Kind, tuple[str, str]] = {
    Kind.REFERENCE: ("|".join((*TOKENS[Kind.REFERENCE], _UUID)), EXAMPLE_ID),
    Kind.PERSON: ("|".join((*TOKENS[Kind.PERSON], _UUID)), "me"),
    Kind.UUID: (_UUID, EXAMPLE_ID),
    Kind.DATE: (_DAY, "today"),
    Kind.DATETIME: (f"{_DAY}|{_MOMENT}", "-7d"),
    Kind.EXTERNAL_ID: ("[^:,]+:[^,]+", "yardi:P-100"),
    Kind.INTEGER: (r"[+-]?\d{1,19}", "7"),
    Kind.DECIMAL: (_DIGITS, "7.5"),
    Kind.MONEY: (_DIGITS, "7.5"),
}
LIST = "Several values, separated by commas."
SPAN = "The lower and the upper value, separated by a comma."
_FILLED: dict[str, Any] = {"type": "string", "pattern": r"\S", "maxLength": LONGEST_TEXT}
CUSTOM_VALUE = {
    **_FILLED,
    "description": "A custom field of the organization with the operators of its kind, such as "
    "`custom_fields.cost_center=4711` or `custom_fields.surveyed_on__gte=-30d`.",
}
WHERE = {
    "type": "string",
    "minLength": 1,
    "examples": ["number > 0"],
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
        properties[short] = properties[long]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {**properties, "where": WHERE},
    }


def _schema(field: QueryField, operator: Operator) -> dict[str, Any]:
    if operator is Operator.ISNULL:
        return {"type": "boolean"}
    if field.kind is Kind.CHOICE and field.choices:
        return _chosen([str(value) for value, _label in field.choices if value], operator)
    if operator in (Operator.IN, Operator.NIN):
        return _shared(field, "List")
    if operator is Operator.BETWEEN:
        return _shared(field, "Span")
    if field.kind in _TYPES:
        return dict(_TYPES[field.kind])
    return _shared(field, "")


def _chosen(values: list[str], operator: Operator) -> dict[str, Any]:
    if operator not in (Operator.IN, Operator.NIN):
        return {"type": "string", "enum": values}
    one = "|".join(map(re.escape, values))
    return {"type": "string", "description": LIST, "pattern": f"^({one})(,({one}))*$"}


def _shared(field: QueryField, form: str) -> dict[str, Any]:
    """A reference to what all parameters of a kind share."""
    known = field.kind in _VALUES or (field.kind is Kind.SEARCH and not form)
    stem = _stem(field.kind) if known else "Text"
    return {"$ref": f"#/components/schemas/Filter{stem}{form}"}


def _stem(kind: Kind) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))


def value_schemas() -> dict[str, dict[str, Any]]:
    """How a value, several of them, and two with all between them are written, for each kind."""
    found = {"FilterText": _FILLED, "FilterTextList": _FILLED | {"description": LIST}}
    found["FilterSearch"] = _FILLED | {"description": _WORDS[Kind.SEARCH]}
    for kind, (one, example) in _VALUES.items():
        stem, words = _stem(kind), _WORDS.get(kind, "")
        forms = {"": ("({0})", "{0}", ""), "List": ("({0})(,({0}))*", "{0}", LIST)}
        if Operator.BETWEEN in OPERATORS[kind]:
            forms["Span"] = ("({0}),({0})", "{0},{0}", SPAN)
        for form, (pattern, shown, more) in forms.items():
            found[f"Filter{stem}{form}"] = {
                "type": "string",
                "description": f"{words} {more}".strip(),
                "pattern": f"^{pattern.format(one)}$",
                "examples": [shown.format(example)],
            }
    return found
