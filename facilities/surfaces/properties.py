"""Properties."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Question, Surface
from facilities.actions.areas import record_area
from facilities.actions.equipment import create_equipment
from facilities.actions.groups import link_properties
from facilities.actions.ownership import set_ownership
from facilities.actions.properties import create_property, delete_property, move_property, update_property
from facilities.actions.spaces import create_space
from facilities.models import (
    Equipment,
    LeaseProperty,
    OwnershipShare,
    Property,
    PropertyArea,
    PropertyAssociation,
    ReportingGroupMember,
    Space,
)
from facilities.space_trees import tree_of_spaces
from facilities.surfaces.lifecycle import LIFECYCLE


def _spaces(parents: Sequence[Any], actor: Actor) -> QuerySet[Space]:
    return Space.objects.visible_to(actor).filter(property__in=parents).order_by("path")


def _equipment(parents: Sequence[Any], actor: Actor) -> QuerySet[Equipment]:
    return Equipment.objects.visible_to(actor).filter(property__in=parents).order_by("name", "id")


def _ownership(parents: Sequence[Any], actor: Actor) -> QuerySet[OwnershipShare]:
    rows = OwnershipShare.objects.visible_to(actor).filter(property__in=parents)
    return rows.order_by("valid_from", "-share_percent", "id")


def _areas(parents: Sequence[Any], actor: Actor) -> QuerySet[PropertyArea]:
    rows = PropertyArea.objects.visible_to(actor).filter(property__in=parents)
    return rows.order_by("standard", "edition", "measured_on", "kind")


def _groups(parents: Sequence[Any], actor: Actor) -> QuerySet[ReportingGroupMember]:
    rows = ReportingGroupMember.objects.visible_to(actor).filter(property__in=parents)
    return rows.order_by("group__name", "id")


def _associations(parents: Sequence[Any], actor: Actor) -> QuerySet[PropertyAssociation]:
    rows = PropertyAssociation.objects.visible_to(actor).filter(from_property__in=parents)
    return rows.order_by("kind", "id")


def _leases(parents: Sequence[Any], actor: Actor) -> QuerySet[LeaseProperty]:
    rows = LeaseProperty.objects.visible_to(actor).filter(property__in=parents)
    return rows.order_by("lease__ends_on", "id")


_FACTS = (
    "name",
    "code",
    "portfolio",
    "region",
    "parent",
    "asset_class",
    "asset_type",
    "status",
    "tenure",
    "line1",
    "line2",
    "city",
    "state",
    "postal_code",
    "country",
    "latitude",
    "longitude",
    "time_zone",
    "gross_area",
    "rentable_area",
    "area_unit",
    "capacity",
    "year_built",
    "floors_count",
    "construction_type",
    "tags",
)
_SPACE = ("name", "code", "kind", "parent", "use", "occupancy", "capacity", "level", "area", "area_unit")
_EQUIPMENT = ("name", "code", "kind", "is_system", "space", "parent", "equipment_class", "status", "criticality")
_AREA = ("standard", "edition", "method", "kind", "value", "unit", "measured_by", "measured_on")
_SHARE = ("entity", "share_percent", "valid_from", "valid_to")
_LINK = ("to_property", "kind", "note")

properties = Surface(
    model=Property,
    slug="properties",
    scope="properties",
    prefix="P",
    icon="building",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "name", "city", "state", "region", "tenure", "status", "rentable_area", "year_built"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=(
        "name",
        "number",
        "code",
        "city",
        "state",
        "status",
        "tenure",
        "year_built",
        "rentable_area",
        "created_at",
        "updated_at",
    ),
    default_ordering=("name",),
    form=_FACTS,
    imports=_FACTS,
    read=_FACTS,
    write=_FACTS,
    bulk=("status", "tenure", "asset_class", "time_zone"),
    search={"number": "A", "name": "A", "code": "A", "line1": "B", "city": "B", "state": "B", "postal_code": "B"},
    includes=(
        Include(
            name="spaces",
            label=_("Spaces"),
            rows=_spaces,
            parent="property",
            read=("number", *_SPACE),
            create=create_space,
            write=_SPACE,
        ),
        Include(
            name="equipment",
            label=_("Equipment"),
            rows=_equipment,
            parent="property",
            read=("number", *_EQUIPMENT),
            create=create_equipment,
            write=_EQUIPMENT,
        ),
        Include(
            name="ownership",
            label=_("Ownership"),
            rows=_ownership,
            parent="property",
            read=_SHARE,
            write=_SHARE,
            replace=set_ownership,
        ),
        Include(
            name="areas", label=_("Areas"), rows=_areas, parent="property", read=_AREA, create=record_area, write=_AREA
        ),
        Include(name="reporting_groups", label=_("Groups"), rows=_groups, parent="property", read=("group",)),
        Include(
            name="associations",
            label=_("Linked properties"),
            rows=_associations,
            parent="from_property",
            read=_LINK,
            create=link_properties,
            write=_LINK,
        ),
        Include(name="leases", label=_("Leases"), rows=_leases, parent="property", read=("lease", "area", "area_unit")),
    ),
    questions=(Question(name="tree", label=_("Tree of spaces"), answer=tree_of_spaces),),
    phrases={
        "status": "%s",
        "portfolio": _("in %s"),
        "region": _("in %s"),
        "parent": _("part of %s"),
        "city": _("in %s"),
        "tags": _("tagged %s"),
        "created_at": _("added %s"),
        "updated_at": _("changed %s"),
    },
    groups=(
        (_("What it is"), ("name", "code", "asset_class", "asset_type", "status", "tenure", "tags")),
        (
            _("Where it is"),
            (
                "portfolio",
                "region",
                "parent",
                "line1",
                "line2",
                "city",
                "state",
                "postal_code",
                "country",
                "time_zone",
                "latitude",
                "longitude",
            ),
        ),
        (
            _("How large it is"),
            (
                "rentable_area",
                "gross_area",
                "area_unit",
                "floors_count",
                "capacity",
                "year_built",
                "construction_type",
            ),
        ),
    ),
    create=create_property,
    update=update_property,
    delete=delete_property,
    actions=(
        Action(
            verb="move",
            event="moved",
            label=_("Move"),
            run=move_property,
            inputs=("region", "portfolio", "parent"),
            icon="branch",
            help=_("Its spaces and equipment stay in it."),
        ),
        *LIFECYCLE,
    ),
)
