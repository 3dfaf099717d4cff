"""Where a page ended: the last row's sort values, so that the next page begins after that row whatever was written.

The cost does not grow with depth, and no row is skipped or shown twice.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.query.errors import QueryError
from core.query.fields import QueryField
from core.query.kinds import Kind
from core.query.ordering import Key, Ordering
from core.query.values import Token, parse_value, refuse_unstorable

LONGEST = 8_000
_TEXTS = (Kind.TEXT, Kind.LONGTEXT, Kind.CHOICE)
_PLAIN = {Kind.REFERENCE: Kind.UUID, Kind.PERSON: Kind.UUID, Kind.MONEY: Kind.DECIMAL}


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row next to which a page begins: after it, or when `backward` before it."""

    values: tuple[Any, ...]
    backward: bool = False

    def to_q(self, ordering: Ordering) -> Q:
        """The rows beyond this one in the ordering's direction."""
        keys = (ordering.reversed if self.backward else ordering).keys
        return _beyond(keys, self.values)


def encode_cursor(ordering: Ordering, values: Sequence[Any], *, backward: bool = False) -> str:
    """An opaque text; it is of use only with the same ordering."""
    payload = [ordering.text, int(backward), [_write(value) for value in values]]
    return base64.urlsafe_b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(ordering: Ordering, text: str) -> Cursor:
    """The cursor in `text`, or QueryError: whatever was done to it, it is only ever read as typed values."""
    try:
        padded = text[:LONGEST].encode("ascii") + b"=" * (-len(text[:LONGEST]) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True)
        match json.loads(decoded):
            case [str(written_for), 0 | 1 as backward, [*values]] if len(values) == len(ordering.keys):
                pass
            case _:
                raise _malformed()
    except (ValueError, RecursionError, binascii.Error):
        raise _malformed() from None
    if written_for != ordering.text:
        raise QueryError("cursor", "invalid-cursor", _("The cursor belongs to a list in another order."))
    read = tuple(_read(key, value) for key, value in zip(ordering.keys, values, strict=True))
    return Cursor(read, bool(backward))


def _malformed() -> QueryError:
    return QueryError("cursor", "invalid-cursor", _("The cursor is damaged; begin again with an empty one."))


def _write(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _read(key: Key, value: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _malformed()
    if key.kind in _TEXTS:
        refuse_unstorable(value, "cursor")
        return value
    if key.kind is Kind.DATETIME:
        return _moment(value)
    read = parse_value(QueryField("cursor", _PLAIN.get(key.kind, key.kind)), value, "cursor")
    if isinstance(read, Token) or (key.kind is Kind.DATE and type(read) is not date):
        raise _malformed()
    return read


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _malformed() from None
    if moment.tzinfo is None or not 1000 <= moment.year <= 9998:
        raise _malformed()
    return moment


def _beyond(keys: Sequence[Key], values: Sequence[Any]) -> Q:
    """Rows after `values`. The first key's own bound stands in front, where an index can begin to read."""
    key, value, rest = keys[0], values[0], keys[1:]
    same = Q(**{f"{key.path}__isnull": True}) if value is None else Q(**{key.path: value})
    ties = same & _beyond(rest, values[1:]) if rest else Q(pk__in=[])
    if value is None:
        # Empty fields come first when descending: everything else lies beyond them.
        return Q(**{f"{key.path}__isnull": False}) | ties if key.descending else ties
    side = "lt" if key.descending else "gt"
    further = Q(**{f"{key.path}__{side}": value}) | ties
    if key.nullable and not key.descending:
        return further | Q(**{f"{key.path}__isnull": True})
    return Q(**{f"{key.path}__{side}e": value}) & further
