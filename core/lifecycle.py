"""The ends of a record that every module shares: archived, brought back, and restored after deletion."""

from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.acting import set_event
from core.actor import Actor
from core.errors import NotVisible, RuleBroken
from core.querysets import OwnedQuerySet
from core.records import Record
from core.rules import check_record, database_rules
from core.writing import changing

RESTORABLE = timedelta(days=90)
R = TypeVar("R", bound=Record)


def archive_record(record: R, *, actor: Actor, version: int | None = None) -> R:
    """Take a record out of the default lists. It stays readable and what refers to it stays whole."""
    with changing(record, **_way(record, "archive", "archived"), actor=actor, version=version) as row:
        if row.archived_at is not None:
            raise RuleBroken("", "archived", _("This is archived already."), status=409)
        row.archived_at = timezone.now()
    return record


def unarchive_record(record: R, *, actor: Actor, version: int | None = None) -> R:
    """Put an archived record back into the default lists."""
    with changing(record, **_way(record, "unarchive", "unarchived"), actor=actor, version=version) as row:
        if row.archived_at is None:
            raise RuleBroken("", "not-archived", _("This is not archived."), status=409)
        row.archived_at = None
    return record


def deleted_for(model: type[R], actor: Actor) -> OwnedQuerySet:
    """The deleted records that `actor` could see and may have back: those of the last ninety days."""
    return model.objects.all().within(actor).filter(deleted_at__gte=timezone.now() - RESTORABLE)


def restore_record(record: R, *, actor: Actor) -> R:
    """Bring a deleted record back within ninety days. What it belongs to must still be there."""
    way = _way(record, "restore", "restored")
    with transaction.atomic():
        rows = deleted_for(type(record), actor).select_for_update(of=("self",), no_key=True)
        row = rows.filter(pk=record.pk).first()
        if row is None:
            raise NotVisible(record._meta.label)
        actor.require(way["permission"])
        row.deleted_at = None
        check_record(row, list(row._meta.concrete_fields), actor=actor)
        set_event(way["event"])
        with database_rules(type(row)):
            row.save(update_fields=["deleted_at"])
        set_event("")
    record.refresh_from_db()
    return record


def _way(record: Record, verb: str, event: str) -> dict[str, str]:
    meta = record._meta
    return {"event": f"{record.module}.{event}", "permission": f"{meta.app_label}.{verb}_{meta.model_name}"}
