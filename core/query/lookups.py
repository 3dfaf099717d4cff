"""One comparison as a Django condition. Negations match empty fields too: what is not high may be nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from core.actor import Actor
from core.query.dates import Clock, Span, span_of
from core.query.fields import QueryField
from core.query.kinds import TEXT_MATCHES, Kind, Operator
from core.query.search import SHORTEST_TRIGRAM, custom_value_q, document_q, external_id_q, text_q
from core.query.values import Token, Value
from core.told import spell_moment

_TEXTS = frozenset({Kind.TEXT, Kind.LONGTEXT, Kind.CHOICE})
_DATES = frozenset({Kind.DATE, Kind.DATETIME})
_LARGEST_COLUMN = 2**15 - 1
_NEGATIONS = {Operator.NE: Operator.EQ, Operator.NIN: Operator.IN}


@dataclass(frozen=True, slots=True)
class Own:
    """Whom `my_team` means, and which records `mine` does: by the label of the model, such as workorders.team."""

    colleagues: frozenset[UUID] = frozenset()
    records: Mapping[str, frozenset[UUID]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class QueryContext:
    """Who asks, when and where: what `me`, `mine` and `today` mean."""

    now: datetime
    zone: ZoneInfo
    actor: Actor | None = None
    person_id: UUID | None = None
    week_start: int = 0

    @property
    def own(self) -> "Own":
        """The asker's own teams and companies, read when a question names them (`ATRIUM_OWN`)."""
        found: Own = import_string(settings.ATRIUM_OWN)(self.actor) if self.actor else Own()
        return found

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.zone, self.week_start)


def comparison_q(one: QueryField, operator: Operator, values: Sequence[Value], context: QueryContext) -> Q:
    """The condition that `one operator values` states, asked by `context`."""
    if operator in _NEGATIONS:
        return ~comparison_q(one, _NEGATIONS[operator], values, context)
    if not one.multiple:
        return _condition(one, operator, values, context)
    if operator is Operator.ISNULL and values[0]:
        return ~comparison_q(one, operator, (False,), context)
    condition = _entered(one) if operator is Operator.ISNULL else _condition(one, operator, values, context)
    assert one.model
    return Q(pk__in=one.model._base_manager.filter(condition & _there(one)).values("pk"))


def _entered(one: QueryField) -> Q:
    """Any value at the other end of a to-many relation."""
    return Q(**{f"{one.path}__gt": ""}) if one.kind in _TEXTS else Q(**{f"{one.path}__isnull": False})


def _there(one: QueryField) -> Q:
    """What was deleted at the other end of a to-many relation is not asked."""
    current: Any = one.model
    condition, steps = Q(), one.path.split("__")
    for number, step in enumerate(steps, start=1):
        current = current._meta.get_field(step).related_model
        if current is not None and any(column.name == "deleted_at" for column in current._meta.concrete_fields):
            condition &= Q(**{f"{'__'.join(steps[:number])}__deleted_at__isnull": True})
    return condition


def _condition(one: QueryField, operator: Operator, values: Sequence[Value], context: QueryContext) -> Q:
    if one.kind is Kind.SEARCH:
        return document_q(one, str(values[0]))
    if one.kind is Kind.EXTERNAL_ID:
        return _any(external_id_q(one, str(value)) for value in values)
    if operator is Operator.ISNULL:
        return _empty(one) if values[0] else ~_empty(one)
    if one.custom:
        return _custom(one, operator, values, context)
    if operator in TEXT_MATCHES:
        return _any(_text(one, operator, str(value)) for value in values)
    if one.kind in _DATES:
        return _dates(one.path, one.kind, operator, values, context, _same)
    if one.kind in (Kind.REFERENCE, Kind.PERSON):
        return _references(one, values, context)
    if one.kind is Kind.TAGS:
        return Q(**{f"{one.path}__overlap": list(values)})
    return _plain(one.path, operator, values)


def _plain(path: str, operator: Operator, values: Sequence[Any]) -> Q:
    if operator is Operator.BETWEEN:
        return Q(**{f"{path}__gte": values[0], f"{path}__lte": values[1]})
    if operator in (Operator.EQ, Operator.IN):
        return Q(**{path: values[0]}) if len(values) == 1 else Q(**{f"{path}__in": list(values)})
    # Django takes a bound beyond the column's integer type for one that every row keeps, empty ones too.
    beyond = isinstance(values[0], int) and abs(values[0]) >= _LARGEST_COLUMN
    return Q(**{f"{path}__{operator}": values[0]}, **({f"{path}__isnull": False} if beyond else {}))


def _empty(one: QueryField) -> Q:
    """No value: NULL, the empty text, or no tag."""
    if one.custom:
        return ~Q(**{f"{one.path}__has_key": one.custom})
    missing = Q(**{f"{one.path}__isnull": True})
    if one.kind is Kind.TAGS:
        return missing | Q(**{one.path: []})
    return missing | Q(**{one.path: ""}) if one.kind in _TEXTS else missing


