"""What may be done to webhooks, and to what they were told."""

from base64 import b64encode
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.feed import FeedPosition, begin_now
from core.holding import hold
from core.outbound import TargetRefused, check_target
from core.query import QueryError
from core.sealing import seal
from core.writing import assign, changing, creating, deleting
from integrations.choices import DeliveryState
from integrations.models import Webhook, WebhookDelivery, WebhookQueue, WebhookReplay
from integrations.webhooks.events import BY_RULE, PING, check_events, modules_in
from integrations.webhooks.queue import wake
from integrations.webhooks.records import telling

PURPOSE, CONSUMER = "webhook", "webhooks"
# How long the former secret still signs beside the new one, unless somebody asks for another time.
OVERLAP_HOURS, LONGEST_OVERLAP = 24, 24 * 14
LONGEST_REPLAY = timedelta(days=92)


@transaction.atomic
def create_webhook(*, actor: Actor, **values: Any) -> Webhook:
    """Tell another system of changes from now on. It is told what its maker may see; its secret is shown this once."""
    hold(CONSUMER, actor=actor)
    secret = new_secret()
    webhook = Webhook(**values, secret=seal(secret, purpose=PURPOSE))
    with creating(webhook, event="webhook.created", permission="integrations.add_webhook", actor=actor) as row:
        row.person_id = actor.person_id
        check_webhook(row, actor=actor)
    keep_queue(webhook, actor=actor)
    webhook.revealed = {"secret": secret}
    return webhook


@transaction.atomic
def update_webhook(webhook: Webhook, *, actor: Actor, version: int | None = None, **values: Any) -> Webhook:
    """Change where a webhook sends and what. From then on it is told what the person who changed it may see."""
    hold(CONSUMER, actor=actor)
    with changing(
        webhook, event="webhook.updated", permission="integrations.change_webhook", actor=actor, version=version
    ) as row:
        assign(row, values)
        check_webhook(row, actor=actor)
        row.person_id = actor.person_id or row.person_id
    keep_queue(webhook, actor=actor)
    return webhook


@transaction.atomic
def delete_webhook(webhook: Webhook, *, actor: Actor, version: int | None = None) -> None:
    """Tell another system no more. What waits is not sent."""
    hold(CONSUMER, actor=actor)
    with deleting(
        webhook, event="webhook.deleted", permission="integrations.delete_webhook", actor=actor, version=version
    ):
        pass
    WebhookQueue.objects.filter(webhook_id=webhook.pk).delete()
    forget_position(actor)


@transaction.atomic
def rotate_webhook(
    webhook: Webhook, *, actor: Actor, overlap_hours: int | None = None, version: int | None = None
) -> Webhook:
    """Replace the secret, which is shown this once. The former one signs too for a day, or for the hours given."""
    hours = OVERLAP_HOURS if overlap_hours is None else overlap_hours
    if not 0 <= hours <= LONGEST_OVERLAP:
        raise RuleBroken("overlap_hours", "invalid", _("From 0 to %d hours.") % LONGEST_OVERLAP)
    secret, now = new_secret(), timezone.now()
    with changing(
        webhook, event="webhook.rotated", permission="integrations.rotate_webhook", actor=actor, version=version
    ) as row:
        row.former_secret, row.former_secret_until = row.secret, now + timedelta(hours=hours)
        row.secret, row.rotated_at = seal(secret, purpose=PURPOSE), now
    webhook.revealed = {"secret": secret}
    return webhook


@transaction.atomic
def test_webhook(webhook: Webhook, *, actor: Actor) -> Webhook:
    """Send a test, `webhook.ping`, which concerns no record."""
    row = get_active(webhook, "integrations.test_webhook", actor=actor)
    queue_message(row, PING)
    return webhook


def send_by_rule(webhook: Webhook, *, body: dict[str, Any]) -> WebhookDelivery:
    """Send what a rule says, signed and tried again like every change. The rule names the webhook, and decides."""
    if not webhook.is_active:
        raise RuleBroken("webhook", "not-active", _("The webhook is switched off."), status=409)
    return queue_message(webhook, BY_RULE, body)


def queue_message(webhook: Webhook, event: str, body: dict[str, Any] | None = None) -> WebhookDelivery:
    """Something that tells of no change waits to be sent at once."""
    now = timezone.now()
    delivery = WebhookDelivery.objects.create(
        organization_id=webhook.organization_id,
        webhook=webhook,
        event=event,
        body=body,
        occurred_at=now,
        created_at=now,
        wanted_at=now,
        next_attempt_at=now,
    )
    wake({webhook.pk})
    return delivery


@transaction.atomic
def resend_webhook(webhook: Webhook, *, actor: Actor, delivery: str) -> Webhook:
    """Send one delivery again, whatever came of it, under the same id."""
    row = get_active(webhook, "integrations.resend_webhook", actor=actor)
    now = timezone.now()
    delivery_of(row, delivery).update(
        state=DeliveryState.WAITING, attempts=0, wanted_at=now, next_attempt_at=now, error="", delivered_at=None
    )
    wake({row.pk})
    return webhook


