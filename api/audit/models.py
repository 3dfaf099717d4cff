"""The audit log's tables. The application may add rows and read them; nobody may change or remove one."""

import hashlib
import secrets
from datetime import UTC
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Credential
from core.actor import Actor
from core.ids import new_id
from core.personal import Named, Personal
from core.querysets import OwnedQuerySet

LONGEST_PATH = 500


class AuditEntry(models.Model):
    """One call of the API: who, from where, what, how it ended. No secret, no body, no parameter of the address.

    `xid` and `era` are set by the database: they say which transaction wrote the entry, and so which seal covers it.
    """

    append_only: ClassVar[bool] = True
    alive: ClassVar[dict[str, object]] = {}
    personal: ClassVar[Personal] = Personal(
        named=(Named(account="person", tells=("at", "address", "method", "path", "status", "request_id")),)
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"))  # when the call came in
    duration_ms = models.FloatField(_("milliseconds"))
    credential = models.ForeignKey(
        Credential, models.DO_NOTHING, verbose_name=_("credential"), null=True, related_name="+", db_constraint=False
    )
    # The service account. Its name is read from the person: after an erasure the id is a pseudonym.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name=_("account"),
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # The seal covers the digest of salt and address, so that both can be erased without breaking it.
    address = models.CharField(_("address"), max_length=45, blank=True)
    address_salt = models.CharField(max_length=32, blank=True)
    address_digest = models.CharField(max_length=64, blank=True)
    method = models.CharField(_("method"), max_length=10)
    path = models.CharField(_("path"), max_length=LONGEST_PATH)
    status = models.PositiveSmallIntegerField(_("status"))
    problem = models.CharField(_("problem"), max_length=40, blank=True)  # code of a refusal
    module = models.CharField(_("module"), max_length=60, blank=True)
    record_id = models.UUIDField(_("record"), null=True)
    request_id = models.CharField(_("request"), max_length=64)
    deprecated = models.BooleanField(_("deprecated"), default=False)
    xid = models.BigIntegerField(default=0, editable=False)
    era = models.SmallIntegerField(default=0, editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of the API")
        verbose_name_plural = _("calls of the API")
        indexes = [
            models.Index(fields=["organization", "at", "id"], name="audit_entry_by_time"),
            # What a seal reads.
            models.Index(fields=["organization", "era", "xid"], name="audit_entry_by_window"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> models.Q:
        """The log is the whole organization's: whoever may read it sees every call."""
        return models.Q()

    personal_condition = scope_condition

    def set_address(self, address: str) -> None:
        """Keep where the call came from, and the digest that stays when it is erased."""
        self.address = address
        if address:
            self.address_salt = secrets.token_hex(16)
            self.address_digest = digest_of(self.address_salt, address)


class AuditSeal(models.Model):
    """A link of the chain: the hash of one window of entries, and of the link before.

    It covers the entries of `era` whose transactions are numbered from `low` to below `high`.
    """

    append_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    era = models.SmallIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    entries = models.PositiveIntegerField(_("entries"))
    sealed_at = models.DateTimeField(_("sealed"), auto_now_add=True)
    previous = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("seal of the audit log")
        verbose_name_plural = _("seals of the audit log")
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="audit_seal_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class AuditAnchor(models.Model):
    """Where the chain begins after older entries and their seals were taken off: behind the last seal that went.

    The owner of the database writes it, and an entry of the log in the same transaction says its digest, so that the
    seals that follow cover it too.
    """

    owner_only: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    # Of the last seal that went: its number, the end of its window, and its hash.
    number = models.PositiveIntegerField(_("number"))
    era = models.SmallIntegerField()
    high = models.BigIntegerField()
    hash = models.CharField(_("hash"), max_length=64)
    # All that ever went, by this anchor and those before.
    entries = models.PositiveBigIntegerField(_("entries"))
    before = models.DateTimeField(_("before"))
    pruned_at = models.DateTimeField(_("taken off"))
    previous = models.CharField(_("digest before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("beginning of the audit log")
        verbose_name_plural = _("beginnings of the audit log")
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="audit_anchor_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.digest}"

    def told(self) -> str:
        """What its digest covers."""
        moments = (one.astimezone(UTC).isoformat() for one in (self.before, self.pruned_at))
        named = (self.previous, self.organization_id, self.number, self.era, self.high, self.hash, self.entries)
        return " ".join(map(str, (*named, *moments)))


def digest_of(salt: str, address: str) -> str:
    """What a seal covers in place of the address itself."""
    return hashlib.sha256(f"{salt} {address}".encode()).hexdigest()
