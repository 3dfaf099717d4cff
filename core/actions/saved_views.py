"""Keeping, changing and dropping saved views. Only its owner changes a view, also a shared one."""

from typing import Any
from uuid import UUID

from core.actor import Actor
from core.errors import NotPermitted
from core.saved_views import SavedView
from core.writing import changing, creating, deleting


def create_saved_view(*, actor: Actor, surface: str, name: str, **values: Any) -> SavedView:
    """Keep a list under a name. A view that opens first takes that from the owner's former one."""
    view = SavedView(surface=surface, name=name, owner_id=_person(actor), **values)
    with creating(view, event="saved_view.created", actor=actor):
        if view.is_default:
            _take_default(view, actor)
    return view


def update_saved_view(view: SavedView, *, actor: Actor, **values: Any) -> SavedView:
    """Change one's own view."""
    _require_owner(view, actor)
    with changing(view, event="saved_view.updated", actor=actor) as row:
        for name, value in values.items():
            setattr(row, name, value)
        if values.get("is_default"):
            _take_default(row, actor)
    return view


def delete_saved_view(view: SavedView, *, actor: Actor) -> None:
    """Drop one's own view; the records it showed stay."""
    _require_owner(view, actor)
    with deleting(view, event="saved_view.deleted", actor=actor):
        pass


def _person(actor: Actor) -> UUID:
    """Views belong to people; the system has no list to look at."""
    if actor.person_id is None:
        raise NotPermitted("core.add_savedview")
    return actor.person_id


def _take_default(view: SavedView, actor: Actor) -> None:
    """From the owner's former one, in the same write: a view that is refused takes nothing."""
    rows = SavedView.objects.visible_to(actor).filter(surface=view.surface, owner_id=view.owner_id, is_default=True)
    for former in rows.exclude(pk=view.pk):
        with changing(former, event="saved_view.updated", actor=actor) as row:
            row.is_default = False


def _require_owner(view: SavedView, actor: Actor) -> None:
    if view.owner_id != actor.person_id and not actor.is_system:
        raise NotPermitted("core.change_savedview")
