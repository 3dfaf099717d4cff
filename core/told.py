"""Members of answers: their types, which the API's description reads, and how moments are written."""

from datetime import UTC, datetime
from typing import Annotated

# A moment in UTC, such as `2026-03-15T10:00:00.000000Z`.
Moment = Annotated[str, "date-time"]
# The id of a record.
Id = Annotated[str, "uuid"]


def spell_moment(at: datetime) -> Moment:
    """A moment as the API writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
