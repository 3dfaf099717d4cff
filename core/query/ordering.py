"""The order of a list: up to two fields, then the id, so that no two rows ever tie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _

from core.query.errors import QueryError, nearest
from core.query.fields import FieldSet, QueryField
from core.query.kinds import Kind

MOST_KEYS = 2
# A list shorter than this may begin with any field; a longer one only with one that an index serves.
SORTED_IN_MEMORY = 10_000


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key. Empty fields come last when ascending, first when descending, as the index has them."""

    path: str
    descending: bool = False
    kind: Kind = Kind.TEXT
    nullable: bool = True

    @property
    def reversed(self) -> "Key":
        return replace(self, descending=not self.descending)


@dataclass(frozen=True, slots=True)
class Ordering:
    """Sort keys, the id last. `text` is how the caller wrote it."""

    keys: tuple[Key, ...]
    text: str
    indexed: bool = True
    parameter: str = "ordering"

    @property
    def reversed(self) -> "Ordering":
        return replace(self, keys=tuple(key.reversed for key in self.keys))

    def to_order_by(self) -> list[OrderBy]:
        return [OrderBy(F(key.path), descending=key.descending) for key in self.keys]

    def check_length(self, count: int) -> None:
        """Refuse to sort a long list by a field without an index."""
        if not self.indexed and count >= SORTED_IN_MEMORY:
            detail = _("A list of %d or more records cannot be ordered by this field first; narrow it with a filter.")
            raise QueryError(self.parameter, "not-sortable", detail % SORTED_IN_MEMORY)


def parse_ordering(fields: FieldSet, text: str, *, parameter: str = "ordering") -> Ordering:
    """`-created_at,number` as an Ordering, or QueryError."""
    words = [word.strip() for word in text.split(",")]
    if len(words) > MOST_KEYS:
        raise QueryError(parameter, "too-many-keys", _("A list is ordered by at most %d fields.") % MOST_KEYS)
    named = [(_sort_field(fields, word.removeprefix("-"), parameter), word.startswith("-")) for word in words]
    keys = [Key(field.path, descending, field.kind, field.nullable) for field, descending in named]
    if len({key.path for key in keys}) < len(keys):
        raise QueryError(parameter, "repeated", _("A field is named twice."))
    return Ordering(_with_id(keys), text, indexed=named[0][0].sortable, parameter=parameter)


def _sort_field(fields: FieldSet, name: str, parameter: str) -> QueryField:
    field = fields.named(name, parameter)
    if field.multiple or field.custom or field.kind in (Kind.SEARCH, Kind.EXTERNAL_ID, Kind.LONGTEXT):
        known = [one for one in fields if fields[one].sortable]
        raise QueryError(parameter, "not-sortable", _("“%s” cannot be ordered by.") % name, nearest(name, known))
    return field


def _with_id(keys: Sequence[Key]) -> tuple[Key, ...]:
    """The id runs the same way as the first key, so that one index serves both."""
    if any(key.path in ("id", "pk") for key in keys):
        return tuple(keys)
    return (*keys, Key("id", keys[0].descending, Kind.UUID, nullable=False))
