"""Records that are still as a change left them, read from their own table.

A record whose version is that of the change has not been written since. Then its row holds what the change record
holds, and reading it costs what a list costs; the change record keeps JSON, of which rows must first be made again.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db.models import QuerySet
from orjson import Fragment

from api.history import shown_members
from api.modules import build_reader
from core.actor import Actor
from core.reading.compiled import Fetched, Written
from core.reading.filled import Filled, FilledFunction, Unseen, build_filled_function, filled_member
from core.reading.late import Shape, page_statement
from core.reading.rows import fetch_texts
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
    texts: Sequence[Written | None]
    if records:
        texts, found = build_reader(surface, actor, None, None).write(rows, keys=columns(surface))
    else:
        found = fetch(rows, columns(surface))
        texts = [None] * len(found.rows)
    made = tell_made(found, surface, actor) if made_members(surface) else [None] * len(texts)
    keys = found.pick(("id", "version", "number"))
    return {
        (key, str(version)): Present(number, text, told)
        for (key, version, number), text, told in zip(keys, texts, made, strict=True)
    }


def fetch(rows: QuerySet[Any], sources: Shape) -> Fetched:
    """Rows of these columns alone."""
    found, types = fetch_texts(page_statement(rows, sources, ()))
    return Fetched(found, types, {source: place for place, source in enumerate(sources)})


@cache
def columns(surface: Surface) -> Shape:
    return Shape(dict.fromkeys((*(one.source for one in made_members(surface)), "number", "id", "version")))


@cache
def made_members(surface: Surface) -> tuple[Filled, ...]:
    """What is told of something new, by the columns that the change record keeps too."""
    columns = {str(field.column): field for field in surface.model._meta.concrete_fields}
    kept = {column: one for column, one in shown_members(surface).items() if column not in surface.model.unrecorded}
    found = [filled_member(one.name, columns[column]) for column, one in kept.items()]
    return tuple(one for one in found if one) if all(found) else ()


def tell_made(found: Fetched, surface: Surface, actor: Actor) -> list[Fragment]:
    """What is told of rows that were just made: each member that has a value, without what the actor does not see."""
    places = tuple(found.places[one.source] for one in made_members(surface))
    unseen = unseen_of(found, surface, actor)
    return [Fragment(text) for text in made_function(surface, places)(found.rows, unseen)]


@lru_cache(maxsize=1024)
def made_function(surface: Surface, places: tuple[int, ...]) -> FilledFunction:
    return build_filled_function(dict(zip(places, made_members(surface), strict=True)))


def unseen_of(found: Fetched, surface: Surface, actor: Actor) -> Unseen:
    """By column: the ids that rows name and the actor does not see."""
    doubtful = {one.column for one in doubtful_references(surface.model, actor)}
    asked = {one.column: found.places[one.source] for one in made_members(surface) if one.column in doubtful}
    given = ({column: (row[place],) for column, place in asked.items()} for row in found.rows)
    return unseen_keys(surface.model, given, actor) if asked else {}
