"""Signed-in browsers of the cast, and many properties when a test asks for them."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Person
from core.acting import acting
from core.actor import Actor
from facilities.actions.properties import create_property
from tests.cast import Cast

BACKEND = "accounts.backends.SessionBackend"


def browser_of(actor: Actor) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(Person.objects.get(pk=actor.person_id), backend=BACKEND)
    return client


@pytest.fixture
def ana(cast: Cast) -> Client:
    """The administrator's browser."""
    return browser_of(cast.ana)


@pytest.fixture
def ben(cast: Cast) -> Client:
    """The browser of the technician who works in the tower alone."""
    return browser_of(cast.ben)


@pytest.fixture
def cleo(cast: Cast) -> Client:
    """The browser of somebody from another organization."""
    return browser_of(cast.cleo)


@pytest.fixture
def build(cast: Cast) -> Callable[[int], None]:
    """Adds that many properties to Ana's organization."""

    def add(count: int) -> None:
        with acting(cast.ana):
            for n in range(count):
                create_property(actor=cast.ana, name=f"House {n:03}", city="Duluth", portfolio=cast.portfolio)

    return add
