"""The change record: history, audit, sync feed and outbox in one, written by the database and by nothing else."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.personal import Named, Personal
from core.querysets import OwnedQuerySet


class Change(models.Model):
    """One change of one record: who, when, by which way, the old values and the record afterwards.

    `before` holds the old values of the members that changed (the whole row of a deletion), `after` the whole
    row afterwards (nothing after a deletion). The application may read this table and not write it.
    """

    alive: dict[str, object] = {}
    personal = Personal(
        named=(Named(account="actor", tells=("at", "module", "record_id", "event", "source", "request_id")),)
    )

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("at"))
    organization = models.ForeignKey(
        settings.ATRIUM_ORGANIZATION_MODEL, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    module = models.TextField(_("module"))
    record_id = models.UUIDField(_("record"))
    action = models.TextField(_("action"))  # create, update, delete, restore
    event = models.TextField(_("event"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        verbose_name=_("actor"),
        null=True,
        db_constraint=False,
        related_name="+",
    )
    credential_id = models.UUIDField(_("credential"), null=True)
    source = models.TextField(_("way"))
    request_id = models.TextField(_("request"))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    xid = models.BigIntegerField(_("transaction"))
    era = models.SmallIntegerField(_("era"))

    objects = OwnedQuerySet.as_manager()

    class Meta:
        db_table = "core_change"
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.event} {self.record_id}"

    @classmethod
    def scope_condition(cls, actor: Actor) -> models.Q:
        """Changes are read through the record they belong to, which has a place; they have none themselves."""
        return models.Q()

    personal_condition = scope_condition

    @property
    def changed(self) -> dict[str, tuple[object, object]]:
        """Old and new value of each member that changed."""
        return changed_members(self.action, self.before, self.after)


def changed_members(
    action: str, before: dict[str, object] | None, after: dict[str, object] | None
) -> dict[str, tuple[object, object]]:
    """Old and new value of each member that changed; of what was made, each member that has a value."""
    before, after = before or {}, after or {}
    if action == "create":
        return {name: (None, value) for name, value in after.items() if is_filled(value)}
    return {name: (old, after.get(name)) for name, old in before.items()}


def is_filled(value: object) -> bool:
    """Whether a member of something new is worth telling: nothing, an empty text, list or object is not."""
    return bool(value) or value is False or value == 0
