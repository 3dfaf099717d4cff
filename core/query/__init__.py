"""The one query language: what lists, saved views, REST, exports and rules can ask. Grammar: README.md."""

from core.query.ast import (
    EVERYTHING,
    And,
    Comparison,
    Condition,
    Not,
    Or,
    all_of,
    any_of,
    asks_for_changes,
    compare,
    from_json,
)
from core.query.errors import QueryError
from core.query.fields import FieldSet, QueryField, build_fields
from core.query.kinds import Kind, Operator
from core.query.lookups import Own, QueryContext
from core.query.ordering import Ordering, parse_ordering
from core.query.parameters import parse_parameters, to_parameters
from core.query.sentence import Chip, referenced, to_sentence
from core.query.where import parse_where

__all__ = [
    "EVERYTHING",
    "And",
    "Chip",
    "Comparison",
    "Condition",
    "FieldSet",
    "Kind",
    "Not",
    "Operator",
    "Or",
    "Ordering",
    "Own",
    "QueryContext",
    "QueryError",
    "QueryField",
    "all_of",
    "any_of",
    "asks_for_changes",
    "build_fields",
    "compare",
    "from_json",
    "parse_ordering",
    "parse_parameters",
    "parse_where",
    "referenced",
    "to_parameters",
    "to_sentence",
]
