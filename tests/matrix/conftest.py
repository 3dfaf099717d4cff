"""The world of the matrix: made once for a module of tests, inside a transaction that is rolled back."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.models import Organization
from tests.cast import Cast, make_cast
from tests.matrix.callers import Caller, make_callers
from tests.matrix.world import World, make_world


@pytest.fixture(scope="module")
def world(
    cast_of_the_session: Cast, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Both organizations, filled; tests ask, and nothing they ask for lasts."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # thousands of 404s are meant
    folder: Path = tmp_path_factory.mktemp("media")
    around = transaction.atomic()
    around._from_testcase = True  # as the database's own test case does: doorways may open transactions inside
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), around:
        there = Organization.objects.filter(pk=cast_of_the_session.organization.pk).exists()
        yield make_world(cast_of_the_session if there else make_cast())
        transaction.set_rollback(True)
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def callers(world: World) -> dict[str, Caller]:
    """Everybody who asks."""
    return make_callers(world)
