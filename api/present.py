"""Records that are still as a change left them, read from their own table.

A record whose version is that of the change has not been written since. Then its row holds what the change record
holds, and reading it costs what a list costs; the change record keeps JSON, of which rows must first be made again.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from orjson import Fragment

from api.history import shown_members
from api.modules import build_reader
from core.actor import Actor
from core.reading.compiled import Written
from core.reading.filled import Filled, FilledFunction, build_filled_function, filled_member
from core.reading.late import Shape, page_statement
from core.reading.rows import Row, fetch_texts
from core.sight import doubtful_references, unseen_keys
from core.surfaces import Surface

Key = tuple[str, str]  # id and version


class Present(NamedTuple):
    """A record as it stands: its JSON where that was asked for, and what is told of it when it was just made.

    `made` is None where a module has a field of a kind that is not known here: then the change record says it.
    """

    number: int
    record: Written | None
    made: Fragment | None


def read_present(rows: QuerySet[Any], surface: Surface, actor: Actor, *, records: bool) -> dict[Key, Present]:
    """The records that the queryset selects, in one statement, whatever their number."""
    members = made_members(surface)
    texts: Sequence[Written | None]
    if records:
        texts, values = build_reader(surface, actor, None, None).read(rows, keys=columns(surface))
    else:
        values, _types = fetch_texts(page_statement(rows, columns(surface), ()))
        texts = [None] * len(values)
    made = tell_made(values, surface, actor) if members else [None] * len(values)
    return {
        (row[-2], str(row[-1])): Present(row[-3], text, told)
        for row, text, told in zip(values, texts, made, strict=True)
    }


@cache
def columns(surface: Surface) -> Shape:
    return Shape((*(one.source for one in made_members(surface)), "number", "id", "version"))


@cache
def made_members(surface: Surface) -> tuple[Filled, ...]:
    """What is told of something new, by the columns that the change record keeps too."""
    columns = {str(field.column): field for field in surface.model._meta.concrete_fields}
    kept = {column: one for column, one in shown_members(surface).items() if column not in surface.model.unrecorded}
    found = [filled_member(one.name, columns[column]) for column, one in kept.items()]
    return tuple(one for one in found if one) if all(found) else ()


@cache
def made_function(surface: Surface) -> FilledFunction:
    return build_filled_function(made_members(surface))


def tell_made(values: list[Row], surface: Surface, actor: Actor) -> list[Fragment]:
    """What is told of rows that were just made: each member that has a value, without what the actor does not see."""
    doubtful = {one.column for one in doubtful_references(surface.model, actor)}
    places = {one.column: place for place, one in enumerate(made_members(surface)) if one.column in doubtful}
    given = ({column: (row[place],) for column, place in places.items()} for row in values)
    unseen = unseen_keys(surface.model, given, actor) if places else {}
    return [Fragment(text) for text in made_function(surface)(values, unseen)]
