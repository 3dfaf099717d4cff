"""What may be done to ownership: groups, entities, and the shares of a property as one set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.references import refuse_if_referred_to
from core.writing import assign, changing, creating, deleting, touch
from facilities.models import OwnershipEntity, OwnershipGroup, OwnershipShare, Property
from facilities.shares import Share, find_wrong_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareGiven:
    """A share as it is given: who, how much, and its first and last day."""

    entity: OwnershipEntity
    share_percent: Decimal
    valid_from: date | None = None
    valid_to: date | None = None


def create_ownership_group(*, actor: Actor, **values: Any) -> OwnershipGroup:
    """Add a group of owners."""
    with creating(
        OwnershipGroup(**values),
        event="ownership_group.created",
        permission="facilities.add_ownershipgroup",
        actor=actor,
    ) as group:
        pass
    return group


def update_ownership_group(
    group: OwnershipGroup, *, actor: Actor, version: int | None = None, **values: Any
) -> OwnershipGroup:
    """Change what is known of a group of owners."""
    with changing(
        group,
        event="ownership_group.updated",
        permission="facilities.change_ownershipgroup",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
    return group


def delete_ownership_group(group: OwnershipGroup, *, actor: Actor, version: int | None = None) -> None:
    """Hide a group that no entity belongs to any more."""
    with deleting(
        group,
        event="ownership_group.deleted",
        permission="facilities.delete_ownershipgroup",
        actor=actor,
        version=version,
    ) as row:
        refuse_if_referred_to(row, actor=actor)


def create_ownership_entity(*, actor: Actor, **values: Any) -> OwnershipEntity:
    """Add somebody who owns property."""
    with creating(
        OwnershipEntity(**values),
        event="ownership_entity.created",
        permission="facilities.add_ownershipentity",
        actor=actor,
    ) as entity:
        pass
    return entity


def update_ownership_entity(
    entity: OwnershipEntity, *, actor: Actor, version: int | None = None, **values: Any
) -> OwnershipEntity:
    """Change what is known of an owner."""
    with changing(
        entity,
        event="ownership_entity.updated",
        permission="facilities.change_ownershipentity",
        actor=actor,
        version=version,
    ) as row:
        assign(row, values)
    return entity


def delete_ownership_entity(entity: OwnershipEntity, *, actor: Actor, version: int | None = None) -> None:
    """Hide an owner who holds no share of anything, past shares included: history needs their owner."""
    with deleting(
        entity,
        event="ownership_entity.deleted",
        permission="facilities.delete_ownershipentity",
        actor=actor,
        version=version,
    ) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def set_ownership(
    property_: Property, *, shares: Sequence[ShareGiven], actor: Actor, version: int | None = None
) -> Property:
    """Say who owns a property, past and future included, in place of what was said before.

    On any day the shares add up to exactly 100 %, or nobody is named; otherwise the first wrong day is told.
    """
    event = "property.ownership_set"
    with changing(
        property_, event=event, permission="facilities.change_property", actor=actor, version=version
    ):  # locks the property, so that two sets given at once cannot mix
        refuse_wrong_sums(shares)
    if _replace_shares(property_, shares, actor=actor):
        touch(property_, event=event, actor=actor)
        property_.refresh_from_db(fields=["version", "touched_at", "updated_at", "updated_by"])
    return property_


def refuse_wrong_sums(shares: Sequence[ShareGiven]) -> None:
    """Refuse a set in which some day has owners but not exactly 100 %."""
    for position, share in enumerate(shares):
        if share.valid_from and share.valid_to and share.valid_to < share.valid_from:
            raise RuleBroken(f"shares.{position}.valid_to", "order", _("The last day is before the first."))
    wrong = find_wrong_day([Share(s.share_percent, s.valid_from, s.valid_to) for s in shares])
    if wrong is None:
        return
    day, total = wrong
    percent = f"{total.normalize():f}"
    if day == date.min:
        message = _("From the beginning the shares add up to %(total)s %%, not to 100 %%.") % {"total": percent}
    else:
        told = {"day": date_format(day, "DATE_FORMAT"), "total": percent}
        message = _("On %(day)s the shares add up to %(total)s %%, not to 100 %%.") % told
    raise RuleBroken("shares", "not-a-whole", message, extra={"day": day.isoformat(), "total": percent})


def _replace_shares(property_: Property, shares: Sequence[ShareGiven], *, actor: Actor) -> bool:
    """Whether anything changed. Rows that stay as they are keep their identity and history."""
    present = {(row.entity_id, row.valid_from): row for row in OwnershipShare.objects.filter(property_id=property_.pk)}
    wanted = [(share.entity.pk, share.valid_from) for share in shares]
    gone = [row for key, row in present.items() if key not in wanted]
    for row in gone:
        with deleting(row, event="ownership_share.deleted", actor=actor):
            pass
    changes = [
        _write_share(property_, present.get(key), share, position, actor)
        for position, (key, share) in enumerate(zip(wanted, shares, strict=True))
    ]
    return bool(gone) or any(changes)


def _write_share(
    property_: Property, row: OwnershipShare | None, share: ShareGiven, position: int, actor: Actor
) -> bool:
    try:
        if row is None:
            made = OwnershipShare(
                property=property_, entity=share.entity, valid_from=share.valid_from, valid_to=share.valid_to
            )
            made.share_percent = share.share_percent
            with creating(made, event="ownership_share.created", actor=actor):
                pass
            return True
        before = row.version
        with changing(row, event="ownership_share.updated", actor=actor) as stored:
            stored.share_percent, stored.valid_to = share.share_percent, share.valid_to
        return row.version != before
    except RuleBroken as error:
        problems = [Problem(f"shares.{position}.{one.field}", one.code, one.message) for one in error.problems]
        raise RuleBroken(problems=problems, status=error.status) from error
