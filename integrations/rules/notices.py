"""Telling people of alerts."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.changes import Change
from integrations.rules.choices import Severity
from integrations.rules.models import Alert
from notifications.kinds import Followers, Joined, Kind, Notice, NoticeRule, RecordKey

KINDS = (Kind(name="alert", label=_("An alert is raised"), help=_("A rule of your organization tells you.")),)
SEVERITIES = dict(Severity.choices)


def joins(changes: Sequence[Change]) -> Iterable[Joined]:
    """Nobody follows an alert."""
    return ()


def read(changes: Sequence[Change], followers: Mapping[UUID, Followers], actor: Actor) -> list[Notice]:
    """A notice of each new alert, for those it is addressed to."""
    return [of_alert(change) for change in changes if change.action == "create"]


def of_alert(change: Change) -> Notice:
    """What a new alert says."""
    after = change.after or {}
    return Notice(
        change=change,
        kind="alert",
        record=RecordKey(Alert.module, change.record_id),
        people=frozenset(UUID(key) for key in after["recipients"]),
        title=after["title"],
        body=format_lazy(_("Alert: {severity}"), severity=SEVERITIES[after["severity"]]),
        note=after.get("text") or "",
    )


def record_of(change: Change) -> UUID | None:
    """The alert itself."""
    return change.record_id


ALERT_NOTICES = NoticeRule(modules=(Alert.module,), joins=joins, read=read, record_of=record_of)
