"""Who an import acts for when a worker or the command line takes it up: a member with the rights of today."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

from core.actor import Actor


def actor_of(organization_id: UUID, **person: object) -> Actor | None:
    """The member found by e-mail address or id, or None: no member any more, and no such person."""
    found = get_user_model()._default_manager.filter(**person, is_active=True).first()
    return None if found is None else import_string(settings.ATRIUM_MEMBER_ACTOR)(found, organization_id)


def maker_of(organization_id: UUID, person_id: UUID | None) -> Actor | None:
    """Who started an import; the command line, which is nobody, is the system."""
    if person_id is None:
        return Actor.system(organization_id, source="command", name="Command line")
    return actor_of(organization_id, pk=person_id)
