"""Figures over a list: how many, how much, by status, place or month. Every filter of the list applies."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count, F, Max, Min, Sum
from django.db.models.functions import TruncDay, TruncMonth, TruncQuarter, TruncWeek, TruncYear
from django.http import QueryDict
from django.utils.translation import gettext as _

from api.lists import parse_question
from api.modules import fields_of
from api.serializers import related_model, title_of
from core.actor import Actor
from core.query import FieldSet, QueryField
from core.query.errors import QueryError, nearest
from core.query.kinds import Kind
from core.records import Record
from core.sight import if_seen, is_doubtful
from core.surfaces import Surface

AGGREGATE_PARAMETERS = frozenset({"group_by", "measures", "archived"})
MOST_GROUPINGS, MOST_MEASURES, MOST_GROUPS = 3, 10, 10_000
STEPS = {"day": TruncDay, "week": TruncWeek, "month": TruncMonth, "quarter": TruncQuarter, "year": TruncYear}
MEASURES = {"sum": Sum, "avg": Avg, "min": Min, "max": Max}
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY)
_DATES = (Kind.DATE, Kind.DATETIME)
_UNGROUPED = (Kind.SEARCH, Kind.EXTERNAL_ID, Kind.LONGTEXT)


@dataclass(frozen=True, slots=True)
class Grouping:
    """One thing to group by: a field, and for dates the step."""

    name: str
    field: QueryField
    step: str = ""

    @property
    def labelled(self) -> bool:
        return self.field.kind in (Kind.REFERENCE, Kind.PERSON)


def read_aggregate(surface: Surface, actor: Actor, parameters: QueryDict) -> dict[str, Any]:
    """The figures that `group_by` and `measures` ask for."""
    question = parse_question(surface, actor, parameters, reserved=AGGREGATE_PARAMETERS)
    fields = fields_of(surface)
    groupings = [parse_grouping(fields, text) for text in _split(parameters, "group_by", MOST_GROUPINGS)]
    measures = {
        text: parse_measure(fields, text) for text in _split(parameters, "measures", MOST_MEASURES) or ["count"]
    }
    groups = {f"group_{n}": _expression(one, actor) for n, one in enumerate(groupings)}
    labels = {n: _labels(one) for n, one in enumerate(groupings) if one.labelled}
    joined = {
        f"label_{n}_{member}": _seen(groupings[n], path, actor)
        for n, paths in labels.items()
        for member, path in paths.items()
    }
    figures = {f"figure_{n}": one for n, one in enumerate(measures.values())}
    if not groupings:
        row = question.records().order_by().aggregate(**figures)
        return {"results": [{name: _wire(row[f"figure_{n}"]) for n, name in enumerate(measures)}]}
    rows = question.records().order_by().values(**groups, **joined).annotate(**figures).order_by(*groups)
    found = list(rows[: MOST_GROUPS + 1])
    if len(found) > MOST_GROUPS:
        raise QueryError("group_by", "too-many-groups", _("More than %d groups: narrow the list.") % MOST_GROUPS)
    return {"results": [_group(row, groupings, list(measures)) for row in found]}


def parse_grouping(fields: FieldSet, text: str) -> Grouping:
    """`status`, `property`, `created_at:month`."""
    name, _colon, step = text.partition(":")
    field = fields.named(name, "group_by")
    if field.kind in _UNGROUPED or field.multiple or field.custom:
        raise QueryError("group_by", "invalid-value", _("“%s” cannot be grouped by.") % name)
    if (field.kind in _DATES) != bool(step) or (step and step not in STEPS):
        detail = _("Dates are grouped by a step, such as %s:month; other fields have none.") % name
        raise QueryError("group_by", "invalid-value", detail, nearest(step, STEPS))
    return Grouping(text, field, step)


def parse_measure(fields: FieldSet, text: str) -> Any:
    """`count`, or `sum:rentable_area`."""
    if text == "count":
        return Count("pk")
    function, _colon, name = text.partition(":")
    if function not in MEASURES:
        raise QueryError("measures", "unknown-value", _("One of: count, sum:…, avg:…, min:…, max:…."))
    field = fields.named(name, "measures")
    if field.kind not in _NUMBERS or field.multiple or field.custom:
        raise QueryError("measures", "invalid-value", _("“%s” is no number.") % name)
    return MEASURES[function](field.path)


def _split(parameters: QueryDict, name: str, most: int) -> list[str]:
    texts = list(dict.fromkeys(part.strip() for part in parameters.get(name, "").split(",") if part.strip()))
    if len(texts) > most:
        raise QueryError(name, "too-many-values", _("At most %d.") % most)
    return texts


def _expression(one: Grouping, actor: Actor) -> Any:
    if not one.step:
        is_key = one.labelled and "__" not in one.field.path
        return _seen(one, f"{one.field.path}_id" if is_key else one.field.path, actor)
    zone: dict[str, Any] = {"tzinfo": ZoneInfo(actor.time_zone)} if one.field.kind is Kind.DATETIME else {}
    return STEPS[one.step](one.field.path, **zone)


def _seen(one: Grouping, value: str, actor: Actor) -> Any:
    """A value behind a reference; what the caller does not see is counted with what refers to nothing."""
    model: Any = one.field.model
    is_sure = one.field.kind is not Kind.REFERENCE or not is_doubtful(model, one.field.path, actor)
    return F(value) if is_sure else if_seen([one.field.path], value, model, actor)


def _labels(one: Grouping) -> dict[str, str]:
    """Where number and name of a referenced record stand."""
    target: Any = one.field.model
    for step in one.field.path.split("__"):
        target = related_model(target, step)
    paths = {"name": f"{one.field.path}__{title_of(target)}"}
    return paths | ({"number": f"{one.field.path}__number"} if issubclass(target, Record) else {})


def _group(row: dict[str, Any], groupings: list[Grouping], measures: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n, one in enumerate(groupings):
        found[one.name] = _reference(row, n) if one.labelled else _wire(row[f"group_{n}"])
    return found | {name: _wire(row[f"figure_{n}"]) for n, name in enumerate(measures)}


def _reference(row: dict[str, Any], n: int) -> dict[str, Any] | None:
    if row[f"group_{n}"] is None:
        return None
    number = {"number": row[f"label_{n}_number"]} if f"label_{n}_number" in row else {}
    return {"id": str(row[f"group_{n}"]), **number, "name": row[f"label_{n}_name"]}


def _wire(value: Any) -> Any:
    """A step of time is named by its first day; decimals are text."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
