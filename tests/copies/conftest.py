"""A well-filled organization, committed, and its export."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.copies.exporting import export_organization
from accounts.models import Organization
from core.db.roles import as_owner
from tests.cast import Cast


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A storage of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def exported(organization: Organization) -> bytes:
    """The export of an organization."""
    file = BytesIO()
    export_organization(organization, file, told=lambda done, total: None)
    return file.getvalue()


def empty_installation() -> None:
    """Nobody is left: what a fresh installation looks like."""
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute("truncate core_counter, core_search, core_change_cut")


@pytest.fixture
def archive(committed_cast: Cast, media: Path) -> bytes:
    """The export of Ana's small organization."""
    return exported(committed_cast.organization)
