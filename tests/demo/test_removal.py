"""Taking the demonstration away after somebody has worked with it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions.credentials import create_credential
from accounts.actions.organizations import create_organization
from accounts.models import AccessToken, Application, Organization, Person, Role
from core.acting import acting
from core.actor import Actor
from core.documents.actions import store_document
from demo.accounts import PUBLIC_BUILDINGS
from demo.loading.organizations import remove_organizations
from tests.documents.files import upload


@pytest.mark.parametrize("kind", ["oauth_client", "api_key"])
def test_programs_and_their_tokens_go_with_it(transactional_db: None, kind: str) -> None:
    before = set(Person.objects.values_list("pk", flat=True))  # those of the session, committed as well
    organization = create_organization(name="Demo", slug=PUBLIC_BUILDINGS, time_zone="America/Chicago")
    actor = Actor.system(organization.pk)
    with acting(actor):
        role = Role.objects.get(template="integration")
        create_credential(actor=actor, name="First steps", role=role, scopes=["properties:read"], kind=kind)
    for client in Application.objects.all():
        AccessToken.objects.create(application=client, token="t", expires=timezone.now() + timedelta(hours=1))
    assert Person.objects.filter(kind=Person.SERVICE).exclude(pk__in=before).count() == 1
    assert remove_organizations() == 1
    assert not Organization.objects.filter(slug=PUBLIC_BUILDINGS).exists()
    assert set(Person.objects.values_list("pk", flat=True)) == before
    assert not AccessToken.objects.exists()


def test_files_go_with_it(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    organization = create_organization(name="Demo", slug=PUBLIC_BUILDINGS, time_zone="America/Chicago")
    actor = Actor.system(organization.pk)
    with acting(actor):
        store_document(actor=actor, file=upload("Roof plan.pdf"))
    assert [one.suffix for one in tmp_path.rglob("*") if one.is_file()] == [".pdf"]
    assert remove_organizations() == 1
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]
