"""Whether a file fits the tables of this installation."""

from importlib.metadata import PackageNotFoundError, version

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from accounts.copies.archive import ArchiveRefused
from core.records import Owned


def own_version() -> str:
    """The version of an installed package; of a checkout what its pyproject.toml says."""
    try:
        return version("atrium")
    except PackageNotFoundError:
        text = (settings.BASE_DIR / "pyproject.toml").read_text()
        return next(line.split('"')[1] for line in text.splitlines() if line.startswith("version"))


def present_migrations() -> dict[str, list[str]]:
    """What has been done to the tables of Atrium's own apps."""
    own = {one._meta.app_label for one in apps.get_models() if issubclass(one, Owned)}
    done = MigrationRecorder(connection).applied_migrations()
    found: dict[str, list[str]] = {}
    for label, name in sorted(done):
        if label in own:
            found.setdefault(label, []).append(name)
    return found


def check_migrations(told: object) -> None:
    """ArchiveRefused unless the file's tables are the present ones."""
    if not isinstance(told, dict):
        raise ArchiveRefused(_("The file is no export of Atrium: its manifest cannot be read."))
    there = {(label, name) for label, names in told.items() for name in names}
    here = {(label, name) for label, names in present_migrations().items() for name in names}
    if unknown := sorted(there - here):
        words = _("The file comes from a newer version of Atrium (%s). Upgrade this installation first.")
        raise ArchiveRefused(words % ".".join(map(str, unknown[0])))
    if missing := sorted(here - there):
        words = _("The file comes from an older version of Atrium, without %s. Upgrade there first, and export anew.")
        raise ArchiveRefused(words % ".".join(map(str, missing[0])))
