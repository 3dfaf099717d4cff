"""The surface of webhooks."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.surfaces import Action, Include, Input, Surface
from integrations.actions.webhooks import (
    create_webhook,
    delete_webhook,
    replay_webhook,
    resend_webhook,
    rotate_webhook,
    test_webhook,
    update_webhook,
)
from integrations.models import Webhook, WebhookAttempt, WebhookDelivery

_WRITE = ("name", "url", "events", "filter", "is_active")
_SECRET = {"secret": _("Signs what the webhook sends. It is shown this once: keep it.")}


def deliveries_of(webhooks: list[UUID], actor: Actor) -> QuerySet[WebhookDelivery]:
    """What webhooks were told or wait to be told, newest first."""
    return WebhookDelivery.objects.visible_to(actor).filter(webhook_id__in=webhooks).order_by("-id")


def calls_of(webhooks: list[UUID], actor: Actor) -> QuerySet[WebhookAttempt]:
    """Every call that was made, newest first."""
    return WebhookAttempt.objects.visible_to(actor).filter(webhook_id__in=webhooks).order_by("-at", "-id")


webhooks = Surface(
    model=Webhook,
    slug="webhooks",
    scope="events",
    prefix="WH",
    icon="send",
    columns=("number", *_WRITE, "person", "gave_up_at", "rotated_at", "created_at", "updated_at"),
    default_columns=("name", "url", "events", "is_active", "gave_up_at", "person"),
    filters=("number", "name", "url", "is_active", "person", "gave_up_at", "rotated_at", "created_at", "updated_at"),
    ordering=("name", "created_at", "updated_at", "number"),
    default_ordering=("name",),
    form=_WRITE,
    imports=(),
    read=(*_WRITE, "person", "gave_up_at", "rotated_at", "former_secret_until"),
    write=_WRITE,
    bulk=("is_active",),
    search={"number": "A", "name": "A", "url": "B"},
    includes=(
        Include(
            name="deliveries",
            label=_("Deliveries"),
            rows=deliveries_of,
            parent="webhook",
            read=(
                *("event", "record_module", "record_id", "occurred_at", "state", "attempts", "next_attempt_at"),
                *("status", "error", "milliseconds", "delivered_at"),
            ),
        ),
        Include(
            name="calls",
            label=_("Calls"),
            rows=calls_of,
            parent="webhook",
            read=("delivery", "at", "milliseconds", "status", "error", "answer"),
        ),
    ),
    create=create_webhook,
    reveals=_SECRET,
    update=update_webhook,
    delete=delete_webhook,
    actions=(
        Action(
            verb="test",
            event="tested",
            label=_("Send a test"),
            run=test_webhook,
            icon="send",
            help=_("A test that concerns no record is sent at once; how it went stands among the deliveries."),
        ),
        Action(
            verb="rotate",
            event="rotated",
            label=_("Replace the secret"),
            run=rotate_webhook,
            inputs=(
                Input(
                    name="overlap_hours",
                    kind="integer",
                    label=_("Hours for which the former secret signs too"),
                    required=False,
                    help=_("24 unless told."),
                ),
            ),
            icon="key",
            reveals=_SECRET,
            help=_("The new secret is shown once. Until the former one ends, every call carries both signatures."),
        ),
        Action(
            verb="resend",
            event="resent",
            label=_("Send one again"),
            run=resend_webhook,
            inputs=(Input(name="delivery", kind="text", label=_("Delivery")),),
            icon="undo",
            help=_("It is sent under the same id, so that a receiver who had it already can tell."),
        ),
        Action(
            verb="replay",
            event="replayed",
            label=_("Send a stretch of time again"),
            run=replay_webhook,
            inputs=(
                Input(name="since", kind="datetime", label=_("From")),
                Input(name="until", kind="datetime", label=_("Until"), required=False, help=_("Empty: until now.")),
            ),
            icon="refresh",
            help=_("Everything the webhook asks for that happened then is sent, also what was sent before."),
        ),
    ),
)
