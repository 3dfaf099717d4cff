"""The pieces that tests of accounts share: an organization's roles, and credentials of every kind."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions.credentials import Issued, create_credential
from accounts.models import Credential, Role
from core.acting import acting
from core.actor import Actor
from tests.cast import Cast

Issue = Callable[..., Issued]


@pytest.fixture
def system(cast: Cast) -> Actor:
    """The operator at the command line of Lakeside."""
    return Actor.system(cast.organization.pk, source="command")


@pytest.fixture
def role(cast: Cast, system: Actor) -> Role:
    """A role that may see and change properties."""
    with acting(system):
        return Role.objects.get(name="Role of Ana Alvarez")


@pytest.fixture
def issue(system: Actor, role: Role) -> Issue:
    """Make a credential of Lakeside; an API key that reads properties unless said otherwise."""

    def make(**values: Any) -> Issued:
        given = {"name": "Reader", "role": role, "scopes": ["properties:read"], "kind": Credential.KEY}
        with acting(system):
            return create_credential(actor=system, **{**given, **values})

    return make
