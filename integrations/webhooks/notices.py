"""Telling people that another system does not take what it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.changes import Change
from integrations.models import Webhook
from notifications.kinds import Followers, Joined, Kind, Notice, NoticeRule, RecordKey

KINDS = (
    Kind(
        name="webhook",
        label=_("A webhook fails"),
        help=_("Of webhooks that you made or changed: what could not be sent for days, and that it is taken again."),
    ),
)
# By the event: what its reader is told.
TOLD: dict[str, Any] = {
    "webhook.gave_up": _("was tried for days in vain: what waited is parked, and can be sent again"),
    "webhook.recovered": _("is answered again; what is parked can be sent again"),
    "webhook.stopped": _("was switched off: its receiver wants no more, or its filter is not understood"),
}


def joins(changes: Sequence[Change]) -> Iterable[Joined]:
    """Nobody follows a webhook."""
    return ()


def read(changes: Sequence[Change], followers: Mapping[UUID, Followers], actor: Actor) -> list[Notice]:
    """A notice of what became of a webhook by itself."""
    return [of_webhook(change) for change in changes if change.event in TOLD]


def of_webhook(change: Change) -> Notice:
    """For whom it belongs to, and who made it or changed it last."""
    after = change.after or {}
    people = {UUID(after[name]) for name in ("person_id", "created_by_id", "updated_by_id") if after.get(name)}
    return Notice(
        change=change,
        kind="webhook",
        record=RecordKey(Webhook.module, change.record_id),
        people=frozenset(people),
        title=format_lazy(_("Webhook {name}"), name=after["name"]),
        body=TOLD[change.event],
    )


def record_of(change: Change) -> UUID | None:
    """The webhook itself."""
    return change.record_id


WEBHOOK_NOTICES = NoticeRule(modules=(Webhook.module,), joins=joins, read=read, record_of=record_of)
