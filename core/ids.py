"""Record ids in one place, so that a later Python's own uuid7 can replace the wheel."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A new UUIDv7: globally unique, and sorted by the moment it was made."""
    return uuid7()
