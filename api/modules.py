"""What the API derives from each surface once: what can be asked of it, and how it is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from orjson import Fragment

from accounts.scopes import Verb, may_use
from api.history import add_history
from api.problems import ApiProblem
from api.serializers import build_include_serializer, build_row_serializer, include_model, related_model
from core.actor import Actor
from core.query import FieldSet, QueryField, build_fields
from core.query.errors import QueryError, nearest
from core.query.kinds import Kind
from core.reading.compiled import Asked, Fetched, Reader, Written, build_node, dump
from core.reading.rows import Row, Source
from core.reading.shape import Node, select_parts
from core.sight import is_doubtful, seen_key
from core.surfaces import Include, Surface, surface_of

# Columns from which `offered` of an action decides, as far as the model has them; a surface names its further ones.
STATE_COLUMNS = ("status", "state", "archived_at", "deactivated_at")
HISTORY = "history"
BESIDE_THE_ROW = ("allowed_actions", HISTORY)
ALWAYS_ASKED = ("id", "number", "created_at", "updated_at", "created_by", "updated_by", "q", "external_id")


@cache
def fields_of(surface: Surface) -> FieldSet:
    """Everything a list of the module can be asked."""
    names = dict.fromkeys(name for name in (*surface.filters, *ALWAYS_ASKED) if not _is_list(surface, name))
    found = build_fields(surface.model, names, searched=surface.search)
    return replace(found, fields=(*(_with_tree(one) for one in found.fields), *_short_names(found)))


def _is_list(surface: Surface, name: str) -> bool:
    """Lists such as tags are found by `q`; no operator of the query language compares them."""
    columns = {field.name: field for field in surface.model._meta.get_fields()}
    return isinstance(columns.get(name), ArrayField)


def _with_tree(field: QueryField) -> QueryField:
    """A reference to a node of a tree means the node and everything below it."""
    if field.kind is not Kind.REFERENCE or not field.model:
        return field
    target = field.model
    for step in field.path.split("__"):
        target = related_model(target, step)
    paths = {one.name for one in target._meta.concrete_fields}
    return replace(field, hierarchy="path") if "path" in paths and not field.hierarchy else field


def _short_names(found: FieldSet) -> Iterable[QueryField]:
    """`property.region` is known as `region` too, where that name is free."""
    for field in found.fields:
        short = field.name.rpartition(".")[2]
        if short != field.name and short not in found and field.kind is Kind.REFERENCE:
            yield _with_tree(replace(field, name=short))


def check_may(surface: Surface, actor: Actor, verb: Verb) -> None:
    """The token must carry the module's scope, and the role must let the caller see the module at all."""
    check_scope(actor, surface.scope, verb)
    actor.require(surface.permission("view"))


def check_scope(actor: Actor, stem: str, verb: Verb) -> None:
    """The token or key must carry the scope."""
    if not may_use(actor, stem, verb):
        scope = f"{stem}:{verb}"
        headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        raise ApiProblem("insufficient-scope", _("The scope “%s” is needed.") % scope, headers=headers)


@dataclass(frozen=True)
class RecordReader:
    """Reads records of a surface in one statement, and each to-many part in one more."""

    surface: Surface
    actor: Actor
    rows: Reader
    actions: bool
    parts: tuple[Include, ...] = ()
    names: tuple[str, ...] = ()
    history: bool = False

    def read(self, asked: Asked, *, keys: Sequence[Source] = ()) -> tuple[Sequence[Written], list[Row]]:
        """The objects of an answer, and for each the values of `keys`, which it does not show."""
        if not (self.parts or self.history):
            texts, found = self.write(asked, keys=keys)
            return texts, found.pick(keys) if keys else []
        state = state_columns(self.surface) if self.actions else ()
        objects, values = self.rows.read(asked, keys=(*keys, *state, "id"))
        if self.actions:
            self._add_actions(objects, [row[len(keys) : len(keys) + len(state)] for row in values])
        ids = [str(row[-1]) for row in values]
        for part in self.parts:
            add_part(part, objects, ids, self.actor)
        if self.history:
            add_history(objects, ids, self.actor, self.surface)
        if self.names:
            objects = [{name: one[name] for name in self.names} for one in objects]
        return objects, [row[: len(keys)] for row in values] if keys else []

    def write(self, asked: Asked, *, keys: Sequence[Source] = ()) -> tuple[list[Fragment], Fetched]:
        """The same where nothing is put into the objects, so that their text is made at once; and the rows."""
        state = state_columns(self.surface) if self.actions else ()
        found = self.rows.fetch(asked, keys=(*keys, *state))
        texts = self.rows.spell(found.rows, found.types)
        if self.actions:
            verbs = self._verbs(found.pick(state))
            texts = [f"{text[:-1]},{more}" for text, more in zip(texts, verbs, strict=True)]
        return [Fragment(text) for text in texts], found

    def _verbs(self, states: list[Row]) -> Iterator[str]:
        """The last member of each object. Few states occur, however many rows."""
        known: dict[Row, str] = {}
        for state in states:
            if state not in known:
                verbs = allowed_actions(self.surface, self.actor, state)
                known[state] = f'"allowed_actions":{dump(verbs).decode()}}}'
            yield known[state]

    def _add_actions(self, objects: list[dict[str, Any]], states: list[Row]) -> None:
        for one, state in zip(objects, states or [()] * len(objects), strict=True):
            one["allowed_actions"] = allowed_actions(self.surface, self.actor, state)


