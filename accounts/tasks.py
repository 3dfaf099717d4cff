"""Recurring work of accounts."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.copies.tasks import remove_expired_copies, resume_lost_copies, work_on_copy
from accounts.models import AccessToken
from core.keys import Key

__all__ = ["delete_expired_secrets", "remove_expired_copies", "resume_lost_copies", "work_on_copy"]

# An expired token or key is answered as expired for a while, and as unknown afterwards.
KEPT = timedelta(days=7)
BATCH = 5_000


@shared_task
def delete_expired_secrets() -> int:
    """Remove tokens, keys and invitations whose time was over a week ago; returns how many."""
    before = timezone.now() - KEPT
    tokens = AccessToken.objects.filter(expires__lt=before).values("pk")[:BATCH]
    keys = Key.objects.filter(expires_at__lt=before).values("pk")[:BATCH]
    deleted = AccessToken.objects.filter(pk__in=tokens).delete()[0]
    return deleted + Key.objects.filter(pk__in=keys).delete()[0]
