"""Secrets that open a door before the organization is known: API keys, invitations, tracking, QR and calendar links."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def hash_secret(secret: str) -> str:
    """SHA-256 of a high-entropy secret: it needs no stretching, and the hash is the look-up key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """A secret of 256 bits, safe in an address and in a header."""
    return secrets.token_urlsafe(32)


class Key(models.Model):
    """Which organization and record a secret belongs to. No policy: sign-in looks here first."""

    hash = models.CharField(_("hash"), max_length=64, primary_key=True)
    organization = models.ForeignKey(settings.ATRIUM_ORGANIZATION_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=30)
    record_id = models.UUIDField(_("record"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        db_table = "core_key"
        verbose_name = _("key")
        verbose_name_plural = _("keys")

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
