"""What may be done to teams: making them, and saying who is in them, in which trades and where."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Person
from core.actor import Actor
from core.errors import RuleBroken
from core.picklists import PicklistItem
from core.records import Owned
from core.references import refuse_if_referred_to
from core.rules import unknown_reference
from core.writing import assign, changing, creating, deleting, lock, touch
from facilities.models import Property, Region
from workorders.members import members_of
from workorders.models import Team, TeamMember, TeamPlace, TeamTrade

P = TypeVar("P", bound=Owned)


def create_team(*, actor: Actor, **values: Any) -> Team:
    """Add a team. Its people, trades and places are added to it afterwards."""
    with creating(Team(**values), event="team.created", permission="workorders.add_team", actor=actor) as team:
        pass
    return team


def update_team(team: Team, *, actor: Actor, version: int | None = None, **values: Any) -> Team:
    """Change what is known of a team."""
    with changing(team, event="team.updated", permission="workorders.change_team", actor=actor, version=version) as row:
        assign(row, values)
    return team


def delete_team(team: Team, *, actor: Actor, version: int | None = None) -> None:
    """Hide a team for ninety days. One that has work stays; it may be archived."""
    with deleting(team, event="team.deleted", permission="workorders.delete_team", actor=actor, version=version) as row:
        refuse_if_referred_to(row, actor=actor)


@transaction.atomic
def add_team_member(team: Team, *, actor: Actor, person: Person | UUID, is_lead: bool = False) -> TeamMember:
    """Take a member of the organization into the team, or say that one who is in it leads it or no longer does."""
    lock(team, actor=actor)
    key = member_key(person, actor)
    present = TeamMember.objects.visible_to(actor).filter(team=team, person_id=key).first()
    if present is None:
        return _add(team, TeamMember(team=team, person_id=key, is_lead=is_lead), "member", actor)
    event = "team.member_added"
    with changing(present, event=event, permission="workorders.add_member_team", actor=actor) as row:
        row.is_lead = is_lead
    _moved(team, event, actor)
    return present


@transaction.atomic
def drop_team_member(team: Team, *, actor: Actor, person: Person | UUID) -> None:
    """Take somebody out of the team. What they are assigned stays theirs."""
    _drop(team, TeamMember, "member", actor, person=_key(person))


@transaction.atomic
def add_team_trade(team: Team, *, actor: Actor, trade: PicklistItem | UUID) -> TeamTrade:
    """Say that the team takes work in a trade."""
    lock(team, actor=actor)
    return _add(team, TeamTrade(team=team, trade_id=trade_key(trade, actor)), "trade", actor)


@transaction.atomic
def drop_team_trade(team: Team, *, actor: Actor, trade: PicklistItem | UUID) -> None:
    """Say that the team no longer takes work in a trade."""
    _drop(team, TeamTrade, "trade", actor, trade=_key(trade))


@transaction.atomic
def add_team_place(
    team: Team, *, actor: Actor, region: Region | UUID | None = None, property: Property | UUID | None = None
) -> TeamPlace:
    """Say that the team covers a region with everything in it, or a property. Without any it covers everything."""
    lock(team, actor=actor)
    if (region is None) == (property is None):
        raise RuleBroken("property", "one-place", _("Name a region or a property."))
    place = TeamPlace(team=team, region_id=_key(region), property_id=_key(property))
    return _add(team, place, "place", actor)


@transaction.atomic
def drop_team_place(
    team: Team, *, actor: Actor, region: Region | UUID | None = None, property: Property | UUID | None = None
) -> None:
    """Say that the team no longer covers a region or property."""
    _drop(team, TeamPlace, "place", actor, region=_key(region), property=_key(property))


def _add(team: Team, part: P, what: str, actor: Actor) -> P:
    event = f"team.{what}_added"
    with creating(part, event=event, permission=f"workorders.add_{what}_team", actor=actor):
        pass
    _moved(team, event, actor)
    return part


def _drop(team: Team, model: type[Owned], what: str, actor: Actor, **named: UUID | None) -> None:
    """Delete the part that is named; what is no part of the team is said so at the field."""
    lock(team, actor=actor)
    permission, event = f"workorders.drop_{what}_team", f"team.{what}_dropped"
    actor.require(permission)
    keys = {f"{name}_id": key for name, key in named.items()}
    part = model.objects.visible_to(actor).filter(Q(team_id=team.pk, **keys)).first()
    if part is None:
        field = next((name for name, key in named.items() if key is not None), next(iter(named)))
        raise RuleBroken(field, "not-in-team", _("The team has no such entry."), status=409)
    with deleting(part, event=event, actor=actor):
        pass
    _moved(team, event, actor)


def _moved(team: Team, event: str, actor: Actor) -> None:
    touch(team, event=event, actor=actor)
    team.refresh_from_db(fields=["version", "updated_at", "updated_by", "touched_at"])


def member_key(person: Person | UUID, actor: Actor) -> UUID:
    key = _key(person)
    if key not in members_of({key}, actor):
        raise RuleBroken(problems=[unknown_reference("person")])
    return key


def trade_key(trade: PicklistItem | UUID, actor: Actor) -> UUID:
    """An entry of the organization's list of trades."""
    key = _key(trade)
    if not PicklistItem.objects.visible_to(actor).filter(pk=key, list="trade").exists():
        raise RuleBroken(problems=[unknown_reference("trade")])
    return key


def _key(one: Any) -> Any:
    return getattr(one, "pk", one)
