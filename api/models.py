"""What the API itself keeps: the first answers to calls that may be repeated, the log of all calls, and exports."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from api.audit.models import AuditAnchor, AuditEntry, AuditSeal
from api.exporting.models import Export
from core.ids import new_id
from core.personal import Named, Personal

__all__ = ["AuditAnchor", "AuditEntry", "AuditSeal", "Export", "IdempotencyKey"]


class IdempotencyKey(models.Model):
    """One Idempotency-Key of one caller, and the first answer once there is one. Bookkeeping: no change record."""

    personal = Personal(named=(Named(account="person", tells=("expires_at",), goes=True),))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    key = models.CharField(_("key"), max_length=255)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    # Who is at work on it, and until when nobody else may be.
    claim = models.UUIDField(_("claim"), default=new_id)
    claimed_until = models.DateTimeField(_("claimed until"))
    expires_at = models.DateTimeField(_("expires"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField(_("body"), default=bytes)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["organization", "person", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_key_expiry")]

    def __str__(self) -> str:
        return self.key
