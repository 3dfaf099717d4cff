"""Whether a condition holds: over the data of an event and the values of a change in memory, else by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from core.query import And, Comparison, Condition, Kind, Not, Operator, Or, QueryContext, QueryField
from core.query.dates import Relative, span_of
from core.query.kinds import TEXT_MATCHES
from core.query.lookups import comparison_q
from core.query.values import Value, print_value
from core.surfaces import surface_named
from integrations.rules.fields import DATA, OLD, RECORD, is_column
from integrations.rules.occasions import Occasion

NEGATIONS = {Operator.NE: Operator.EQ, Operator.NIN: Operator.IN}
DATES = (Kind.DATE, Kind.DATETIME)


def holds(condition: Condition, occasion: Occasion, context: QueryContext) -> bool:
    """Whether what happened is what the condition asks for."""
    match condition:
        case And():
            return all(holds(part, occasion, context) for part in condition.parts)
        case Or():
            return any(holds(part, occasion, context) for part in condition.parts)
        case Not():
            return not holds(condition.part, occasion, context)
        case Comparison():
            return _compares(condition, occasion, context)


def _compares(one: Comparison, occasion: Occasion, context: QueryContext) -> bool:
    if one.field.name == "changed":
        return bool(occasion.changed & {str(value) for value in one.values})
    if occasion.event is not None and not one.field.name.startswith(RECORD):
        return compare_value(one, value_of_event(one.field.name, occasion), context)
    if one.field.name.startswith(OLD):
        return compare_value(one, value_before(one.field, occasion), context)
    if occasion.row and (found := _kept(one.field, occasion)) is not None:
        return compare_value(one, found[0], context)
    return _of_record(one, occasion, context)


def value_of_event(name: str, occasion: Occasion) -> Any:
    """A member of an event, or of its data."""
    assert occasion.event is not None
    if not DATA.fullmatch(name):
        return getattr(occasion.event, name)
    return dig(occasion.event.data, name.split(".")[1:])


def dig(value: Any, steps: Sequence[str]) -> Any:
    """What stands at the end of a path in JSON; None where nothing does."""
    for step in steps:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def value_before(field: QueryField, occasion: Occasion) -> Any:
    """The value that a column had before the change; the present one where it did not change."""
    column = _column(field, occasion.module)
    return occasion.old.get(column, occasion.row.get(column))


def _kept(field: QueryField, occasion: Occasion) -> tuple[Any] | None:
    """The value that the change left in the record, where it is the record's own; None where it must be asked."""
    if field.custom:
        return (dig(occasion.row.get("custom_fields"), [field.custom]),)
    if field.hierarchy or not is_column(field, surface_named(occasion.module).model):
        return None
    return (occasion.row.get(_column(field, occasion.module)),)


def _column(field: QueryField, module: str) -> str:
    column: Any = surface_named(module).model._meta.get_field(field.path)
    return str(column.column)


def _of_record(one: Comparison, occasion: Occasion, context: QueryContext) -> bool:
    """Ask the record itself, as it is now: its place, its search text, what it refers to."""
    if occasion.record_id is None:
        return False
    field = replace(one.field, name=one.field.name.removeprefix(RECORD))
    rows = surface_named(occasion.module).model._base_manager.filter(pk=occasion.record_id)
    return rows.filter(comparison_q(field, one.operator, one.values, context)).exists()


def compare_value(one: Comparison, actual: Any, context: QueryContext) -> bool:
    """One comparison with a value in hand. Of a list one entry is enough; what is negated holds for nothing too."""
    if one.operator is Operator.ISNULL:
        return (actual in (None, "", [], {})) is bool(one.values[0])
    if one.operator in NEGATIONS:
        return not compare_value(replace(one, operator=NEGATIONS[one.operator]), actual, context)
    entries = actual if isinstance(actual, list) else [actual]
    return any(_entry(one, entry, context) for entry in entries if entry is not None)


