"""What sets a rule off, in one form: an event, the change of a record, or a record that a schedule finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.changes import Change
from core.records import Record
from integrations.events.models import Event


@dataclass(frozen=True, slots=True)
class Occasion:
    """One happening. `row` are the record's columns as the change left them, `old` those it changed as they were."""

    key: str
    at: datetime
    module: str = ""
    record_id: UUID | None = None
    row: Mapping[str, Any] = field(default_factory=dict)
    old: Mapping[str, Any] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    event: Event | None = None
    change_id: int | None = None
    depth: int = 1

    @property
    def measured(self) -> str:
        """Which record, or which source, a value was measured at."""
        return str(self.record_id) if self.record_id or self.event is None else self.event.source


def occasion_of_event(event: Event, *, round: int = 0) -> Occasion:
    """An event; each time it is replayed it is a new occasion."""
    return Occasion(
        key=f"event:{event.pk}:{round}",
        at=event.occurred_at,
        module=event.subject_module if event.subject_id else "",
        record_id=event.subject_id,
        event=event,
    )


def occasion_of_change(change: Change, *, depth: int = 1) -> Occasion:
    """A change of a record, by its row in the change record."""
    return Occasion(
        key=f"change:{change.pk}",
        at=change.at,
        module=change.module,
        record_id=change.record_id,
        row=change.after or change.before or {},
        old=(change.before or {}) if change.action != "create" else {},
        changed=frozenset(name.removesuffix("_id") for name in change.changed),
        change_id=change.pk,
        depth=depth,
    )


def occasion_of_record(module: str, record: Record, *, key: str, at: datetime) -> Occasion:
    """A record that a schedule has found."""
    return Occasion(key=key, at=at, module=module, record_id=record.pk)
