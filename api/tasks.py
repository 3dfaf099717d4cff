"""Recurring work of the API."""

from celery import shared_task
from django.utils import timezone

from accounts.models import Organization
from api.audit.sealing import seal
from api.exporting.tasks import remove_expired_exports, resume_lost_exports, write_export
from api.models import IdempotencyKey
from core.acting import acting
from core.actor import Actor

__all__ = ["delete_expired_keys", "remove_expired_exports", "resume_lost_exports", "seal_audit_logs", "write_export"]


@shared_task
def delete_expired_keys() -> int:
    """Forget answers to repeated calls after their day, one organization at a time; returns how many."""
    deleted = 0
    for organization_id in Organization.objects.values_list("pk", flat=True):
        with acting(Actor.system(organization_id, source="job")):
            deleted += IdempotencyKey.objects.filter(expires_at__lt=timezone.now()).delete()[0]
    return deleted


@shared_task
def seal_audit_logs() -> int:
    """Seal what was written to the audit log since the last time, one organization at a time; returns the new seals."""
    made = 0
    for organization_id in Organization.objects.values_list("pk", flat=True):
        actor = Actor.system(organization_id, source="job")
        with acting(actor):
            made += len(seal(actor))
    return made
