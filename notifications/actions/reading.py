"""Marking notifications as read. They are bookkeeping of one person: no version, no history."""

from uuid import UUID

from django.utils import timezone

from core.actor import Actor
from core.querysets import OwnedQuerySet
from notifications.models import Notification


def notifications_of(actor: Actor) -> OwnedQuerySet[Notification]:
    """What one person was told in Atrium."""
    rows = Notification.objects.visible_to(actor).filter(in_app=True)
    return rows.none() if actor.person_id is None else rows.filter(person_id=actor.person_id)


def mark_read(*, actor: Actor, notification: UUID | None = None, record: UUID | None = None) -> int:
    """Mark one notification as read, those of one record, or all; returns how many were unread."""
    rows = notifications_of(actor).filter(read_at__isnull=True)
    if notification is not None:
        rows = rows.filter(pk=notification)
    if record is not None:
        rows = rows.filter(record_id=record)
    return rows.update(read_at=timezone.now())
