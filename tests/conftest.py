"""The test database is made by the owner and used by the application's role, as in production."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.embedded import ensure_services

# Before anything of Django is imported: its settings read where the servers are.
os.environ.update(ensure_services(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings

django.setup()

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_blocker: Any, django_test_environment: None, django_db_modify_db_settings: None
) -> Iterator[None]:
    """Create and migrate as the owner, then hand the database to the application's role."""
    from django.db import connection

    from core.db.roles import as_owner

    original = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        with as_owner(connection) as owner:
            name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock(), as_owner(connection) as owner:
        owner.creation.destroy_test_db(original, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def flush_as_owner() -> Iterator[None]:
    """Only the owner may truncate: tests that commit are cleaned up by it."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    from core.db.roles import as_owner

    flush = DatabaseOperations.execute_sql_flush

    def as_the_owner(self: DatabaseOperations, statements: list[str]) -> None:
        with as_owner(self.connection):
            flush(self, statements)

    DatabaseOperations.execute_sql_flush = as_the_owner
    yield
    DatabaseOperations.execute_sql_flush = flush


@pytest.fixture
def cast(db: None) -> "Cast":
    """Ana, Ben, Vera, Sys and Cleo with their places."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def committed_cast(transactional_db: None) -> "Cast":
    """The same, committed: for tests of the feed, of locks and of several connections."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Stretching a password takes a third of a second; the tests' passwords need none."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def files_as_they_are() -> None:
    """Pages name static files plainly: the manifest of a collected release is not there in tests."""
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
