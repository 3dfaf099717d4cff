"""Leases."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.bulk import plain_updates
from core.surfaces import Include, Surface
from facilities.actions.leases import create_lease, delete_lease, set_leased_properties, update_lease
from facilities.models import Lease, LeaseProperty
from facilities.surfaces.lifecycle import LIFECYCLE


def _properties(parents: Sequence[Any], actor: Actor) -> QuerySet[LeaseProperty]:
    return LeaseProperty.objects.visible_to(actor).filter(lease__in=parents).order_by("property__name", "id")


_FACTS = ("lease_number", "lessor", "starts_on", "ends_on", "notes")

leases = Surface(
    model=Lease,
    slug="leases",
    scope="properties",
    prefix="L",
    icon="file",
    title="lease_number",
    columns=("number", *_FACTS, "created_at", "updated_at"),
    default_columns=("number", "lease_number", "lessor", "starts_on", "ends_on"),
    filters=("number", *_FACTS, "created_at", "updated_at"),
    ordering=("ends_on", "starts_on", "lease_number", "number", "updated_at"),
    default_ordering=("ends_on",),
    form=_FACTS,
    imports=_FACTS,
    read=_FACTS,
    write=_FACTS,
    search={"number": "A", "lease_number": "A", "lessor": "A", "notes": "C"},
    bulk=("lessor", "ends_on"),
    includes=(
        Include(
            name="properties",
            label=_("Properties"),
            rows=_properties,
            parent="lease",
            read=("property", "area", "area_unit"),
            write=("property", "area", "area_unit"),
            replace=set_leased_properties,
        ),
    ),
    create=create_lease,
    update=update_lease,
    delete=delete_lease,
    update_many=plain_updates(Lease),
    actions=LIFECYCLE,
)
