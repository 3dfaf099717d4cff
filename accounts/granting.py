"""Nobody grants more than they hold: not to a person, not to a role, not to a program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership, MembershipPlace, Role
from accounts.permissions import all_permissions, expand
from accounts.scopes import SCOPES, covers
from core.actor import Actor
from core.errors import RuleBroken

# Named, not imported: accounts lie below facilities.
PLACE_MODELS = {"portfolio": "facilities.Portfolio", "region": "facilities.Region", "property": "facilities.Property"}
FORBIDDEN = 403


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A portfolio, region or property that a membership is limited to."""

    kind: str
    id: UUID


def place_model(kind: str) -> Any:
    """The model behind a kind of place."""
    return apps.get_model(PLACE_MODELS[kind])


def places_of(membership: Membership) -> frozenset[Place]:
    """The places a membership is limited to; none for one that holds everywhere."""
    rows = MembershipPlace.objects.filter(organization_id=membership.organization_id, membership_id=membership.pk)
    return frozenset(Place(kind, place_id) for kind, place_id in rows.values_list("kind", "place_id"))


def check_permissions(granted: Iterable[str], *, actor: Actor, field: str = "permissions") -> None:
    """Refuse a permission that does not exist, and one that the actor does not hold."""
    granted = set(granted)
    unknown = granted - {*all_permissions(), "*"}
    if unknown:
        raise RuleBroken(field, "unknown-permission", _("There is no permission “%s”.") % min(unknown))
    lacking = () if actor.is_system else expand(granted) - actor.permissions
    if lacking:
        raise more_than_own(field, "insufficient-permission", _("You do not hold “%s” yourself.") % min(lacking))


def check_scopes(scopes: Sequence[str], *, actor: Actor) -> None:
    """Refuse a scope that does not exist, and one that the actor's own token does not have."""
    if not scopes:
        raise RuleBroken("scopes", "required", _("Choose at least one scope."))
    for scope in scopes:
        if scope not in SCOPES:
            raise RuleBroken("scopes", "unknown-scope", _("There is no scope “%s”.") % scope)
        if actor.token_scopes is not None and not covers(actor.token_scopes, scope):
            raise more_than_own("scopes", "insufficient-scope", _("You do not have the scope “%s” yourself.") % scope)


def check_places(places: Iterable[Place], *, everywhere: bool, actor: Actor) -> None:
    """Refuse a place that does not exist for the actor or is only partly theirs; somewhere or everywhere is asked."""
    places = sorted(places)
    narrowed = not (actor.is_system or actor.scope.everything)
    if everywhere and narrowed:
        raise more_than_own("whole_organization", "insufficient-scope", _("You see only a part of the organization."))
    if not everywhere and not places:
        raise RuleBroken("places", "required", _("Choose at least one place, or the whole organization."))
    for place in places:
        rows = place_model(place.kind).objects.visible_to(actor).filter(pk=place.id)
        if narrowed:
            rows = rows.filter(_held_entirely(place.kind, actor))
        if not rows.exists():
            raise RuleBroken("places", "unknown-reference", _("There is no such record."))


def _held_entirely(kind: str, actor: Actor) -> Q:
    """A portfolio is visible to whoever sees one property in it; to give it away takes all of it."""
    scope = actor.scope
    if kind == "property":
        return Q()
    if kind == "portfolio":
        return Q(pk__in=scope.portfolios)
    below = Q(portfolio_id__in=scope.portfolios)
    for path in scope.regions:
        below |= Q(path__under=path)
    return below


def check_role(role: Role | None, *, actor: Actor) -> None:
    """Refuse no role, another organization's role, and one that holds more than the actor."""
    if role is None or role.organization_id != actor.organization_id:
        raise RuleBroken("role", "unknown-reference", _("There is no such record."))
    check_permissions(role.permissions, actor=actor, field="role")


def check_standing(membership: Membership, *, actor: Actor) -> None:
    """Refuse to touch a membership that holds more than the actor does."""
    check_permissions(membership.role.permissions, actor=actor, field="role")
    if not membership.whole_organization and not places_of(membership):
        return
    check_places(places_of(membership), everywhere=membership.whole_organization, actor=actor)


def more_than_own(field: str, code: str, message: str) -> RuleBroken:
    """The refusal of whoever would give away more than they have."""
    return RuleBroken(field, code, message, status=FORBIDDEN)
