"""The first lock on tenancy: what an actor may see, asked in one place by every list, form field, file and count."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from core.actor import Actor
from core.errors import Gone, NotVisible

if TYPE_CHECKING:
    from core.changes import Change
    from core.records import Owned

M = TypeVar("M", bound="Owned | Change")


class OwnedQuerySet(models.QuerySet[M]):
    """Rows of one organization, narrowed to the actor's scope."""

    def visible_to(self, actor: Actor) -> Self:
        """Everything that exists for `actor`: its organization, its scope, not deleted."""
        return self._narrowed(actor, self.model.alive)

    def within(self, actor: Actor) -> Self:
        """Rows of the actor's organization and scope, deleted ones too."""
        return self._narrowed(actor, {})

    def _narrowed(self, actor: Actor, alive: Mapping[str, object]) -> Self:
        # Each call of filter() copies the query: a condition that says nothing gets none.
        rows = self.filter(organization_id=actor.organization_id, **alive)
        if actor.is_system:
            return rows
        if not actor.scope.everything:
            rows = rows.filter(self.model.scope_condition(actor))
        personal = self.model.personal_condition(actor)
        return rows.filter(personal) if personal else rows

    def get_visible(self, actor: Actor, **lookup: Any) -> M:
        """The one record, or NotVisible; Gone when it was deleted and `actor` could have seen it."""
        try:
            return self.visible_to(actor).get(**lookup)
        except self.model.DoesNotExist:
            raise self.missing(actor, **lookup) from None

    def missing(self, actor: Actor, **lookup: Any) -> NotVisible | Gone:
        """Why there is no such record for `actor`."""
        if "deleted_at__isnull" in self.model.alive:
            rows = self.within(actor).filter(deleted_at__isnull=False, **lookup)
            deleted_at = rows.values_list("deleted_at", flat=True).first()
            if deleted_at is not None:
                return Gone(deleted_at)
        return NotVisible(self.model._meta.label)
