"""Records that are still as a change left them, read from their own table.

A record whose version is that of the change has not been written since. Then its row holds what the change record
holds, and reading it costs what a list costs; the change record keeps JSON, of which rows must first be made again.
"""

from collections.abc import Container, Hashable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import QuerySet
from orjson import Fragment

from api.history import shown_members
from api.modules import build_reader
from core.actor import Actor
from core.reading.compiled import Fetched, Written
from core.reading.filled import Filled, FilledFunction, Unseen, build_filled_function, filled_member
from core.reading.late import Shape, page_statement
from core.reading.rows import fetch_texts
from core.reading.states import change_key, told_whole
from core.sight import doubtful_references, unseen_keys
from core.surfaces import Surface

Key = tuple[str, str]  # id and version
Known = TypeVar("Known", bound=Hashable)


class Present(NamedTuple):
    """A record as a change left it: its JSON where that was asked for, and what is told of it when it was just made.

    `made` is None where a module has a field of a kind that is not known here: then the change record says it.
    """

    number: int
    record: Written | None
    made: Fragment | None


# Nothing of it was asked for.
UNREAD = Present(0, None, None)


def read_present(
    rows: QuerySet[Any], surface: Surface, actor: Actor, *, records: bool, made: Container[Key]
) -> dict[Key, Present]:
    """The records that the queryset selects, in one statement, whatever their number.

    Of those in `made`, what is told of something new.
    """
    found, texts = _read(rows, surface, actor, columns(surface), records)
    keys = [(key, str(version)) for key, version in found.pick(("id", "version"))]
    return _present(found, keys, texts, surface, actor, made)


def read_left(
    rows: QuerySet[Any], surface: Surface, actor: Actor, *, records: bool, made: Container[int]
) -> dict[int, Present]:
    """The same of records as changes left them, by change. `rows` are of `after_changes`."""
    found, texts = _read(rows, surface, actor, left_columns(surface), records)
    *_columns, change, whole = left_columns(surface)
    told = found.pick((change, whole))
    # What a column that came later holds by now is not what was told when there was none.
    made = {key for key, is_whole in told if is_whole and key in made}
    return _present(found, [key for key, _whole in told], texts, surface, actor, made)


def _read(
    rows: QuerySet[Any], surface: Surface, actor: Actor, sources: Shape, records: bool
) -> tuple[Fetched, Sequence[Written | None]]:
    if records:
        texts, found = build_reader(surface, actor, None, None).write(rows, keys=sources)
        return found, texts
    found = fetch(rows, sources)
    return found, [None] * len(found.rows)


def _present(
    found: Fetched,
    keys: Sequence[Known],
    texts: Sequence[Written | None],
    surface: Surface,
    actor: Actor,
    made: Container[Known],
) -> dict[Known, Present]:
    new = [place for place, key in enumerate(keys) if key in made] if made_members(surface) else []
    rows = found._replace(rows=[found.rows[place] for place in new])
    told: list[Fragment | None] = [None] * len(keys)
    for place, text in zip(new, tell_made(rows, surface, actor), strict=True):
        told[place] = text
    numbers = (number for (number,) in found.pick(("number",)))
    return dict(zip(keys, map(Present, numbers, texts, told), strict=True))


def fetch(rows: QuerySet[Any], sources: Shape) -> Fetched:
    """Rows of these columns alone."""
    found, types = fetch_texts(page_statement(rows, sources, ()))
    return Fetched(found, types, {source: place for place, source in enumerate(sources)})


@cache
def columns(surface: Surface) -> Shape:
    return Shape(dict.fromkeys((*(one.source for one in made_members(surface)), "number", "id", "version")))


@cache
def left_columns(surface: Surface) -> Shape:
    return Shape((*columns(surface), change_key(surface.model), told_whole(surface.model)))


@cache
def made_members(surface: Surface) -> tuple[Filled, ...]:
    """What is told of something new, by the columns that the change record keeps too."""
    columns = {str(field.column): field for field in surface.model._meta.concrete_fields}
    kept = {column: one for column, one in shown_members(surface).items() if column not in surface.model.unrecorded}
    found = [filled_member(one.name, columns[column]) for column, one in kept.items()]
    return tuple(one for one in found if one) if all(found) else ()


def tell_made(found: Fetched, surface: Surface, actor: Actor) -> list[Fragment]:
    """What is told of rows that were just made: each member that has a value, without what the actor does not see."""
    if not found.rows:
        return []
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
