"""What is asked of a report: its period, grouping, filters and place, read from the parameters of any doorway."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.custom_questions import asked_fields
from core.pages.addresses import PLACE
from core.pages.fields import query_fields
from core.pages.places import Place, find_place
from core.query import EVERYTHING, Condition, FieldSet, QueryContext, QueryError, parse_parameters, to_parameters
from core.query.ast import all_of
from core.query.errors import nearest
from core.records import Record
from core.sight import is_doubtful
from core.surfaces import surface_named
from core.validators import validate_currency
from workorders.reports.figures import BY, CURRENCY, FORMAT, FROM, PERIOD, UNTIL, Block, Figure, Report
from workorders.reports.periods import Period, parse_period, typed_period

OWN = frozenset({PERIOD, FROM, UNTIL, BY, CURRENCY, FORMAT, PLACE})
MONTH = "month"


@dataclass(frozen=True)
class Reader:
    """Who reads, within which place, and which moment is now."""

    actor: Actor
    now: datetime
    place: Place | None = None

    @cached_property
    def context(self) -> QueryContext:
        """What "today" and "me" mean."""
        zone = ZoneInfo(self.actor.time_zone)
        return QueryContext(self.now, zone, actor=self.actor, person_id=self.actor.person_id)

    def rows(self, model: type[Record]) -> QuerySet[Any]:
        """What lists show: within scope and place, without what is archived."""
        rows = model.objects.visible_to(self.actor).filter(archived_at__isnull=True)
        return rows if self.place is None else rows.filter(model.scope_condition(self.place.narrowed(self.actor)))


@dataclass(frozen=True)
class Asked:
    """One report as it is asked. `filters` hold for every block of the report."""

    report: Report
    reader: Reader
    period: Period
    by: str
    filters: Condition = EVERYTHING
    currency: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """What asks the same once more; the place apart."""
        own = {PERIOD: self.period.text, BY: self.by, CURRENCY: self.currency}
        return {**{name: value for name, value in own.items() if value}, **to_parameters(self.filters)}

    @property
    def place_text(self) -> str:
        """The place as it stands in an address."""
        return self.reader.place.text if self.reader.place else ""

    def condition_of(self, block: Block) -> Condition:
        """What all figures of a block have in common."""
        fields = fields_of(block.module)
        parts = [plain_condition(fields, block.where), self.filters]
        if block.period:
            parts.append(self.period.condition(fields, block.period))
        return all_of(parts)

    def in_currency(self, currency: str) -> "Asked":
        """The same in one of the currencies there are."""
        return replace(self, currency=currency)


def fields_of(module: str) -> FieldSet:
    """What a module's list can be asked."""
    return query_fields(surface_named(module))


def plain_condition(fields: FieldSet, where: Mapping[str, str]) -> Condition:
    """The condition that a declaration writes as parameters."""
    return parse_parameters(fields, {name: [value] for name, value in where.items()})


def figure_condition(block: Block, figure: Figure) -> Condition:
    """What sets a figure apart from the others of its block."""
    return plain_condition(fields_of(block.module), figure.where)


def read_asked(report: Report, parameters: Mapping[str, list[str]], actor: Actor) -> Asked:
    """A report as parameters ask it. What is not understood is a QueryError that names it.

    Raises NotPermitted for who may not view what the report reads, NotVisible for a place out of sight.
    """
    for module in report.modules:
        actor.require(surface_named(module).permission("view"))
    given = {name: values[-1] for name, values in parameters.items() if name in OWN and values}
    reader = Reader(actor, timezone.now(), find_place(actor, given.get(PLACE, "")))
    return Asked(
        report,
        reader,
        _period(report, given, reader),
        _grouping(report, given.get(BY, ""), actor),
        _filters(report, parameters, actor),
        _currency(report, given.get(CURRENCY, "")),
    )


def groupings(report: Report, actor: Actor) -> list[str]:
    """By what the actor may group: not by what they see only a part of, which would be counted as nothing."""
    return [name for name in report.by if not any(_is_doubtful(block, name, actor) for block in report.blocks)]


def _is_doubtful(block: Block, name: str, actor: Actor) -> bool:
    field = fields_of(block.module)[block.by[name]]
    return bool(field.reference) and is_doubtful(surface_named(block.module).model, field.path, actor)


def _period(report: Report, given: Mapping[str, str], reader: Reader) -> Period:
    today = reader.now.astimezone(reader.context.zone).date()
    typed = typed_period(given.get(FROM, ""), given.get(UNTIL, ""), today)
    return typed or parse_period(given.get(PERIOD) or report.period)


def _grouping(report: Report, text: str, actor: Actor) -> str:
    known = groupings(report, actor)
    if text and text not in known:
        detail = _("This report is grouped by one of: %s.") % ", ".join(known)
        raise QueryError(BY, "invalid-value", detail, nearest(text, known))
    return text or known[0]


def _filters(report: Report, parameters: Mapping[str, list[str]], actor: Actor) -> Condition:
    others = {name: values for name, values in parameters.items() if name not in OWN and any(values)}
    if others and not report.takes_filters:
        detail = _("This report takes a period and a place, and no other condition.")
        raise QueryError(next(iter(others)), "unknown-parameter", detail)
    fields = asked_fields(fields_of(report.module), report.module, others, actor=actor)
    return parse_parameters(fields, others, reserved=OWN, skip_empty=True)


def _currency(report: Report, text: str) -> str:
    if text and not any(block.currency for block in report.blocks):
        raise QueryError(CURRENCY, "unknown-parameter", _("This report shows no money."))
    if text:
        try:
            validate_currency(text)
        except Exception as error:
            raise QueryError(CURRENCY, "invalid-value", _("“%s” is no currency.") % text[:10]) from error
    return text