def _entry(one: Comparison, actual: Any, context: QueryContext) -> bool:
    if one.operator in TEXT_MATCHES:
        return any(_reads(one.operator, str(actual).casefold(), str(value).casefold()) for value in one.values)
    if one.field.kind in DATES:
        return _in_time(one, actual, context)
    pairs = [ordered(actual, value) for value in one.values]
    if one.operator is Operator.BETWEEN:
        low, high = pairs
        return low is not None and high is not None and bool(low[0] >= low[1]) and bool(high[0] <= high[1])
    return any(pair is not None and _ranks(one.operator, *pair) for pair in pairs)


def _reads(operator: Operator, actual: str, sought: str) -> bool:
    match operator:
        case Operator.ICONTAINS:
            return sought in actual
        case Operator.STARTSWITH:
            return actual.startswith(sought)
        case Operator.ENDSWITH:
            return actual.endswith(sought)
    return actual == sought


def _ranks(operator: Operator, actual: Any, sought: Any) -> bool:
    match operator:
        case Operator.LT:
            return bool(actual < sought)
        case Operator.LTE:
            return bool(actual <= sought)
        case Operator.GT:
            return bool(actual > sought)
        case Operator.GTE:
            return bool(actual >= sought)
    return bool(actual == sought)


def ordered(actual: Any, sought: Value) -> tuple[Any, Any] | None:
    """Both as numbers where both are, as moments where both are, else as texts; None where they do not compare."""
    text = print_value(sought)
    if isinstance(actual, bool):
        return ("true" if actual else "false"), text
    first, second = as_number(actual), as_number(text)
    if first is not None and second is not None:
        return first, second
    if isinstance(actual, int | float | Decimal):
        return None
    one, other = as_moment(str(actual)), as_moment(text)
    return (one, other) if one is not None and other is not None else (str(actual), text)


def as_number(value: Any) -> Decimal | None:
    """The number that a value is or spells."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_moment(text: str) -> datetime | None:
    """The moment that a text spells, with its offset."""
    try:
        moment = parse_datetime(text) if "T" in text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _in_time(one: Comparison, actual: Any, context: QueryContext) -> bool:
    """A date or moment against stretches of time: a day as told by the organization's clock."""
    moment = _as_time(actual, one.field.kind, context)
    if moment is None:
        return False
    bounds = [_bounds(value, one.field.kind, context) for value in one.values]
    match one.operator:
        case Operator.LT:
            return moment < bounds[0][0]
        case Operator.GTE:
            return moment >= bounds[0][0]
        case Operator.LTE:
            return moment < bounds[0][1] or moment == bounds[0][0]
        case Operator.GT:
            return moment >= bounds[0][1] and moment != bounds[0][0]
        case Operator.BETWEEN:
            return moment >= bounds[0][0] and (moment < bounds[1][1] or moment == bounds[1][0])
    return any(start <= moment < end or moment == start for start, end in bounds)


def _as_time(actual: Any, kind: Kind, context: QueryContext) -> datetime | None:
    if isinstance(actual, datetime):
        return actual.astimezone(UTC)
    try:
        day = parse_date(str(actual)) if kind is Kind.DATE else None
        moment = parse_datetime(str(actual)) if day is None else None
    except ValueError:
        return None
    if day is not None:
        return context.clock.midnight(day).astimezone(UTC)
    return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None


def _bounds(value: Value, kind: Kind, context: QueryContext) -> tuple[datetime, datetime]:
    """The first moment of a date value, and the first after it; both the same for a moment."""
    assert isinstance(value, Relative | date)
    span, clock = span_of(value, context.clock), context.clock
    ends = [one if isinstance(one, datetime) else clock.midnight(one) for one in (span.start, span.end)]
    if kind is Kind.DATE:
        ends = [clock.midnight(one.astimezone(clock.zone).date()) for one in ends]
    return ends[0].astimezone(UTC), ends[1].astimezone(UTC)
