"""A well-filled organization, committed, and its export."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from accounts.copies.exporting import export_organization
from accounts.models import Organization
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


@pytest.fixture
def archive(committed_cast: Cast, media: Path) -> bytes:
    """The export of Ana's small organization."""
    return exported(committed_cast.organization)
