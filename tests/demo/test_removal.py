"""Taking the demonstration away after somebody has worked with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.credentials import create_credential
from accounts.actions.organizations import create_organization
from accounts.models import AccessToken, Application, Organization, Person, Role
from core.acting import acting
from core.actor import Actor
from demo.accounts import PUBLIC_BUILDINGS
from demo.loading.organizations import remove_organizations


@pytest.mark.parametrize("kind", ["oauth_client", "api_key"])
def test_programs_and_their_tokens_go_with_it(transactional_db: None, kind: str) -> None:
    organization = create_organization(name="Demo", slug=PUBLIC_BUILDINGS, time_zone="America/Chicago")
    actor = Actor.system(organization.pk)
    with acting(actor):
        role = Role.objects.get(template="integration")
        create_credential(actor=actor, name="First steps", role=role, scopes=["properties:read"], kind=kind)
    for client in Application.objects.all():
        AccessToken.objects.create(application=client, token="t", expires=timezone.now() + timedelta(hours=1))
    assert Person.objects.filter(kind=Person.SERVICE).count() == 1
    assert remove_organizations() == 1
    assert not Organization.objects.exists()
    assert not Person.objects.exists()
    assert not AccessToken.objects.exists()
