"""Roles and memberships: what somebody may do, where, and from when to when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import RoleTemplate
from core.personal import Named, Personal
from core.records import Owned, OwnedReference


class Role(Owned):
    """A set of permissions with a name. Roles start as copies of a template and are the organization's to change."""

    module = "role"

    name = models.CharField(_("name"), max_length=80)
    template = models.CharField(_("template"), max_length=30, choices=RoleTemplate, blank=True)
    permissions = ArrayField(models.CharField(max_length=100), verbose_name=_("permissions"), default=list, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="role_name_taken",
                violation_error_message=_("Another role already has this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Owned):
    """One person's place in one organization: a role, where it holds, and its first and last day."""

    module = "membership"
    personal = Personal(
        named=(Named(account="person", tells=("role__name", "whole_organization", "starts_on", "ends_on")),)
    )

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="memberships"
    )
    role = OwnedReference(Role, verbose_name=_("role"), related_name="memberships")
    whole_organization = models.BooleanField(
        _("whole organization"),
        default=True,
        help_text=_("Otherwise only the places named below, and what is in them."),
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"],
                name="membership_once",
                violation_error_message=_("This person is a member already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_dates_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


class MembershipPlace(Owned):
    """One portfolio, region or property a membership is limited to. What is below it is included."""

    module = "membership_place"
    personal = Personal(named=(Named(of="membership", tells=("kind", "place_id")),))

    membership = OwnedReference(Membership, models.CASCADE, verbose_name=_("membership"), related_name="places")
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=[("portfolio", _("portfolio")), ("region", _("region")), ("property", _("property"))],
    )
    # No key: accounts lie below facilities. `accounts.actions` checks that the place exists and is visible.
    place_id = models.UUIDField(_("place"))

    class Meta:
        verbose_name = _("place of a membership")
        verbose_name_plural = _("places of memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "membership", "kind", "place_id"], name="membership_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place_id}"