@cache
def state_columns(surface: Surface) -> tuple[str, ...]:
    """The columns that say which actions a record offers."""
    present = {field.name for field in surface.model._meta.concrete_fields}
    return (*(name for name in STATE_COLUMNS if name in present), *surface.decisive)


def allowed_actions(surface: Surface, actor: Actor, state: Row) -> tuple[str, ...]:
    """The verbs that a record with these values of its state columns offers to the actor's role."""
    offered = offered_actions(surface, state)
    return tuple(verb for verb, permission in offered if actor.may(permission))


@lru_cache(maxsize=4096)
def offered_actions(surface: Surface, state: Row) -> tuple[tuple[str, str], ...]:
    """The verbs that a record in a state offers, each with its permission. Few states occur, however many records."""
    record = surface.model(**dict(zip(state_columns(surface), state, strict=True)))
    return tuple((one.verb, surface.permission(one.verb)) for one in surface.actions if one.offered(record))


def add_part(part: Include, objects: list[dict[str, Any]], ids: list[str], actor: Actor) -> None:
    """Put the rows of a to-many part into the records they belong to: one statement for all of them."""
    rows, owners = part_reader(part, actor).read(part.rows([UUID(one) for one in ids], actor), keys=[part.parent])
    found: dict[str, list[dict[str, Any]]] = {}
    for row, (owner,) in zip(rows, owners, strict=True):
        found.setdefault(str(owner), []).append(row)
    for one, id_ in zip(objects, ids, strict=True):
        one[part.name] = found.get(id_, [])


def part_reader(part: Include, actor: Actor) -> Reader:
    return in_sight(_part_reader(part), include_model(part), actor)


@cache
def _part_reader(part: Include) -> Reader:
    return Reader(build_node(build_include_serializer(include_model(part), part.read)))


def in_sight(reader: Reader, model: type[models.Model], actor: Actor) -> Reader:
    """The reader for an actor: a reference to what does not exist for it is read as null, in the same statement."""
    if actor.is_system:
        return reader
    # Of an actor only what decides about visibility, so that its calls share one reader.
    same = Actor(actor.organization_id, actor.person_id, "", "api", permissions=actor.permissions, scope=actor.scope)
    return _reader_in_sight(reader, model, same)


@lru_cache(maxsize=1024)
def _reader_in_sight(reader: Reader, model: type[models.Model], actor: Actor) -> Reader:
    node = _masked(reader.node, model, actor)
    return reader if node == reader.node else Reader(node)


def _masked(node: Node, model: type[models.Model], actor: Actor) -> Node:
    members = {
        name: _masked(part, model, actor) if isinstance(part, Node) else part for name, part in node.members.items()
    }
    key = node.key
    if isinstance(key, str) and key and is_doubtful(model, key.removesuffix("__id"), actor):
        return Node(seen_key(key.removesuffix("__id"), model, actor), members)
    return Node(key, members)


def build_reader(surface: Surface, actor: Actor, fields: str | None, include: str | None) -> RecordReader:
    """The reader that `fields=` and `include=` ask for, or QueryError naming what is not known."""
    included = _split("include", include)
    expanded = tuple(name for name in included if name in references(surface))
    for name in expanded:
        target = surface_of(related_model(surface.model, name))
        assert target, "references() names modules only"
        check_may(target, actor, "read")
    parts = tuple(find_part(surface, name, actor) for name in included if name not in (*expanded, HISTORY))
    names = _split("fields", fields)
    rows = _rows(surface, expanded, tuple(one for one in names if one not in BESIDE_THE_ROW and one not in included))
    top = tuple(dict.fromkeys([*(one.partition(".")[0] for one in names), *included])) if names else ()
    actions, history = not names or "allowed_actions" in names, HISTORY in included
    return RecordReader(surface, actor, in_sight(rows, surface.model, actor), actions, parts, top, history)


def references(surface: Surface) -> tuple[str, ...]:
    """The references that `include` can expand: those to records of a module."""
    return tuple(
        name
        for name in surface.read
        if "." not in name
        and surface.model._meta.get_field(name).is_relation
        and surface_of(related_model(surface.model, name)) is not None
    )


def _split(parameter: str, text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    if "" in names:
        raise QueryError(parameter, "invalid-value", _("Names are separated by single commas."))
    return names


def find_part(surface: Surface, name: str, actor: Actor) -> Include:
    """The to-many part of that name; a part that is a module of its own needs that module's right too."""
    for part in surface.includes:
        if part.name == name:
            if own := surface_of(include_model(part)):
                check_may(own, actor, "read")
            return part
    known = [*references(surface), *(part.name for part in surface.includes), HISTORY]
    raise QueryError("include", "unknown-value", _("“%s” cannot be included.") % name[:60], nearest(name, known))


@cache
def _rows(surface: Surface, expanded: tuple[str, ...], names: tuple[str, ...]) -> Reader:
    node = build_node(build_row_serializer(surface))
    members = dict(node.members)
    for name in expanded:
        target = surface_of(related_model(surface.model, name))
        members[name] = build_node(build_row_serializer(target), name)
    chosen = Node(node.key, members)
    # A reference that is expanded is chosen by `include`; its id is needed to ask whether it may be seen.
    kept = (*names, *(name for name in expanded if name not in names)) if names else ()
    return Reader(select_parts(chosen, kept) if names else chosen)
