"""A request link: a private address, or a QR code on a wall, by which people report without an account."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.records import OwnedReference, Record
from facilities.scoping import place_condition


class RequestLink(Record):
    """The way in for people without an account, at one place. Whoever has its address may report there."""

    module = "request_link"

    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("Empty: the name of the place."))
    property = OwnedReference(
        "facilities.Property", verbose_name=_("property"), related_name="request_links", db_index=False
    )
    space = OwnedReference(
        "facilities.Space", verbose_name=_("space"), related_name="request_links", null=True, blank=True, db_index=False
    )
    equipment = OwnedReference(
        "facilities.Equipment",
        verbose_name=_("equipment"),
        related_name="request_links",
        null=True,
        blank=True,
        db_index=False,
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Off: its address answers as if there were none.")
    )
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    # Grows when the address is replaced: what was printed before opens nothing any more.
    generation = models.PositiveIntegerField(_("generation"), default=1, editable=False)
    rotated_at = models.DateTimeField(_("address replaced"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("request link")
        verbose_name_plural = _("request links")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="request_link_by_name"),
            models.Index(fields=["organization", "-created_at", "-id"], name="request_link_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="request_link_sync"),
            models.Index(fields=["organization", "property"], name="request_link_by_property"),
            models.Index(fields=["space"], name="request_link_by_space", condition=Q(space__isnull=False)),
            models.Index(fields=["equipment"], name="request_link_by_equipment", condition=Q(equipment__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="request_link_number_once")]

    def __str__(self) -> str:
        return self.name

    def place(self) -> Record:
        """The most exact place it stands for."""
        return self.equipment or self.space or self.property

    def is_open(self) -> bool:
        """Whether its address lets people in now."""
        ends = (self.archived_at, self.deleted_at)
        is_over = self.expires_at is not None and self.expires_at <= timezone.now()
        return self.is_active and not any(ends) and not is_over

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Links at the properties of the scope."""
        return place_condition(actor, "property__")
