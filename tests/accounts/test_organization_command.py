"""`manage.py organization`: how an installation gets its first organization and administrator."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.authentication import standing_of
from accounts.models import Organization, Person, Role
from accounts.permissions import all_permissions
from core.acting import acting
from core.actor import Actor

CREATE = ["organization", "create", "--name", "Lakeside housing", "--slug", "lakeside-housing"]
PEOPLE = ["--administrator", "dana@lakeside.example", "--administrator-name", "Dana Diaz"]


def create(*options: str) -> dict[str, Any]:
    output = StringIO()
    call_command(*CREATE, "--time-zone", "America/Chicago", *PEOPLE, *options, "--format", "json", stdout=output)
    return json.loads(output.getvalue())


def test_it_has_its_roles_and_an_administrator_who_can_come_in(db: None, client: Client) -> None:
    told = create()
    dana = Person.objects.get(email="dana@lakeside.example")
    standing = standing_of(dana, "lakeside-housing")
    assert standing is not None and standing.permissions == frozenset(all_permissions())
    with acting(Actor.system(standing.organization.pk)):
        assert Role.objects.count() == 7
    assert client.get(told["welcome"]).status_code == 200


def test_an_address_that_is_taken_leaves_nothing(db: None) -> None:
    create()
    with pytest.raises(CommandError, match="slug"):
        create("--administrator", "new@lakeside.example")
    assert Organization.objects.filter(slug="lakeside-housing").count() == 1
    assert not Person.objects.filter(email="new@lakeside.example").exists()


def test_a_wrong_address_of_the_administrator_leaves_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="e-mail"):
        create("--administrator", "nobody")
    assert not Organization.objects.filter(slug="lakeside-housing").exists()


def test_a_time_zone_that_does_not_exist_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="time_zone"):
        create("--time-zone", "America/Atlantis")


def test_the_list_names_each(db: None) -> None:
    create()
    output = StringIO()
    call_command("organization", "list", stdout=output)
    listed = output.getvalue().splitlines()
    start = listed.index("slug: lakeside-housing")
    assert listed[start + 1 : start + 3] == ["name: Lakeside housing", "time_zone: America/Chicago"]
