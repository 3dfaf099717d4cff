"""The actions that every module of facilities offers at a record's end."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.lifecycle import archive_record, restore_record, unarchive_record
from core.surfaces import Action


def _may_archive(record: Any) -> bool:
    return record.archived_at is None and record.deleted_at is None


def _may_unarchive(record: Any) -> bool:
    return record.archived_at is not None and record.deleted_at is None


def _may_restore(record: Any) -> bool:
    return record.deleted_at is not None


LIFECYCLE = (
    Action(
        verb="archive",
        event="archived",
        label=_("Archive"),
        run=archive_record,
        offered=_may_archive,
        icon="archive",
        help=_("It leaves the default lists and stays readable."),
    ),
    Action(
        verb="unarchive",
        event="unarchived",
        label=_("Put back"),
        run=unarchive_record,
        offered=_may_unarchive,
        icon="undo",
        help=_("It returns to the default lists."),
    ),
    Action(
        verb="restore",
        event="restored",
        label=_("Restore"),
        run=restore_record,
        offered=_may_restore,
        icon="undo",
        help=_("It comes back as it was deleted. This is possible for ninety days."),
    ),
)
