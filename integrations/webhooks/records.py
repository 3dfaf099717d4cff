"""Records as webhooks tell them: as the API shows them, to the one whom the webhook belongs to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts.authentication import member_actors
from accounts.models import Credential
from core.actor import Actor
from core.query import Condition


class Told(Protocol):
    """One change for one reader, in the API's words. Without a record it has left what the reader sees.

    What changed, and the record, may be JSON already.
    """

    number: int | None
    action: str
    changed: Any
    record: Any

    @property
    def pk(self) -> int: ...

    @property
    def at(self) -> str: ...

    @property
    def actor(self) -> Mapping[str, str | None] | None: ...


class Telling(Protocol):
    """What the API lends: it stands above this app, so the settings name it."""

    def parse_filter(self, module: str, text: str, actor: Actor) -> Condition:
        """An expression as a condition of a module, or QueryError."""

    def seen_changes(self, module: str, ids: Sequence[int], actor: Actor, condition: Condition) -> set[int]:
        """Which changes of a module the actor is told of."""

    def tell_changes(self, module: str, ids: Sequence[int], actor: Actor) -> Iterable[Told]:
        """The changes in the API's words, as far as the actor may see them now."""


def telling() -> Telling:
    """The API's own way of telling changes."""
    return cast(Telling, import_module(settings.ATRIUM_TELLING))


def readers(people: Iterable[UUID | None], organization_id: UUID) -> dict[UUID, Actor]:
    """Whom webhooks belong to, as they are today: a program sees no more than the scopes of its credential."""
    found = member_actors([one for one in people if one is not None], organization_id)
    credentials = {one.person_id: one for one in Credential.objects.filter(person_id__in=found)}
    return {key: one for key, actor in found.items() if (one := _narrowed(actor, credentials.get(key))) is not None}


def _narrowed(actor: Actor, credential: Credential | None) -> Actor | None:
    if credential is None:
        return actor
    if credential.revoked_at or (credential.expires_at and credential.expires_at <= timezone.now()):
        return None
    return replace(actor, token_scopes=frozenset(credential.scopes))
