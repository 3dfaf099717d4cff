"""From a question to figures: one statement for each block of a report, whatever the number of lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, F, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from accounts.models import Organization
from core.pages.fields import field_at, name_of
from core.query import Kind, QueryError, QueryField
from core.surfaces import surface_named
from workorders.reports.asking import MONTH, Asked, Reader, fields_of, figure_condition
from workorders.reports.figures import BY, Block, Figure, Share

MOST_LINES = 10_000
Value = int | Decimal | None
Found = dict[Any, dict[str, Value]]


@dataclass(frozen=True, slots=True)
class Line:
    """What falls together: the key of the group, what it is called, and its figures. A total has no key."""

    key: Any
    label: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Result:
    """A report as it was read. `currencies` are all in which there are sums; the figures are in the asked one."""

    asked: Asked
    lines: tuple[Line, ...]
    total: Line
    currencies: tuple[str, ...] = field(default=())


def read_report(asked: Asked) -> Result:
    """The figures of a report: its lines in the order of their first figure, months and choices in their own."""
    blocks = asked.report.blocks
    read = [(block, read_block(asked, block)) for block in blocks]
    currencies = sorted({one for block, found in read if block.currency for one in found})
    if any(block.currency for block in blocks):
        asked = asked.in_currency(asked.currency or _usual(asked, currencies))
    found: Found = {}
    for block, by_currency in read:
        for key, values in by_currency.get(asked.currency if block.currency else "", {}).items():
            found.setdefault(key, {}).update(values)
    names = [figure.name for block in blocks for figure in block.figures]
    kept = {key: values for key, values in found.items() if any(values.values())}
    labels = labels_of(asked, [key for key in kept if key is not None])
    lines = [Line(key, labels[key], _filled(asked, names, kept.get(key, {}))) for key in labels]
    if None in kept:
        lines.append(Line(None, _("None"), _filled(asked, names, kept[None])))
    total = {name: sum((line.values[name] or 0 for line in lines), 0) for name in names}
    return Result(
        asked,
        tuple(_ordered(asked, lines)),
        Line(None, _("Total"), _filled(asked, names, total)),
        tuple(currencies),
    )


def read_block(asked: Asked, block: Block) -> dict[str, Found]:
    """The figures of one block by currency and group; without money the currency is empty."""
    rows = asked.reader.rows(surface_named(block.module).model)
    rows = rows.filter(asked.condition_of(block).to_q(asked.reader.context)).order_by()
    keys = {"group": grouping(asked, block)} | ({"money": F(block.currency)} if block.currency else {})
    figures = {f"figure_{n}": measure(block, one, asked.reader) for n, one in enumerate(block.figures)}
    found: dict[str, Found] = {}
    read = list(rows.values(**keys).annotate(**figures)[: MOST_LINES + 1])
    if len(read) > MOST_LINES:
        raise QueryError(BY, "too-many-groups", _("More than %d groups: narrow the report.") % MOST_LINES)
    for row in read:
        values = {one.name: row[f"figure_{n}"] for n, one in enumerate(block.figures)}
        _add(found.setdefault(row.get("money", ""), {}), _plain(row["group"]), values)
    return found


def grouping(asked: Asked, block: Block) -> Any:
    """What a block is grouped by: the id behind a reference, a choice, or the first day of a month."""
    one = fields_of(block.module)[block.by[asked.by]]
    if asked.by != MONTH:
        return F(one.path)
    zone: dict[str, Any] = {"tzinfo": ZoneInfo(asked.reader.actor.time_zone)} if one.kind is Kind.DATETIME else {}
    return TruncMonth(one.path, output_field=DateField(), **zone)


def measure(block: Block, figure: Figure, reader: Reader) -> Any:
    """Rows counted or a column summed, as far as the figure's own condition holds."""
    condition = figure_condition(block, figure).to_q(reader.context) if figure.where else Q()
    limit: dict[str, Any] = {"filter": condition} if condition else {}
    return Sum(figure.sum, default=0, **limit) if figure.sum else Count("pk", **limit)


def labels_of(asked: Asked, keys: Iterable[Any]) -> dict[Any, str]:
    """What each group is called."""
    block = asked.report.blocks[0]
    one = fields_of(block.module)[block.by[asked.by]]
    if asked.by == MONTH:
        return {key: format_date(key, "M Y") for key in all_months(keys)}
    if one.kind is Kind.CHOICE:
        known, present = {value: str(label) for value, label in one.choices}, set(keys)
        return {value: label for value, label in known.items() if value in present}
    model = _target(asked, one)
    return {row.pk: name_of(row) for row in model._base_manager.filter(pk__in=list(keys))}


def all_months(keys: Iterable[date]) -> list[date]:
    """From the first month to the last; one without anything stands between, and is not left out."""
    known = sorted(keys)
    months = known[:1]
    while known and months[-1] < known[-1]:
        months.append(month_of(months[-1])[1] + timedelta(days=1))
    return months


def _target(asked: Asked, one: QueryField) -> Any:
    return field_at(surface_named(asked.report.module).model, one.path.replace("__", ".")).related_model


def _plain(key: Any) -> Any:
    """Nothing entered in a choice is the empty text, and is no choice."""
    return key.date() if isinstance(key, datetime) else None if key == "" else key


def _add(found: Found, key: Any, values: Mapping[str, Value]) -> None:
    present = found.setdefault(key, dict.fromkeys(values, 0))
    for name, value in values.items():
        present[name] = (present[name] or 0) + (value or 0)


def _filled(asked: Asked, names: Iterable[str], values: Mapping[str, Value]) -> dict[str, Value]:
    filled = {name: values.get(name) or 0 for name in names}
    return filled | {share.name: percent(share, filled) for share in asked.report.shares}


def percent(share: Share, values: Mapping[str, Value]) -> Value:
    """A percentage to one place; None of nothing."""
    part, whole = (sum(Decimal(values[name] or 0) for name in names) for names in (share.part, share.whole))
    return round(100 * part / whole, 1) if whole else None


def _ordered(asked: Asked, lines: list[Line]) -> list[Line]:
    block = asked.report.blocks[0]
    is_ordered = asked.by == MONTH or fields_of(block.module)[block.by[asked.by]].kind is Kind.CHOICE
    if is_ordered:
        return lines
    first = asked.report.columns[0]
    return sorted(lines, key=lambda line: (line.key is None, -(line.values[first] or 0), line.label.casefold()))


def _usual(asked: Asked, currencies: list[str]) -> str:
    """The organization's own currency, unless every sum is in others."""
    rows = Organization.objects.filter(pk=asked.reader.actor.organization_id)
    own = rows.values_list("currency", flat=True).get()
    return own if own in currencies or not currencies else currencies[0]


def month_of(key: date) -> tuple[date, date]:
    """The first and the last day of the month that begins then."""
    following = date(key.year + key.month // 12, key.month % 12 + 1, 1)
    return key, date.fromordinal(following.toordinal() - 1)
