"""What may be done to reporting groups and to links between properties."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from core.acting import set_event
from core.actor import Actor
from core.errors import RuleBroken
from core.references import refuse_if_referred_to
from core.rules import unknown_reference
from core.writing import assign, changing, creating, deleting, touch
from facilities.models import Property, PropertyAssociation, ReportingGroup, ReportingGroupMember


@transaction.atomic
def create_reporting_group(*, actor: Actor, properties: Sequence[Property] = (), **values: Any) -> ReportingGroup:
    """Add a group of properties that are reported together."""
    with creating(
        ReportingGroup(**values),
        event="reporting_group.created",
        permission="facilities.add_reportinggroup",
        actor=actor,
    ) as group:
        pass
    _replace_members(group, properties, actor=actor)
    return group


def update_reporting_group(
    group: ReportingGroup, *, actor: Actor, version: int | None = None, **values: Any
) -> ReportingGroup:
    """Change what is known of a reporting group."""
    with changing(
        group,
        event="reporting_group.updated",
        permission="facilities.change_reportinggroup",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
    return group


@transaction.atomic
def set_members(
    group: ReportingGroup, *, properties: Sequence[Property], actor: Actor, version: int | None = None
) -> ReportingGroup:
    """Say which properties are in the group, in place of those before. Members outside one's scope stay in it."""
    event = "reporting_group.members_set"
    with changing(
        group, event=event, permission="facilities.change_reportinggroup", actor=actor, version=version
    ):  # locks the group, so that two sets given at once cannot mix
        pass
    if _replace_members(group, properties, actor=actor):
        touch(group, event=event, actor=actor)
        group.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
    return group


def delete_reporting_group(group: ReportingGroup, *, actor: Actor, version: int | None = None) -> None:
    """Hide a reporting group; its properties stay as they are."""
    with deleting(
        group,
        event="reporting_group.deleted",
        permission="facilities.delete_reportinggroup",
        actor=actor,
        version=version,
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def link_properties(*, actor: Actor, **values: Any) -> PropertyAssociation:
    """Link two properties, `from_property` and `to_property`, by a `kind`."""
    with creating(
        PropertyAssociation(**values),
        event="property_association.created",
        permission="facilities.change_property",
        actor=actor,
    ) as link:
        pass
    return link


def unlink_properties(link: PropertyAssociation, *, actor: Actor, version: int | None = None) -> None:
    """Take a link between two properties away."""
    with deleting(
        link,
        event="property_association.deleted",
        permission="facilities.change_property",
        actor=actor,
        version=version,
    ):
        pass


def _replace_members(group: ReportingGroup, properties: Sequence[Property], *, actor: Actor) -> bool:
    """Whether anything changed."""
    wanted = {property_.pk for property_ in properties}
    if Property.objects.visible_to(actor).filter(pk__in=wanted).count() != len(wanted):
        raise RuleBroken(problems=[unknown_reference("properties")])
    present = {row.property_id: row for row in ReportingGroupMember.objects.visible_to(actor).filter(group_id=group.pk)}
    gone = [row for key, row in present.items() if key not in wanted]
    for row in gone:
        with deleting(row, event="reporting_group_member.deleted", actor=actor):
            pass
    added = sorted(wanted - present.keys())
    set_event("reporting_group_member.created")
    ReportingGroupMember.objects.bulk_create(
        ReportingGroupMember(organization_id=actor.organization_id, group=group, property_id=key) for key in added
    )
    set_event("")
    return bool(gone or added)