@transaction.atomic
def replay_webhook(webhook: Webhook, *, actor: Actor, since: datetime, until: datetime | None = None) -> Webhook:
    """Send everything again that happened in a stretch of time, also what was not sent then."""
    row = get_active(webhook, "integrations.replay_webhook", actor=actor)
    end = min(until or timezone.now(), timezone.now())
    if not since < end:
        raise RuleBroken("since", "invalid", _("It must begin before it ends, and not in the future."))
    if end - since > LONGEST_REPLAY:
        raise RuleBroken("since", "invalid", _("At most %d days at once.") % LONGEST_REPLAY.days)
    WebhookReplay.objects.create(
        organization_id=row.organization_id, webhook=row, since=since, until=end, created_at=timezone.now()
    )
    return webhook


def stop_webhook(webhook_id: UUID, *, actor: Actor) -> None:
    """Switch a webhook off by itself: its receiver is gone for good, or its filter is not understood any more."""
    hold(CONSUMER, actor=actor)
    webhook = Webhook.objects.visible_to(actor).filter(pk=webhook_id, is_active=True).first()
    if webhook is None:
        return
    with changing(webhook, event="webhook.stopped", actor=actor) as row:
        row.is_active = False
    WebhookQueue.objects.filter(webhook_id=webhook_id).update(is_active=False)
    forget_position(actor)


def give_up_on_webhook(webhook_id: UUID, *, actor: Actor) -> None:
    """Note that something was tried for days in vain and is parked; the first time since the receiver answered."""
    webhook = Webhook.objects.visible_to(actor).filter(pk=webhook_id, gave_up_at=None).first()
    if webhook is not None:
        with changing(webhook, event="webhook.gave_up", actor=actor) as row:
            row.gave_up_at = row.gave_up_at or timezone.now()


def recover_webhook(webhook_id: UUID, *, actor: Actor) -> None:
    """Note that the receiver answers again. What is parked stays so until somebody sends it again."""
    webhook = Webhook.objects.visible_to(actor).filter(pk=webhook_id, gave_up_at__isnull=False).first()
    if webhook is not None:
        with changing(webhook, event="webhook.recovered", actor=actor) as row:
            row.gave_up_at = None


def new_secret() -> str:
    """192 bits, written as Standard Webhooks writes secrets."""
    return f"whsec_{b64encode(token_bytes(24)).decode()}"


def delivery_of(webhook: Webhook, text: str) -> QuerySet[WebhookDelivery]:
    """The delivery of that id, or RuleBroken."""
    try:
        rows = WebhookDelivery.objects.filter(
            organization_id=webhook.organization_id, webhook=webhook, pk=UUID(str(text))
        )
    except ValueError:
        rows = WebhookDelivery.objects.none()
    if not rows.exists():
        raise RuleBroken("delivery", "unknown-reference", _("There is no such delivery."))
    return rows


def get_active(webhook: Webhook, permission: str, *, actor: Actor) -> Webhook:
    """The webhook as the actor sees it; it must be active to be sent anything."""
    row: Webhook = Webhook.objects.get_visible(actor, pk=webhook.pk)
    actor.require(permission)
    if not row.is_active:
        raise RuleBroken("", "not-active", _("The webhook is switched off."), status=409)
    return row


def check_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """The address may be called, the events exist, and every module that is asked for understands the filter."""
    try:
        check_target(webhook.url)
    except TargetRefused as refused:
        raise RuleBroken("url", "refused", str(refused)) from None
    webhook.events = check_events(webhook.events or [])
    for module in modules_in(webhook.events) if webhook.filter else ():
        try:
            telling().parse_filter(module, webhook.filter, actor)
        except QueryError as error:
            words = _("For %(module)s: %(detail)s") % {"module": module, "detail": error.detail}
            raise RuleBroken("filter", "invalid", words) from None


def keep_queue(webhook: Webhook, *, actor: Actor) -> None:
    """The webhook's place among what is dispatched. The first one of an organization begins with what happens now.

    The caller holds who reads the changes: one that is made while the last one goes would have no place of its own.
    """
    active = WebhookQueue.objects.filter(organization_id=actor.organization_id, is_active=True)
    if webhook.is_active and not active.exists():
        begin_now(CONSUMER, actor=actor)
    WebhookQueue.objects.update_or_create(
        webhook_id=webhook.pk,
        defaults={"organization_id": actor.organization_id, "is_active": webhook.is_active},
    )
    forget_position(actor)
    if webhook.is_active:
        wake({webhook.pk})


def forget_position(actor: Actor) -> None:
    """Where no webhook is active nobody reads on: a position that stands still would keep old changes for ever."""
    if not WebhookQueue.objects.filter(organization_id=actor.organization_id, is_active=True).exists():
        FeedPosition.objects.filter(organization_id=actor.organization_id, consumer=CONSUMER).delete()
