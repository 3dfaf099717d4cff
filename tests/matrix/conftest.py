"""The world of the matrix: made once for a module of tests."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.template import Template
from django.test import override_settings

from accounts.models import Organization
from tests.cast import Cast, make_cast
from tests.databases import empty_tables
from tests.matrix.callers import Caller, history, make_callers, passing, unframed
from tests.matrix.world import World, make_world

# Among a few rows the best order of thirty joins is not worth the search for it.
PLANNED_AS_WRITTEN = "-c join_collapse_limit=1 -c from_collapse_limit=1"


@pytest.fixture(scope="module")
def world(
    cast_of_the_session: Cast, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Both organizations, filled; tests ask, and nothing they ask for lasts.

    It is committed, so that each request is a transaction alone: within one of all, PostgreSQL keeps whatever any of
    tens of thousands of requests wrote, and becomes slower with each.
    """
    with django_db_blocker.unblock(), asked_often(), filled(cast_of_the_session, tmp_path_factory) as made:
        yield made
        empty_tables()


@pytest.fixture(scope="module")
def passing_world(
    cast_of_the_session: Cast, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The same inside a transaction that is rolled back: for some hundred requests."""
    with django_db_blocker.unblock(), passing(), filled(cast_of_the_session, tmp_path_factory) as made:
        yield made


@contextmanager
def filled(of_the_session: Cast, folders: pytest.TempPathFactory) -> Iterator[World]:
    """The world; the cast is made anew if a test that commits has emptied the tables since."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # thousands of 404s are meant
    with override_settings(MEDIA_ROOT=folders.mktemp("media")):
        there = Organization.objects.filter(pk=of_the_session.organization.pk).exists()
        yield make_world(of_the_session if there else make_cast())
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@contextmanager
def asked_often() -> Iterator[None]:
    """What thousands of requests need not do, as nobody asks about it here.

    A session is carried by its browser, and not looked up for each request. Nothing is prepared for later requests: as
    each is rolled back, the driver would take it for void after every single one. Nobody reads a line of the log for
    each, nor what its templates were given.
    """
    options, access = connection.settings_dict["OPTIONS"], logging.getLogger("atrium.access")
    level = access.level
    connection.settings_dict["OPTIONS"] = {**options, "prepare_threshold": None, "options": PLANNED_AS_WRITTEN}
    connection.close()
    access.setLevel(logging.CRITICAL)
    plainly = patch.object(Template, "_render", lambda self, context: self.nodelist.render(context))
    with plainly, override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"):
        yield
    access.setLevel(level)
    connection.settings_dict["OPTIONS"] = options
    connection.close()


@pytest.fixture(scope="module")
def callers(world: World) -> dict[str, Caller]:
    """Everybody who asks."""
    return make_callers(world)


@pytest.fixture(autouse=True)
def history_from_here(request: pytest.FixtureRequest) -> None:
    """What fixtures wrote is no answer's doing."""
    if "world" in request.fixturenames:
        history.has_grown()


@pytest.fixture
def without_frame() -> Iterator[None]:
    """Only what a page itself says; what stands around every page is looked at where pages are read."""
    with unframed():
        yield
