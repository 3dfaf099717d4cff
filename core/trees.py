"""Trees. A path is made of the numbers from the root to the node, such as "3/17/", and asked by prefix (`^@`)."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.holding import hold
from core.records import Record

DEEPEST = 24
"""Levels. A path of so many numbers of any length that occurs stays within its column of 400 characters."""


class Node(Protocol):
    """A record that knows its way from the root."""

    path: str


N = TypeVar("N", bound=Record)


def hold_tree(name: str, *, actor: Actor, alone: bool = False) -> None:
    """Keep a tree as it is until the transaction ends: together with others who add, `alone` to move or delete.

    Without it two moves at once could put each node below the other, and a node could be added below one that
    is just being moved away or deleted.
    """
    hold(name, actor=actor, alone=alone)


def build_path(parent: str, number: int) -> str:
    """The path of a node below another, or below the tree's root where `parent` is empty."""
    if parent.count("/") >= DEEPEST:
        raise RuleBroken("parent", "too-deep", _("At most %(count)s levels.") % {"count": DEEPEST})
    return f"{parent}{number}/"


def refuse_below_itself(row: Node, parent: Node | None, field: str = "parent") -> None:
    """Refuse to move a node of a path tree into its own subtree. One that is just being made has no path yet."""
    if parent is not None and row.path and parent.path.startswith(row.path):
        raise _loop(field)


def move_subtree(model: type[N], row: N, old: str, new: str, **also: Any) -> int:
    """Give everything below a node its new path in one statement, hidden records too, and say how many followed."""
    if old == new and not also:
        return 0
    below = model._base_manager.filter(organization_id=row.organization_id, path__under=old).exclude(pk=row.pk)
    return below.update(path=Concat(Value(new), Substr("path", len(old) + 1)), **also)


def depth_below(model: type[N], row: N, path: str) -> int:
    """How many levels lie below a node."""
    paths = model._base_manager.filter(organization_id=row.organization_id, path__under=path).values_list("path")
    return max((found.count("/") for (found,) in paths), default=0) - path.count("/")


def refuse_loop(row: Record, field: str = "parent") -> None:
    """Refuse a parent that is the record itself or lies below it; for trees kept by the parent alone."""
    parent = getattr(row, f"{field}_id")
    if parent is not None and row.pk in keys_above(type(row), parent, field):
        raise _loop(field)


def keys_above(model: type[Model], key: UUID, field: str = "parent") -> list[UUID]:
    """A record and all above it."""
    return _walk(model, [key], "t.id", f"found.{field}_id", field)


def keys_below(model: type[Model], keys: Sequence[UUID], field: str = "parent") -> list[UUID]:
    """Records and all below them."""
    return _walk(model, list(keys), f"t.{field}_id", "found.id", field)


def _walk(model: type[Model], keys: list[UUID], left: str, right: str, field: str) -> list[UUID]:
    """`union` drops what was met before, so that a loop made by other means still ends."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"with recursive found as (select id, {field}_id from {table} where id = any(%s::uuid[])"
            f" union select t.id, t.{field}_id from {table} t join found on {left} = {right})"
            " select id from found",
            [keys],
        )
        return [key for (key,) in cursor.fetchall()]


def _loop(field: str) -> RuleBroken:
    return RuleBroken(field, "loop", _("A record cannot lie below itself."))
