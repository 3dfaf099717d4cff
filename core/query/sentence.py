"""A question read aloud: "Open or on hold, at Duluth campus, due this week". One chip for each part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.query.ast import Comparison, Condition, Not, Or, all_of, comparisons, top_level
from core.query.dates import Relative
from core.query.fields import QueryField
from core.query.kinds import Kind, Operator
from core.query.parameters import to_parameters
from core.query.values import Token, Value, print_value

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the question in words. `without` are the parameters that ask everything but this part."""

    words: str
    field: str
    operator: str
    values: tuple[str, ...]
    editable: bool
    without: dict[str, str]


def to_sentence(condition: Condition, names: Names | None = None) -> list[Chip]:
    """The chips of a list. `names` gives the names of referenced records (see `referenced`)."""
    parts = top_level(condition)
    return [
        _chip(part, to_parameters(all_of([*parts[:place], *parts[place + 1 :]])), names or {})
        for place, part in enumerate(parts)
    ]


def referenced(condition: Condition) -> dict[str, set[UUID]]:
    """The ids a sentence needs names for, by model label."""
    found: dict[str, set[UUID]] = {}
    for one in comparisons(condition):
        if one.field.reference:
            found.setdefault(one.field.reference, set()).update(v for v in one.values if isinstance(v, UUID))
    return found


def _chip(part: Condition, without: dict[str, str], names: Names) -> Chip:
    words = capfirst(_words(part, names))
    if not isinstance(part, Comparison):
        return Chip(words, "where", "", (part.to_expression(),), False, without)
    values = tuple(print_value(value) for value in part.values)
    return Chip(words, part.field.name, str(part.operator), values, True, without)


def _words(part: Condition, names: Names) -> str:
    if isinstance(part, Comparison):
        return _comparison_words(part, names)
    if isinstance(part, Not):
        return _("not (%s)") % _words(part.part, names)
    texts = [_words(one, names) for one in part.parts]
    return _(" or ").join(texts) if isinstance(part, Or) else _(" and ").join(texts)


def _comparison_words(one: Comparison, names: Names) -> str:
    field, label = one.field, str(one.field.label)
    values = [value_words(field, value, names) for value in one.values]
    if one.operator is Operator.ISNULL:
        return (_("no %s") if one.values[0] else _("any %s")) % label.lower()
    if field.kind is Kind.SEARCH:
        return _("matching “%s”") % one.values[0]
    if field.kind is Kind.BOOLEAN:
        positive = bool(one.values[0]) is (one.operator is Operator.EQ)
        return label.lower() if positive else _("not %s") % label.lower()
    said = (_(" and ") if one.operator is Operator.BETWEEN else _(" or ")).join(values)
    if field.phrase and one.operator in (Operator.EQ, Operator.IN):
        return str(field.phrase) % said
    return f"{label} {_operator_words(one.operator, field.kind)} {said}".replace("  ", " ")


def _operator_words(operator: Operator, kind: Kind) -> str:
    when = kind in (Kind.DATE, Kind.DATETIME)
    return {
        Operator.EQ: "" if when else _("is"),
        Operator.IN: "" if when else _("is"),
        Operator.NE: _("not") if when else _("is not"),
        Operator.NIN: _("not") if when else _("is not"),
        Operator.LT: _("before") if when else _("below"),
        Operator.LTE: _("up to") if when else _("at most"),
        Operator.GT: _("after") if when else _("above"),
        Operator.GTE: _("since") if when else _("at least"),
        Operator.BETWEEN: _("between"),
        Operator.ICONTAINS: _("contains"),
        Operator.STARTSWITH: _("starts with"),
        Operator.ENDSWITH: _("ends with"),
        Operator.IEXACT: _("is"),
    }[operator]


def value_words(field: QueryField, value: Value, names: Names) -> str:
    """A value as a person says it: the choice's label, the record's name, "in 3 days"."""
    match value:
        case UUID():
            return names.get(value, str(value))
        case Token():
            return {"me": _("me"), "my_team": _("my team"), "nobody": _("nobody"), "mine": _("mine")}[value.text]
        case Relative():
            return _relative_words(value.text)
        case datetime() | date():
            return date_format(value, "SHORT_DATETIME_FORMAT" if isinstance(value, datetime) else "SHORT_DATE_FORMAT")
    labels = {str(stored): str(label) for stored, label in field.choices}
    return labels.get(str(value), print_value(value))


def _relative_words(text: str) -> str:
    if text[0] not in "+-":
        return text.replace("_", " ")
    unit = text.lstrip("+-0123456789")
    count = int(text[1 : len(text) - len(unit)])
    length = _UNIT_WORDS[unit](count)
    return (_("in %s") if text[0] == "+" else _("%s ago")) % length


_UNIT_WORDS = {
    "min": lambda n: ngettext("%d minute", "%d minutes", n) % n,
    "h": lambda n: ngettext("%d hour", "%d hours", n) % n,
    "d": lambda n: ngettext("%d day", "%d days", n) % n,
    "w": lambda n: ngettext("%d week", "%d weeks", n) % n,
    "mo": lambda n: ngettext("%d month", "%d months", n) % n,
    "y": lambda n: ngettext("%d year", "%d years", n) % n,
}
