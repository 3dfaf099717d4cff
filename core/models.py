"""Everything core stores, gathered for Django."""

from core.changes import Change
from core.keys import Key
from core.records import ExternalId

__all__ = ["Change", "ExternalId", "Key"]
