"""Saved views: a list's conditions, columns and order under a name, for oneself or for everybody."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.querysets import OwnedQuerySet
from core.records import Owned


class SavedView(Owned):
    """What somebody wants to see of a module again: the question of a list's address, with a name.

    A private view is its owner's alone; a shared one is seen by everybody who sees the module.
    """

    module = "saved_view"
    personal = Personal(named=(Named(account="owner", tells=("surface", "name", "parameters")),))

    surface = models.CharField(_("module"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("owner"), related_name="+", db_index=False
    )
    is_shared = models.BooleanField(_("everybody sees it"), default=False)
    is_default = models.BooleanField(_("opens first"), default=False)
    parameters = models.TextField(_("question"), blank=True, max_length=4000)

    class Meta:
        db_table = "core_saved_view"
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["organization", "surface", "name"], name="saved_view_by_surface")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "surface", "owner", "name"],
                name="saved_view_name_taken",
                violation_error_message=_("You already have a view of this name."),
            ),
            models.UniqueConstraint(
                fields=["organization", "surface", "owner"],
                condition=Q(is_default=True),
                name="saved_view_one_default",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def visible_views(actor: Actor, surface: str) -> OwnedQuerySet:
    """One's own views of a module and those shared by others, by name."""
    rows = SavedView.objects.visible_to(actor).filter(surface=surface)
    return rows.filter(Q(owner_id=actor.person_id) | Q(is_shared=True)).order_by("name", "id")
