"""Beside the tree: groups of properties that are reported together, and links between two of them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.db.constraints import one_of
from core.records import Owned, OwnedReference, Record
from facilities.choices import AssociationKind, GroupKind
from facilities.models.properties import Property
from facilities.scoping import place_condition


class ReportingGroup(Record):
    """Properties that are looked at together across regions: a campus, a fund, a view. One may be in several."""

    module = "reporting_group"

    name = models.CharField(_("name"), max_length=120)
    code = models.CharField(_("code"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind, default=GroupKind.OTHER)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("reporting group")
        verbose_name_plural = _("reporting groups")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="reporting_group_by_name"),
            models.Index(fields=["organization", "kind", "id"], name="reporting_group_by_kind"),
            models.Index(fields=["organization", "updated_at", "id"], name="reporting_group_sync"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="reporting_group_number_once"),
            models.UniqueConstraint(
                fields=["organization", "kind", "name"],
                name="reporting_group_name_taken",
                condition=Q(deleted_at__isnull=True),
                violation_error_message=_("Another group of this kind already has this name."),
            ),
            one_of("kind", GroupKind, name="reporting_group_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Groups that hold a property that is seen."""
        members = ReportingGroupMember.objects.filter(place_condition(actor, "property__"))
        return Q(id__in=members.values("group_id"))


class ReportingGroupMember(Owned):
    """One property of a reporting group."""

    module = "reporting_group_member"
    in_sight = ("group", "property")
    alive = {"group__deleted_at__isnull": True, "property__deleted_at__isnull": True}

    group = OwnedReference(
        ReportingGroup, models.CASCADE, verbose_name=_("group"), related_name="members", db_index=False
    )
    property = OwnedReference(Property, models.CASCADE, verbose_name=_("property"), related_name="memberships")

    class Meta:
        verbose_name = _("member of a reporting group")
        verbose_name_plural = _("members of reporting groups")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "group", "property"],
                name="reporting_group_member_once",
                violation_error_message=_("This property is in the group already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.property}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Members that are seen."""
        return place_condition(actor, "property__")


class PropertyAssociation(Owned):
    """A named link from one property to another: they adjoin, share a plant, form a campus."""

    module = "property_association"
    in_sight = ("from_property", "to_property")
    alive = {"from_property__deleted_at__isnull": True, "to_property__deleted_at__isnull": True}

    from_property = OwnedReference(
        Property, models.CASCADE, verbose_name=_("from"), related_name="associations", db_index=False
    )
    to_property = OwnedReference(Property, models.CASCADE, verbose_name=_("to"), related_name="reverse_associations")
    kind = models.CharField(_("kind"), max_length=20, choices=AssociationKind)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("link between properties")
        verbose_name_plural = _("links between properties")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "from_property", "to_property", "kind"],
                name="property_association_once",
                violation_error_message=_("These properties are linked in this way already."),
            ),
            models.CheckConstraint(
                condition=~Q(from_property=F("to_property")),
                name="property_association_of_two",
                violation_error_message=_("A property is not linked with itself."),
                violation_error_code="self",
            ),
            one_of("kind", AssociationKind, name="property_association_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.from_property} → {self.to_property}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> Q:
        """Links of which both ends are seen: one end would tell of the other."""
        return place_condition(actor, "from_property__") & place_condition(actor, "to_property__")
