"""The records that documents belong to, as a person may know of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast

from core.actor import Actor
from core.documents.models import DocumentLink
from core.surfaces import Surface, surface_named


@dataclass(frozen=True, slots=True)
class Linked:
    """A record that a document belongs to."""

    surface: Surface
    number: int
    label: str

    @property
    def reference(self) -> str:
        return f"{self.surface.prefix}-{self.number}"


def links_of(documents: Iterable[UUID], actor: Actor) -> list[DocumentLink]:
    """Every link of the documents, the first first. What they lead to may be out of the actor's sight."""
    rows = DocumentLink._base_manager.filter(organization_id=actor.organization_id, document_id__in=list(documents))
    return list(rows.order_by("created_at", "id"))


def linked_records(links: Iterable[DocumentLink], actor: Actor) -> Mapping[UUID, Linked]:
    """Those of the linked records that the actor sees, by id: one statement, whatever modules they are of."""
    wanted: dict[str, set[UUID]] = {}
    for link in links:
        wanted.setdefault(link.record_module, set()).add(link.record_id)
    seen = {module: surface_named(module) for module in wanted if actor.may(surface_named(module).permission("view"))}
    parts = [_names(surface, wanted[module], actor) for module, surface in seen.items()]
    rows = parts[0].union(*parts[1:], all=True) if parts else ()
    return {key: Linked(seen[module], number, title) for module, key, number, title in rows}


def _names(surface: Surface, ids: set[UUID], actor: Actor) -> QuerySet[Any, Any]:
    rows = surface.model.objects.visible_to(actor).filter(pk__in=ids).order_by()
    named = rows.annotate(
        linked_module=Value(surface.module, TextField()), linked_title=Cast(surface.title, TextField())
    )
    return named.values_list("linked_module", "pk", "number", "linked_title")
