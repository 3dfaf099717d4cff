"""The test database is made by the owner and used by the application's role, as in production."""

import copy
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from core.embedded import ensure_services
from core.operations.collecting import FEWER, collect_rarely

# Before anything of Django is imported: its settings read where the servers are.
os.environ.update(ensure_services(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings
from django.test import override_settings

django.setup()

# Each test's client would look through the files that the last `make run` collected.
settings.STATIC_ROOT = settings.STATE_DIR / "no-static"
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# A test's few objects are no reason to walk all modules and models.
collect_rarely(FEWER)

# The same examples in every run, and no verdict on speed: a shared machine is slow at times.
hypothesis_settings.register_profile(
    "atrium", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("atrium")

LONGEST = (
    "tests/pages/test_every_page_in_browser.py",
    "tests/schema/test_conformance.py",
)
# The first that is there: the one without windows needs a sixth less of the machine than all of Chromium.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.cast import Cast


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes come first, so that no worker begins one when the others have nothing left to do."""
    items.sort(key=lambda item: item.location[0] not in LONGEST)


def pytest_collection_finish() -> None:
    """The modules of the tests are there for good, too."""
    collect_rarely(FEWER)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, django_test_environment: None, request: Any) -> Iterator[None]:
    """Copy the migrated template as the owner, then hand the database to the application's role."""
    from django.db import connection

    from tests.databases import create_test_database, drop_test_database

    original = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        name = create_test_database(getattr(request.config, "workerinput", {}).get("workerid", ""))
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = original
        connection.close()
        drop_test_database(name)


@pytest.fixture(scope="session", autouse=True)
def rows_are_deleted() -> Iterator[None]:
    """Tests that commit are cleaned up by the owner, without truncating every table."""
    from django.test import TransactionTestCase

    from tests.databases import empty_tables

    as_of_django = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = lambda self: empty_tables()  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = as_of_django  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def cast_of_the_session(django_db_setup: None, django_db_blocker: Any, quick_passwords: None) -> "Cast":
    """The cast, committed once: each test works on it inside a transaction that is rolled back."""
    from tests.cast import make_cast

    with django_db_blocker.unblock():
        return make_cast()


@pytest.fixture
def cast(cast_of_the_session: "Cast", db: None) -> "Cast":
    """Ana, Ben, Vera, Sys and Cleo with their places."""
    from accounts.models import Organization
    from tests.cast import make_cast

    if not Organization.objects.filter(pk=cast_of_the_session.organization.pk).exists():
        return make_cast()  # a test that commits has emptied the tables since
    return copy.deepcopy(cast_of_the_session)


@pytest.fixture
def committed_cast(transactional_db: None) -> "Cast":
    """The same, committed: for tests of the feed, of locks and of several connections."""
    from accounts.models import Organization
    from tests.cast import make_cast
    from tests.databases import empty_tables

    if Organization.objects.exists():  # the session's cast, committed as well
        empty_tables()
    return make_cast()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Stretching a password takes a third of a second; the tests' passwords need none."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def nobody_is_shut_out() -> None:
    """All tests call from one address, many with wrong secrets; the one about that sets its own number."""
    settings.API_FAILURES = 0


@pytest.fixture(scope="session", autouse=True)
def entries_wait_until_told() -> None:
    """Calls make entries of the audit log; only the tests about them store those that wait."""
    settings.AUDIT_FLUSH_SECONDS = 0


@pytest.fixture(autouse=True)
def no_entries_of_others() -> Iterator[None]:
    """What one test's calls leave waiting belongs to an organization that the next test does not have."""
    from api.audit.waiting import waiting

    yield
    waiting.take()


@pytest.fixture(scope="session", autouse=True)
def files_as_they_are() -> Iterator[None]:
    """Pages name static files plainly: the manifest of a collected release is not there in tests."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):  # and whoever asked before asks anew
        yield


@pytest.fixture
def plain_files(settings: Any) -> None:
    """Files under their own names, as nothing was collected."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for every test that looks at pages: a second event loop in a process is refused.

    Its loop stays in this thread, and Django takes everything after it for asynchronous code unless told better.
    """
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    # axe is new to every page: its functions are compiled well at once, not after they have run some times.
    arguments.append("--js-flags=--no-lazy-feedback-allocation")
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
