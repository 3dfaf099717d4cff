"""Kinds of fields, and the operators each understands."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of value a field holds."""

    TEXT = "text"
    LONGTEXT = "longtext"
    TAGS = "tags"
    CHOICE = "choice"
    REFERENCE = "reference"
    PERSON = "person"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    UUID = "uuid"
    EXTERNAL_ID = "external_id"
    SEARCH = "search"


class Operator(StrEnum):
    """A comparison; its value is the suffix of a parameter, as in `due_at__lt`."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    NIN = "nin"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    BETWEEN = "between"
    ISNULL = "isnull"
    ICONTAINS = "icontains"
    STARTSWITH = "startswith"
    ENDSWITH = "endswith"
    IEXACT = "iexact"


# How an expression spells each; `is` is followed by `null` or `not null`.
SYMBOLS = {
    Operator.EQ: "=",
    Operator.NE: "!=",
    Operator.IN: "in",
    Operator.NIN: "not in",
    Operator.LT: "<",
    Operator.LTE: "<=",
    Operator.GT: ">",
    Operator.GTE: ">=",
    Operator.BETWEEN: "between",
    Operator.ISNULL: "is",
    Operator.ICONTAINS: "contains",
    Operator.STARTSWITH: "startswith",
    Operator.ENDSWITH: "endswith",
    Operator.IEXACT: "iexact",
}
TEXT_MATCHES = frozenset({Operator.ICONTAINS, Operator.STARTSWITH, Operator.ENDSWITH, Operator.IEXACT})
# These take a list in parentheses: any one of the values is enough (for `not in`: none of them).
LISTS = frozenset({Operator.IN, Operator.NIN}) | TEXT_MATCHES

_EQUALITY = frozenset({Operator.EQ, Operator.NE, Operator.IN, Operator.NIN, Operator.ISNULL})
_RANGE = frozenset({Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN})

OPERATORS = {
    Kind.TEXT: _EQUALITY | TEXT_MATCHES,
    Kind.LONGTEXT: _EQUALITY | TEXT_MATCHES,
    Kind.TAGS: _EQUALITY,
    Kind.CHOICE: _EQUALITY,
    Kind.REFERENCE: _EQUALITY,
    Kind.PERSON: _EQUALITY,
    Kind.INTEGER: _EQUALITY | _RANGE,
    Kind.DECIMAL: _EQUALITY | _RANGE,
    Kind.MONEY: _EQUALITY | _RANGE,
    Kind.BOOLEAN: frozenset({Operator.EQ, Operator.NE, Operator.ISNULL}),
    Kind.DATE: _EQUALITY | _RANGE,
    Kind.DATETIME: _EQUALITY | _RANGE,
    Kind.UUID: _EQUALITY,
    Kind.EXTERNAL_ID: frozenset({Operator.EQ, Operator.NE, Operator.IN, Operator.NIN}),
    Kind.SEARCH: frozenset({Operator.EQ}),
}
