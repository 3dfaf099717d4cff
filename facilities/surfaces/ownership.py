"""Owners and the groups in which properties are reported."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_creates, plain_updates, settle_nothing
from core.surfaces import Include, Surface
from facilities.actions.groups import (
    create_reporting_group,
    delete_reporting_group,
    set_members,
    update_reporting_group,
)
from facilities.actions.ownership import (
    create_ownership_entity,
    create_ownership_group,
    delete_ownership_entity,
    delete_ownership_group,
    update_ownership_entity,
    update_ownership_group,
)
from facilities.models import OwnershipEntity, OwnershipGroup, OwnershipShare, ReportingGroup, ReportingGroupMember
from facilities.surfaces.lifecycle import LIFECYCLE


def _entities(parents: Sequence[Any], actor: Actor) -> QuerySet[OwnershipEntity]:
    return OwnershipEntity.objects.visible_to(actor).filter(group__in=parents).order_by("name", "id")


def _shares(parents: Sequence[Any], actor: Actor) -> QuerySet[OwnershipShare]:
    return OwnershipShare.objects.visible_to(actor).filter(entity__in=parents).order_by("property__name", "valid_from")


def _members(parents: Sequence[Any], actor: Actor) -> QuerySet[ReportingGroupMember]:
    return ReportingGroupMember.objects.visible_to(actor).filter(group__in=parents).order_by("property__name", "id")


_OWNERS = ("name", "code", "currency", "description")
_ENTITY = ("name", "code", "kind", "group", "country", "currency", "description")
_REPORTING = ("name", "code", "kind", "description")

ownership_groups = Surface(
    model=OwnershipGroup,
    slug="ownership-groups",
    scope="properties",
    prefix="OG",
    icon="users",
    columns=("number", *_OWNERS, "created_at", "updated_at"),
    default_columns=("number", "name", "code", "currency"),
    filters=("number", "name", "code", "currency", "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_OWNERS,
    imports=_OWNERS,
    read=_OWNERS,
    write=_OWNERS,
    search={"number": "A", "name": "A", "code": "A", "description": "C"},
    bulk=("currency",),
    includes=(
        Include(
            name="entities",
            label=_("Entities"),
            rows=_entities,
            parent="group",
            read=("number", "name", "code", "kind", "country"),
        ),
    ),
    create=create_ownership_group,
    update=update_ownership_group,
    delete=delete_ownership_group,
    create_many=plain_creates(OwnershipGroup),
    update_many=plain_updates(OwnershipGroup),
    settle_many=settle_nothing,
    actions=LIFECYCLE,
)

ownership_entities = Surface(
    model=OwnershipEntity,
    slug="ownership-entities",
    scope="properties",
    prefix="OE",
    icon="user",
    columns=("number", *_ENTITY, "created_at", "updated_at"),
    default_columns=("number", "name", "code", "kind", "group", "country"),
    filters=("number", "name", "code", "kind", "group", "country", "currency", "created_at", "updated_at"),
    ordering=("name", "number", "updated_at"),
    default_ordering=("name",),
    form=_ENTITY,
    imports=_ENTITY,
    read=_ENTITY,
    write=_ENTITY,
    search={"number": "A", "name": "A", "code": "A", "description": "C"},
    bulk=("kind", "group", "country", "currency"),
    includes=(
        Include(
            name="shares",
            label=_("Shares"),
            rows=_shares,
            parent="entity",
            read=("property", "share_percent", "valid_from", "valid_to"),
        ),
    ),
    create=create_ownership_entity,
    update=update_ownership_entity,
    delete=delete_ownership_entity,
    create_many=plain_creates(OwnershipEntity),
    update_many=plain_updates(OwnershipEntity),
    settle_many=settle_nothing,
    actions=LIFECYCLE,
)

reporting_groups = Surface(
    model=ReportingGroup,
    slug="reporting-groups",
    scope="properties",
    prefix="G",
    icon="board",
    columns=("number", *_REPORTING, "created_at", "updated_at"),
    default_columns=("number", "name", "code", "kind"),
    filters=("number", "name", "code", "kind", "created_at", "updated_at"),
    ordering=("name", "number", "kind", "updated_at"),
    default_ordering=("name",),
    form=_REPORTING,
    imports=_REPORTING,
    read=_REPORTING,
    write=_REPORTING,
    search={"number": "A", "name": "A", "code": "A", "description": "C"},
    bulk=("kind",),
    includes=(
        Include(
            name="members",
            label=_("Properties"),
            rows=_members,
            parent="group",
            read=("property",),
            write=("property",),
            replace=set_members,
        ),
    ),
    create=create_reporting_group,
    update=update_reporting_group,
    delete=delete_reporting_group,
    create_many=plain_creates(ReportingGroup),
    update_many=plain_updates(ReportingGroup),
    settle_many=settle_nothing,
    actions=LIFECYCLE,
)
