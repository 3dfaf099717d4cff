"""What a dry run has to remember, since each of its batches is taken back: what the run would have made before."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.db import models

from core.errors import Problem
from core.imports.plan import Plan
from core.imports.reading import Line
from core.imports.rows import Row
from core.loading import load_rows
from core.records import Record
from core.rules import broken_constraint

# Numbers of records that are set up again, far beyond those that the batch itself is about to take.
NUMBERS = 10**12


class Rehearsal:
    """Records of earlier batches, by what lines call them and by what must be unique."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.made: dict[str, Record] = {}
        self.unique = list(single_unique(plan.surface.model))
        self.taken: set[tuple[str, Any]] = set()
        self.numbers = count(NUMBERS)

    def remember(self, rows: Sequence[Row], names_of: Any) -> None:
        """Keep what later lines may refer to, or may not repeat."""
        for row in rows:
            if row.outcome != "created":
                continue
            self.taken |= {(name, row.values[name]) for name, _constraint in self.unique if row.values.get(name)}
            if self.plan.own_references:
                self.made |= dict.fromkeys(names_of(row), row.record)

    def set_up(self, lines: Sequence[Line]) -> None:
        """Make again, in this batch's transaction, the records of earlier ones that its lines refer to."""
        wanted: dict[Any, Record] = {}
        for column in self.plan.own_references:
            texts = {cells[column.place].strip() for _number, cells in lines if column.place < len(cells)}
            known = texts & self.made.keys()
            assert column.references is not None
            column.references.forget({cells[column.place] for _number, cells in lines if column.place < len(cells)})
            wanted |= {self.made[text].pk: self.made[text] for text in known}
        for record in wanted.values():
            record.number = next(self.numbers)
            if hasattr(record, "path"):
                record.path = f"{record.number}/"
        if wanted:
            load_rows(list(wanted.values()))

    def problems_of(self, row: Row) -> list[Problem]:
        """What the database would say of a value that an earlier batch would have taken."""
        return [
            problem
            for name, constraint in self.unique
            if (name, row.values.get(name)) in self.taken
            for problem in broken_constraint(constraint).problems
        ]


def single_unique(model: type[models.Model]) -> Iterator[tuple[str, models.UniqueConstraint]]:
    """Fields of which an organization has each value once."""
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and len(constraint.fields) == 2:
            names = [name for name in constraint.fields if name not in ("organization", "number")]
            if len(names) == 1 and "organization" in constraint.fields:
                yield names[0], constraint
