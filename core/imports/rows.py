"""Lines of a file as typed values, a batch at a time and a column at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem
from core.imports.cells import Refused
from core.imports.dates import in_zone
from core.imports.plan import Column, Plan
from core.imports.reading import Line


@dataclass(slots=True)
class Fault:
    """One thing that is wrong with a line."""

    heading: str
    value: str
    code: str
    message: str


@dataclass(slots=True)
class Row:
    """A line on its way to a record."""

    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    faults: list[Fault] = field(default_factory=list)
    outcome: str = ""
    record: Any = None

    def refuse(self, plan: Plan, problems: Sequence[Problem]) -> None:
        """A rule refused the record: say so at the column that filled the field."""
        for problem in problems:
            heading = plan.headings.get(problem.field, "")
            place = plan.heading.index(heading) if heading else -1
            value = self.cells[place] if 0 <= place < len(self.cells) else ""
            message = problem.message if heading or not problem.field else f"{problem.field}: {problem.message}"
            self.faults.append(Fault(heading, value, problem.code, message))


def read_rows(plan: Plan, lines: Sequence[Line]) -> list[Row]:
    """Typed values of every line; a line with a cell that cannot be read has faults and goes no further."""
    rows = [Row(number, texts) for number, texts in lines]
    width = len(plan.heading)
    whole = [row for row in rows if _fits(row, width)]
    for column in plan.columns:
        _fill(column, whole)
    if plan.key is not None:
        _take_keys(plan, whole)
    return rows


def _fits(row: Row, width: int) -> bool:
    """Refuse a line that is wider or narrower than the heading: which cell is missing would be a guess."""
    if len(row.cells) == width:
        return True
    where = {"cells": len(row.cells), "width": width}
    row.faults.append(Fault("", "", "ragged", _("The line has %(cells)d cells, the heading has %(width)d.") % where))
    return False


def _fill(column: Column, rows: Sequence[Row]) -> None:
    place, heading, attname = column.place, column.heading, column.attname
    parse = _known_references(column, rows) if column.references else column.parse
    is_custom = column.is_custom
    for row in rows:
        text = row.cells[place]
        if not text or text.isspace():
            continue
        value = parse(text)
        if value.__class__ is Refused:
            row.faults.append(Fault(heading, text[:300], value.code, value.message))
        elif value == "":
            continue
        elif is_custom:
            row.custom[attname] = str(value) if value.__class__ is UUID else value
        else:
            row.values[attname] = value


def _known_references(column: Column, rows: Sequence[Row]) -> Callable[[str], Any]:
    assert column.references is not None
    texts = {row.cells[column.place] for row in rows}
    texts.discard("")
    return column.references.resolve(texts).__getitem__


def _take_keys(plan: Plan, rows: Sequence[Row]) -> None:
    """By what a line finds its record. A line without it is refused: it would be made again with every import."""
    assert plan.key is not None
    attname = plan.key.attname
    is_value = plan.key.target.name not in ("external_id", "number")
    for row in rows:
        row.key = row.values.get(attname) if is_value else row.values.pop(attname, None)
        if row.key is None and not row.faults:
            message = _("This is empty, and lines are matched by it.")
            row.faults.append(Fault(plan.key.heading, "", "required", message))


class Zones:
    """The clock by which a time without an offset is meant: that of the property, else the organization's."""

    def __init__(self, actor: Actor, model: Any) -> None:
        self.default = ZoneInfo(actor.time_zone)
        found = next((f for f in model._meta.concrete_fields if f.name == "property"), None)
        self.model = found.related_model if found else None
        self.known: dict[UUID, ZoneInfo] = {}

    def learn(self, keys: set[UUID]) -> None:
        """Read the zones of properties that were not met before."""
        unknown = keys - self.known.keys()
        if self.model is not None and unknown:
            rows = self.model._base_manager.filter(pk__in=unknown).values_list("pk", "time_zone")
            self.known |= {key: ZoneInfo(name) for key, name in rows}

    def settle(self, moment: datetime, place: UUID | None) -> datetime | Refused:
        """The moment, told by the clock of the place."""
        if moment.tzinfo is not None:
            return moment
        return in_zone(moment, self.known.get(place, self.default) if place else self.default)