def _text(one: QueryField, operator: Operator, text: str) -> Q:
    condition = Q(**{f"{one.path}__{_CASELESS[operator]}": text})
    indexed = one.searched and operator is not Operator.IEXACT and len(text) >= SHORTEST_TRIGRAM
    return text_q(one, text) & condition if indexed else condition


_CASELESS = {
    Operator.ICONTAINS: "icontains",
    Operator.STARTSWITH: "istartswith",
    Operator.ENDSWITH: "iendswith",
    Operator.IEXACT: "iexact",
}


def _references(one: QueryField, values: Sequence[Value], context: QueryContext) -> Q:
    """Records that refer to any of the values. An unknown id and another organization's select nothing."""
    ids = [value for value in values if isinstance(value, UUID)]
    for value in values:
        ids += _resolve(one, value, context) if isinstance(value, Token) else []
    condition = _any(_below(one, node) for node in ids) if one.hierarchy else Q(**{f"{one.path}__in": ids})
    return condition | _empty(one) if Token("nobody") in values else condition


def _resolve(one: QueryField, token: Token, context: QueryContext) -> list[UUID]:
    if token.text == "me":
        return [context.person_id] if context.person_id else []
    if token.text == "my_team":
        return sorted(context.own.colleagues)
    if token.text == "mine":
        return sorted(context.own.records.get(one.reference, ()))
    return []


def _below(one: QueryField, node: UUID) -> Q:
    """The node and everything under it. Its path is fetched by the same statement."""
    path = apps.get_model(one.reference)._base_manager.filter(pk=node).values(one.hierarchy)
    relation = "" if one.path in ("id", "pk") else f"{one.path}__"
    return Q(**{f"{relation}{one.hierarchy}__under": path})


Bound = Callable[[date | datetime], Any]


def _same(bound: date | datetime) -> date | datetime:
    return bound


def _dates(
    path: str, kind: Kind, operator: Operator, values: Sequence[Value], context: QueryContext, write: Bound
) -> Q:
    """Every date value is a stretch of time: before its start, from it on, within, up to its end, after."""
    spans = [_fit(span_of(value, context.clock), kind, context.clock) for value in values]  # type: ignore[arg-type]
    since = [Q(**{f"{path}__gte": write(span.start)}) for span in spans]
    until = [Q(**{f"{path}__{'lte' if span.closed else 'lt'}": write(span.end)}) for span in spans]
    match operator:
        case Operator.LT:
            return Q(**{f"{path}__lt": write(spans[0].start)})
        case Operator.GTE:
            return since[0]
        case Operator.LTE:
            return until[0]
        case Operator.GT:
            return Q(**{f"{path}__{'gt' if spans[0].closed else 'gte'}": write(spans[0].end)})
        case Operator.BETWEEN:
            return since[0] & until[1]
    return _any(start & end for start, end in zip(since, until, strict=True))


@dataclass(frozen=True, slots=True)
class _Bounds:
    start: date | datetime
    end: date | datetime
    closed: bool


def _fit(span: Span, kind: Kind, clock: Clock) -> _Bounds:
    """The span's ends in the field's own type: midnights for moments, local days for dates."""
    moment = isinstance(span.end, datetime)
    if kind is Kind.DATETIME:
        start = span.start if isinstance(span.start, datetime) else clock.midnight(span.start)
        end = span.end if isinstance(span.end, datetime) else clock.midnight(span.end)
        return _Bounds(start, end, moment)
    first, last = _local_day(span.start, clock), _local_day(span.end, clock)
    return _Bounds(first, last + timedelta(days=1) if moment else last, closed=False)


def _local_day(bound: date | datetime, clock: Clock) -> date:
    return bound.astimezone(clock.zone).date() if isinstance(bound, datetime) else bound


def _custom(one: QueryField, operator: Operator, values: Sequence[Value], context: QueryContext) -> Q:
    """Equality through the search table's index; anything else on the record's own JSON member."""
    path = f"{one.path}__{one.custom}"
    present = Q(**{f"{one.path}__has_key": one.custom})
    if one.kind in _DATES:
        return present & _dates(path, one.kind, operator, values, context, _as_kept)
    if operator in (Operator.EQ, Operator.IN):
        return _any(custom_value_q(one, value) for value in _known(one, values, context))
    if operator in TEXT_MATCHES:
        return present & _any(Q(**{f"{path}__{_CASELESS[operator]}": str(value)}) for value in values)
    return present & _plain(path, operator, [float(v) if isinstance(v, Decimal) else v for v in values])


def _as_kept(bound: date | datetime) -> str:
    """Moments with six digits, as records keep them, so that texts compare as times do."""
    return spell_moment(bound) if isinstance(bound, datetime) else bound.isoformat()


def _known(one: QueryField, values: Sequence[Value], context: QueryContext) -> Iterable[Value]:
    """The values with `mine` resolved to the asker's own records."""
    for value in values:
        yield from _resolve(one, value, context) if isinstance(value, Token) else [value]


def _any(conditions: Iterable[Q]) -> Q:
    """At least one of them; none at all selects nothing."""
    found = list(conditions)
    return reduce(or_, found) if found else Q(pk__in=[])
