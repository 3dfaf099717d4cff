"""The tabs of a record: its own parts, and every module that refers to it, each with its count."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.documents.models import DocumentLink
from core.pages.requests import PageRequest
from core.reading.rows import count_each
from core.records import Record
from core.surfaces import Include, Surface, surfaces


@dataclass(frozen=True)
class Related:
    """A module whose records refer to this one by `field`."""

    surface: Surface
    field: str

    @property
    def key(self) -> str:
        return self.surface.slug

    @property
    def always(self) -> bool:
        """A module of its own has its tab also while it is empty: there the first is added."""
        return self.surface.model._meta.get_field(self.field).related_model is not self.surface.model

    @property
    def label(self) -> str:
        return capfirst(self.surface.plural) if self.always else str(_("Parts"))

    def rows(self, request: PageRequest, record: Record) -> QuerySet[Any]:
        """The records that refer to it, as the module's own list shows them."""
        rows = self.surface.model.objects.visible_to(request.actor)
        return rows.filter(**{self.field: record.pk, "archived_at__isnull": True})


@dataclass(frozen=True)
class Part:
    """An include of the record, as a tab."""

    include: Include

    @property
    def always(self) -> bool:
        """Parts that a record has none of need a tab only where the first is named there."""
        return self.is_whole

    @property
    def is_whole(self) -> bool:
        """Whether its rows are said together, on a page of their own."""
        return self.include.replace is not None

    @property
    def key(self) -> str:
        return self.include.name.replace("_", "-")

    @property
    def label(self) -> str:
        return capfirst(str(self.include.label))

    def rows(self, request: PageRequest, record: Record) -> QuerySet[Any]:
        """The rows that belong to the record."""
        return self.include.rows([record.pk], request.actor)


@dataclass(frozen=True)
class Documents:
    """The files of the record, as a tab."""

    key = "documents"
    always = True

    @property
    def label(self) -> str:
        return _("Documents")

    def rows(self, request: PageRequest, record: Record) -> QuerySet[Any]:
        """The links of its documents."""
        return DocumentLink.objects.visible_to(request.actor).filter(record_id=record.pk)


Tab = Related | Part | Documents


def tabs_of(request: PageRequest, surface: Surface) -> list[Tab]:
    """What a record of this module has tabs for, as far as the person may view it."""
    related = [one for one in related_modules(surface) if request.actor.may(one.surface.permission("view"))]
    shown = {one.surface.model for one in related}
    # A part that is a module of its own comes as that module's table.
    parts = [Part(one) for one in surface.includes if one.rows([], request.actor).model not in shown]
    return [*related, *parts, Documents()]


def related_modules(surface: Surface) -> Iterable[Related]:
    """Modules that refer to this one by a field that their list can be filtered by."""
    for other in surfaces():
        for field in other.model._meta.concrete_fields:
            if field.is_relation and field.related_model is surface.model and field.name in other.filters:
                yield Related(other, field.name)
                break


def count_tabs(request: PageRequest, record: Record, tabs: list[Tab]) -> dict[str, int]:
    """How many rows each tab has, in one statement."""
    return count_each({tab.key: tab.rows(request, record) for tab in tabs})
