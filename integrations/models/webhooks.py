"""Webhooks: where other systems want to be told of changes, and how each telling went."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.db.constraints import one_of
from core.ids import new_id
from core.personal import Personal
from core.records import Owned, OwnedReference, Record
from integrations.choices import DeliveryState


class Webhook(Record):
    """An address of another system that is told of changes as they happen, signed with a secret of its own.

    It is told what the person or program it belongs to may see, and nothing any more once they are no member.
    """

    module = "webhook"
    unrecorded = ("secret", "former_secret")

    name = models.CharField(_("name"), max_length=120)
    url = models.CharField(_("address"), max_length=2_000, help_text=_("Where each change is sent, by POST."))
    events = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("events"),
        help_text=_("Such as work_order.created, work_order.* for everything of a module, or * for everything."),
    )
    filter = models.TextField(
        _("only where"), blank=True, max_length=4_000, help_text=_("An expression, such as priority = P1.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Off: what happens meanwhile is not sent, unless it is replayed.")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("belongs to"),
        related_name="+",
        editable=False,
        null=True,
        db_index=False,
    )
    secret = models.TextField(_("secret"), editable=False)
    former_secret = models.TextField(_("former secret"), editable=False, blank=True)
    # Both sign until then, so that the receiver may change over in peace.
    former_secret_until = models.DateTimeField(_("former secret until"), editable=False, null=True, blank=True)
    rotated_at = models.DateTimeField(_("secret replaced"), editable=False, null=True, blank=True)
    # Since it last answered, something was tried for days and parked.
    gave_up_at = models.DateTimeField(_("given up since"), editable=False, null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes = [
            models.Index(fields=["organization", "name", "id"], name="webhook_by_name"),
            models.Index(fields=["organization", "-created_at", "-id"], name="webhook_newest"),
            models.Index(fields=["organization", "updated_at", "id"], name="webhook_sync"),
        ]
        constraints = [models.UniqueConstraint(fields=["organization", "number"], name="webhook_number_once")]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(Owned):
    """One change on its way to one webhook, and what came of it. Its id is the `webhook-id` of every attempt."""

    module = "webhook_delivery"
    recorded = False
    personal = Personal(traces=("body", "error"))

    webhook = OwnedReference(Webhook, models.CASCADE, verbose_name=_("webhook"), related_name="deliveries")
    # The row of the change record; a test call and what a rule sends have none.
    change_id = models.BigIntegerField(_("change"), null=True)
    record_module = models.CharField(_("module"), max_length=60, blank=True)
    record_id = models.UUIDField(_("record"), null=True)
    event = models.CharField(_("event"), max_length=120)
    occurred_at = models.DateTimeField(_("happened"))
    state = models.CharField(_("state"), max_length=12, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    # What was wanted then is given up some days later; a replay begins anew.
    # What a rule sends; of a change it is built when it is sent, as its reader may see it then.
    body = models.JSONField(_("message"), null=True, encoder=DjangoJSONEncoder)
    wanted_at = models.DateTimeField(_("wanted since"))
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    error = models.CharField(_("reason"), max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["organization", "webhook", "-id"], name="delivery_newest"),
            models.Index(fields=["organization", "webhook", "state", "-id"], name="delivery_by_state"),
            # What is due, and whether something of the same record waits before it.
            models.Index(fields=["organization", "webhook", "change_id"], name="delivery_waiting",
                         condition=Q(state="waiting")),
            models.Index(fields=["organization", "webhook", "record_id", "change_id"], name="delivery_before",
                         condition=Q(state="waiting")),
            models.Index(fields=["organization", "wanted_at"], name="delivery_done",
                         condition=Q(state__in=("delivered", "withdrawn"))),
        ]  # fmt: skip
        constraints = [
            one_of("state", DeliveryState, name="delivery_state"),
            models.UniqueConstraint(fields=["organization", "webhook", "change_id"], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return self.event


class WebhookAttempt(Owned):
    """One call: when, what was answered and after how long, and the first 2 kB of the answer."""

    module = "webhook_attempt"
    recorded = False
    personal = Personal(traces=("answer", "error"))

    webhook = OwnedReference(Webhook, models.CASCADE, verbose_name=_("webhook"), related_name="calls")
    delivery = OwnedReference(WebhookDelivery, models.CASCADE, verbose_name=_("delivery"), related_name="calls")
    at = models.DateTimeField(_("at"))
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    error = models.CharField(_("reason"), max_length=300, blank=True)
    answer = models.TextField(_("what was answered"), blank=True)

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        indexes = [
            models.Index(fields=["organization", "delivery", "at"], name="webhook_attempt_of"),
            models.Index(fields=["organization", "webhook", "-at"], name="webhook_attempt_newest"),
        ]

    def __str__(self) -> str:
        return str(self.status or self.error)


class WebhookReplay(Owned):
    """A stretch of time whose changes are sent to a webhook once more, in sets, by the dispatcher."""

    module = "webhook_replay"
    recorded = False

    webhook = OwnedReference(Webhook, models.CASCADE, verbose_name=_("webhook"), related_name="replays")
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    last_id = models.BigIntegerField(_("last change"), default=0)
    found = models.PositiveIntegerField(_("changes"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        indexes = [models.Index(fields=["organization", "webhook", "-id"], name="webhook_replay_of")]

    def __str__(self) -> str:
        return f"{self.since} – {self.until}"


class WebhookQueue(models.Model):
    """When a webhook has something to be sent, and which dispatcher is at it.

    It holds ids and times only, and no policy: a dispatcher looks here first, then acts for one organization.
    """

    webhook_id = models.UUIDField(primary_key=True, editable=False)
    organization = models.ForeignKey(settings.ATRIUM_ORGANIZATION_MODEL, models.CASCADE, related_name="+")
    is_active = models.BooleanField(_("active"), default=True)
    wake_at = models.DateTimeField(_("due"), null=True)
    lease = models.UUIDField(_("dispatcher"), default=new_id)
    leased_until = models.DateTimeField(_("until"), null=True)
    # Failed calls since the last that went through: the circuit is open from some number on.
    failures = models.PositiveIntegerField(_("failures"), default=0)

    class Meta:
        db_table = "integrations_webhook_queue"
        verbose_name = _("queue of a webhook")
        verbose_name_plural = _("queues of webhooks")
        indexes = [models.Index(fields=["wake_at"], name="webhook_due", condition=Q(wake_at__isnull=False))]

    def __str__(self) -> str:
        return str(self.webhook_id)
