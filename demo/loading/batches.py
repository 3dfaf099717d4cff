"""Writing many records in transactions short enough not to hold up anyone who reads the change feed."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from core.bulk import creating_many
from core.models import ExternalId
from core.records import Owned, Record

T = TypeVar("T", bound=Owned)

ROWS_PER_TRANSACTION = 3_000


def loader_of(organization: Organization) -> Actor:
    """The demonstration at work: its name stands in the history of every record it made."""
    return Actor.system(organization.id, source="demo", name="Demonstration")


def create_all(rows: Iterable[T], *, event: str, organization: Organization) -> list[T]:
    """Create records of one model, some thousand to a transaction."""
    actor = loader_of(organization)
    waiting = list(rows)
    for start in range(0, len(waiting), ROWS_PER_TRANSACTION):
        with acting(actor):
            creating_many(waiting[start : start + ROWS_PER_TRANSACTION], event=event, actor=actor)
    return waiting


def name_externally(
    records: Sequence[Record], keys: Sequence[str], *, system: str, organization: Organization
) -> list[ExternalId]:
    """Keep what the source calls each record, so that a later import finds it again."""
    module = records[0].module
    rows = [
        ExternalId(record_module=module, record_id=record.id, system=system, key=key)
        for record, key in zip(records, keys, strict=True)
    ]
    return create_all(rows, event=f"{module}.created", organization=organization)
