"""What each organization has defined, as this process was last told.

The statement that names the organization tells it anew when it has changed since, whichever process changed it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

UNKNOWN = -1
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class KnownDefinitions:
    """One generation of an organization's custom fields: their rows, and what was made of them for a module."""

    generation: int
    rows: Sequence[Mapping[str, Any]]
    by_module: dict[str, Any] = field(default_factory=dict)


_known: dict[UUID, KnownDefinitions] = {}


def recall(organization: UUID) -> KnownDefinitions | None:
    """What the process knows of the organization, if anything."""
    return _known.get(organization)


def learn(organization: UUID, told: str) -> KnownDefinitions:
    """Keep what the database told."""
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    given = json.loads(told)
    found = _known[organization] = KnownDefinitions(given["generation"], given["fields"])
    return found
