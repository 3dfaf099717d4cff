"""Who may be given work: members of the organization, on days on which they are."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import Membership
from core.actor import Actor
from core.querysets import OwnedQuerySet


def present_members(actor: Actor) -> OwnedQuerySet:
    """The memberships that hold today, of people who are active."""
    today: date = timezone.localdate()
    return Membership.objects.visible_to(actor).filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        person__is_active=True,
    )


def members_of(people: Collection[UUID], actor: Actor) -> set[UUID]:
    """Those of the people who are members today."""
    if not people:
        return set()
    return set(present_members(actor).filter(person_id__in=people).values_list("person_id", flat=True))


def grouped(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, frozenset[UUID]]:
    """The people of each key."""
    found: dict[UUID, set[UUID]] = {}
    for key, person in pairs:
        found.setdefault(key, set()).add(person)
    return {key: frozenset(people) for key, people in found.items()}
