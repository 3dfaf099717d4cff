"""What has already come in from a phone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from core.personal import Named, Personal


class Receipt(models.Model):
    """What a phone has sent and what was done: sent once more, nothing happens twice. Bookkeeping, kept for a month."""

    personal = Personal(named=(Named(account="person", tells=("received_at",), goes=True),))

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    key = models.CharField(_("key"), max_length=64)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [models.Index(fields=["organization", "received_at"], name="receipt_by_age")]
        constraints = [models.UniqueConstraint(fields=["organization", "person", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return self.key
