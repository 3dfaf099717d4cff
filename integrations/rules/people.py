"""Whom a rule tells, and as whom it acts."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.authentication import member_actors
from accounts.models import Credential, Membership, Organization, Role
from accounts.permissions import expand
from core.actor import Actor, Scope
from integrations.events.models import Event
from integrations.rules.models import EventRule, RuleRun

# What a change's request is called when a rule made it; the run's id follows.
REQUEST = "rule:"


def role_of(name: str, *, actor: Actor) -> Role | None:
    """The role of that id or name."""
    rows = Role.objects.filter(organization_id=actor.organization_id)
    try:
        return rows.filter(pk=UUID(name)).first()
    except ValueError:
        return rows.filter(name=name).first()


def people_of(roles: Iterable[str], people: Iterable[str], *, actor: Actor) -> list[UUID]:
    """The members of today who hold one of the roles or are named."""
    held = [role for name in roles if (role := role_of(name, actor=actor)) is not None]
    today = timezone.localdate()
    rows = Membership.objects.filter(
        Q(role__in=held) | Q(person_id__in=[UUID(one) for one in people]),
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        organization_id=actor.organization_id,
        person__is_active=True,
    )
    return sorted(set(rows.values_list("person_id", flat=True)))


def actor_of(rule: EventRule, run: RuleRun, event: Event | None) -> Actor:
    """The rule at work: with the rights of its role, and for an event none that its sender lacks."""
    organization = Organization.objects.get(pk=rule.organization_id)
    acting_rule = Actor(
        organization_id=rule.organization_id,
        person_id=None,
        name=rule.name,
        source="rule",
        permissions=expand(rule.role.permissions) if rule.role else frozenset(),
        request_id=f"{REQUEST}{run.pk}",
        time_zone=organization.time_zone,
    )
    return acting_rule if event is None or event.created_by_id is None else narrowed(acting_rule, event)


def narrowed(actor: Actor, event: Event) -> Actor:
    """The actor with no more rights than who sent the event has today."""
    assert event.created_by_id is not None
    sender = member_actors([event.created_by_id], event.organization_id).get(event.created_by_id)
    if sender is None:
        return replace(actor, permissions=frozenset(), scope=Scope(everything=False))
    scopes = None
    if event.credential_id is not None:
        credential = Credential.objects.filter(organization_id=event.organization_id, pk=event.credential_id).first()
        scopes = frozenset(credential.scopes) if credential and credential.revoked_at is None else frozenset()
    return replace(
        actor,
        permissions=actor.permissions & sender.permissions,
        scope=sender.scope,
        token_scopes=scopes,
        credential_id=event.credential_id,
    )
