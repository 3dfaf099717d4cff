"""What was asked, as a small immutable tree: comparisons joined by and, or, not.

Every doorway parses into it; it becomes a database condition, parameters, an expression, JSON or words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.query.dates import Relative
from core.query.errors import QueryError, nearest
from core.query.fields import FieldSet, QueryField
from core.query.kinds import LISTS, SYMBOLS, Kind, Operator
from core.query.lookups import QueryContext, comparison_q
from core.query.values import Value, invalid, parse_value, print_value

MOST_VALUES = 200
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field, one operator, its values."""

    field: QueryField
    operator: Operator
    values: tuple[Value, ...]

    def to_q(self, context: QueryContext) -> Q:
        return comparison_q(self.field, self.operator, self.values, context)

    def to_expression(self) -> str:
        values = [quote(print_value(value)) for value in self.values]
        if self.operator is Operator.ISNULL:
            return f"{self.field.name} is {'null' if self.values[0] else 'not null'}"
        many = self.operator in (Operator.IN, Operator.NIN, Operator.BETWEEN) or len(values) > 1
        written = f"({', '.join(values)})" if many else values[0]
        return f"{self.field.name} {SYMBOLS[self.operator]} {written}"

    def to_json(self) -> dict[str, Any]:
        values = [print_value(value) for value in self.values]
        return {"field": self.field.name, "operator": str(self.operator), "values": values}


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts; of no parts: every record. Made by `all_of`."""

    parts: tuple["Condition", ...]

    def to_q(self, context: QueryContext) -> Q:
        return reduce(and_, (part.to_q(context) for part in self.parts), Q())

    def to_expression(self) -> str:
        return " and ".join(_group(part) if isinstance(part, Or) else part.to_expression() for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        return {"and": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts. Made by `any_of`."""

    parts: tuple["Condition", ...]

    def to_q(self, context: QueryContext) -> Q:
        return reduce(or_, (part.to_q(context) for part in self.parts))

    def to_expression(self) -> str:
        return " or ".join(part.to_expression() for part in self.parts)

    def to_json(self) -> dict[str, Any]:
        return {"or": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class Not:
    """Every record that the part does not select, those with an empty field included."""

    part: "Condition"

    def to_q(self, context: QueryContext) -> Q:
        return ~self.part.to_q(context)

    def to_expression(self) -> str:
        return f"not {_group(self.part) if isinstance(self.part, (And, Or)) else self.part.to_expression()}"

    def to_json(self) -> dict[str, Any]:
        return {"not": self.part.to_json()}


Condition = Comparison | And | Or | Not
EVERYTHING = And(())


def all_of(parts: Sequence[Condition]) -> Condition:
    """The parts joined by and, in canonical form: flat, and a single part stands for itself."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: Sequence[Condition]) -> Condition:
    """The parts joined by or, in canonical form."""
    flat = tuple(one for part in parts for one in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def top_level(condition: Condition) -> tuple[Condition, ...]:
    """The parts that must all hold."""
    return condition.parts if isinstance(condition, And) else (condition,)


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison in the tree."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.part)
    else:
        for part in condition.parts:
            yield from comparisons(part)


def asks_for_changes(condition: Condition) -> bool:
    """Whether the question polls for changes, so that the answer must stop at the horizon of open writes."""
    late = (Operator.GTE, Operator.GT)
    return any(one.field.name == "updated_at" and one.operator in late for one in comparisons(condition))


def compare(fields: FieldSet, name: str, operator: str, texts: Sequence[str], parameter: str) -> Comparison:
    """A comparison from its texts. Every mistake is a QueryError naming `parameter`."""
    field = fields.named(name, parameter)
    if operator not in field.operators or not field.filterable:
        known = sorted(field.operators) if field.filterable else []
        detail = _("“%(field)s” cannot be asked with “%(operator)s”; it understands: %(known)s.")
        words = {"field": name, "operator": operator[:30], "known": ", ".join(known) or _("nothing")}
        raise QueryError(parameter, "unknown-operator", detail % words, nearest(operator, known))
    return Comparison(field, Operator(operator), _values(field, Operator(operator), texts, parameter))


def _values(field: QueryField, operator: Operator, texts: Sequence[str], parameter: str) -> tuple[Value, ...]:
    _check_count(operator, len(texts), parameter)
    if operator is Operator.ISNULL:
        return (parse_value(QueryField(field.name, Kind.BOOLEAN), texts[0], parameter),)
    values = tuple(parse_value(field, text, parameter) for text in texts)
    if operator is Operator.BETWEEN and _reversed(*values):
        raise invalid(parameter, _("The range ends before it begins."))
    return values


def _check_count(operator: Operator, count: int, parameter: str) -> None:
    if count > MOST_VALUES:
        raise QueryError(parameter, "too-many-values", _("At most %d values can be given.") % MOST_VALUES)
    if operator is Operator.BETWEEN and count != 2:
        raise invalid(parameter, _("“between” takes two values, the lower and the upper."))
    if count == 0 or (count > 1 and operator not in LISTS and operator is not Operator.BETWEEN):
        raise invalid(parameter, _("“%s” takes one value.") % operator)


def _reversed(lower: Any, upper: Any) -> bool:
    """Whether a range ends before it begins; relative dates are known only when asked."""
    return type(lower) is type(upper) and not isinstance(lower, Relative) and bool(upper < lower)


def _group(condition: Condition) -> str:
    return f"({condition.to_expression()})"


def quote(text: str) -> str:
    """A value as an expression writes it: bare when it is one plain word."""
    # Late: the reader of expressions builds on this module.
    from core.query.where import is_bare

    if is_bare(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def from_json(fields: FieldSet, data: Any, *, parameter: str = "filter", depth: int = 0) -> Condition:
    """The condition that `to_json` wrote, or that a program made: checked as strictly as parameters are."""
    if depth > DEEPEST:
        raise QueryError(parameter, "too-deep", _("Conditions may be nested %d deep.") % DEEPEST)
    match data:
        case {"field": str(name), "operator": str(operator), "values": [*texts], **rest} if not rest:
            if not all(isinstance(text, str) for text in texts):
                raise invalid(parameter, _("Every value is written as text."))
            return compare(fields, name, operator, texts, parameter)
        case {"and": [*parts], **rest} if not rest:
            return all_of([from_json(fields, part, parameter=parameter, depth=depth + 1) for part in parts])
        case {"or": [_first, *_others] as parts, **rest} if not rest:
            return any_of([from_json(fields, part, parameter=parameter, depth=depth + 1) for part in parts])
        case {"not": part, **rest} if not rest:
            return Not(from_json(fields, part, parameter=parameter, depth=depth + 1))
    raise QueryError(parameter, "syntax", _("A condition is {field, operator, values}, {and}, {or} or {not}."))
