"""Whether a file fits the tables of this installation."""

from importlib.metadata import PackageNotFoundError, version

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from accounts.copies.archive import ArchiveRefused
from core.records import Owned

# The label of an app, and the name of a migration.
Step = tuple[str, str]


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
    found: dict[str, list[str]] = {}
    for label, name in sorted(without_replaced(set(MigrationRecorder(connection).applied_migrations()))):
        if label in own:
            found.setdefault(label, []).append(name)
    return found


def without_replaced(done: set[Step]) -> set[Step]:
    """The same tables told in one way: where a migration took the place of others, and all are done, by that one."""
    for step, migration in MigrationLoader(None).disk_migrations.items():
        if migration.replaces and done.issuperset(migration.replaces):
            done = done - set(migration.replaces) | {step}
    return done


def check_migrations(told: object) -> None:
    """ArchiveRefused unless the file's tables are the present ones."""
    if not isinstance(told, dict):
        raise ArchiveRefused(_("The file is no export of Atrium: its manifest cannot be read."))
    there = without_replaced({(label, name) for label, names in told.items() for name in names})
    here = {(label, name) for label, names in present_migrations().items() for name in names}
    if unknown := sorted(there - here):
        words = _("The file comes from a newer version of Atrium (%s). Upgrade this installation first.")
        raise ArchiveRefused(words % ".".join(map(str, unknown[0])))
    if missing := sorted(here - there):
        words = _("The file comes from an older version of Atrium, without %s. Upgrade there first, and export anew.")
        raise ArchiveRefused(words % ".".join(map(str, missing[0])))
