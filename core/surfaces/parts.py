"""Parts that are said as a whole, such as the shares of a property: how their rows reach the action."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from django.db.models import Model
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.records import Record
from core.surfaces.declaration import Include

Row = Mapping[str, Any]


def replace_rows(part: Include, record: Record, rows: Sequence[Row], *, actor: Actor, version: int | None) -> None:
    """Say all rows of a part anew. What is wrong is told with its place: ownership.1.valid_to."""
    assert part.replace
    keyword, element = rows_taken(part.replace)
    given = given_rows(part, element, rows)
    try:
        part.replace(record, actor=actor, version=version, **{keyword: given})
    except RuleBroken as broken:
        problems = [Problem(_renamed(one.field, keyword, part.name), one.code, one.message) for one in broken.problems]
        raise RuleBroken(problems=problems, status=broken.status, extra=broken.extra) from broken


def given_rows(part: Include, element: Any, rows: Sequence[Row]) -> list[Any]:
    """Rows as an action takes them: a dataclass each, the one record that a row names, or as they are."""
    is_record = isinstance(element, type) and issubclass(element, Model)
    if not (is_record or is_dataclass(element)):
        return list(rows)
    if problems := list(_missing(part, element, rows)):
        raise RuleBroken(problems=problems)
    return [row[part.write[0]] if is_record else element(**row) for row in rows]


@cache
def rows_taken(function: Callable[..., Any]) -> tuple[str, Any]:
    """The keyword by which an action takes rows, and what each of them is: a dataclass, or one record."""
    hints = get_type_hints(function).items()
    return next((name, get_args(hint)[0]) for name, hint in hints if get_origin(hint) is Sequence)


def _missing(part: Include, element: Any, rows: Sequence[Row]) -> Iterator[Problem]:
    """Members without which a row says nothing."""
    members = fields(element) if is_dataclass(element) else ()
    needed = [one.name for one in members if one.default is MISSING] or part.write
    for place, row in enumerate(rows):
        for name in needed:
            if row.get(name) is None:
                yield Problem(f"{part.name}.{place}.{name}", "required", _("This is required."))


def _renamed(field: str, keyword: str, name: str) -> str:
    """The field of a problem as the part is called outside."""
    first, dot, rest = field.partition(".")
    return f"{name}{dot}{rest}" if first == keyword else field
