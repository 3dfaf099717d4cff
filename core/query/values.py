"""Values as written, turned into typed ones. What PostgreSQL would choke on is refused here, by name."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from core.query.dates import FIRST_DAY, LAST_DAY, WORDS, Relative, parse_relative
from core.query.errors import QueryError, nearest
from core.query.kinds import Kind

if TYPE_CHECKING:
    from core.query.fields import QueryField

LONGEST_TEXT = 1_000
_BIGINT = 2**63
_YEARS = {"first": FIRST_DAY.year, "last": LAST_DAY.year}

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(Z|z|[+ -][0-9]{2}:?[0-9]{2})?"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A person known only when asked: me, my_team, nobody; `mine` for one's own team or company."""

    text: str


Value = str | int | bool | Decimal | UUID | date | datetime | Relative | Token

TOKENS = {Kind.PERSON: ("me", "my_team", "nobody"), Kind.REFERENCE: ("mine",)}


def parse_value(field: "QueryField", text: str, parameter: str) -> Value:
    """The typed value of `text` for `field`, or QueryError naming `parameter`."""
    if len(text) > LONGEST_TEXT:
        raise QueryError(parameter, "too-long", _("A value has at most %d characters.") % LONGEST_TEXT)
    refuse_unstorable(text, parameter)
    return _PARSERS[field.kind](field, text, parameter)


def print_value(value: Value) -> str:
    """The canonical text of a value; `parse_value` reads it back to the same value."""
    match value:
        case Relative() | Token():
            return value.text
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Decimal():
            return format(value, "f")
    return str(value)


def invalid(parameter: str, detail: str, suggestion: str | None = None) -> QueryError:
    return QueryError(parameter, "invalid-value", detail, suggestion)


def refuse_unstorable(text: str, parameter: str) -> None:
    """Refuse what PostgreSQL's text cannot hold: NUL, and halves of a surrogate pair."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise invalid(parameter, _("The value contains a character that no text can hold."))


def _text(field: "QueryField", text: str, parameter: str) -> str:
    if not text.strip():
        raise invalid(parameter, _("The value is empty; ask “is null” for records without one."))
    return text


def _choice(field: "QueryField", text: str, parameter: str) -> str:
    known = [str(value) for value, label in field.choices]
    if known and text not in known:
        detail = _("“%(value)s” is not one of: %(known)s.") % {"value": text[:60], "known": ", ".join(known)}
        raise invalid(parameter, detail, nearest(text, known))
    return _text(field, text, parameter)


def _uuid(field: "QueryField", text: str, parameter: str) -> UUID | Token:
    tokens = TOKENS.get(field.kind, ())
    if text in tokens:
        return Token(text)
    if not _UUID.fullmatch(text):
        detail = _("“%s” is not an id (a UUID such as 0190c2a4-5d1e-7c3f-8a2b-3c4d5e6f7a8b).") % text[:60]
        raise invalid(parameter, detail, nearest(text, tokens))
    return UUID(text)


def _integer(field: "QueryField", text: str, parameter: str) -> int:
    digits = text.strip()
    if not _INTEGER.fullmatch(digits) or not -_BIGINT <= int(digits) < _BIGINT:
        raise invalid(parameter, _("“%s” is not a whole number within 64 bits.") % text[:60])
    return int(digits)


def _decimal(field: "QueryField", text: str, parameter: str) -> Decimal:
    if not _DECIMAL.fullmatch(text.strip()):
        detail = _("“%s” is not a number such as 1250.50 (at most 20 digits and 12 decimals, no exponent).")
        raise invalid(parameter, detail % text[:60])
    return Decimal(text.strip())


def _boolean(field: "QueryField", text: str, parameter: str) -> bool:
    if text not in ("true", "false"):
        raise invalid(parameter, _("“%s” is neither true nor false.") % text[:60], nearest(text, ("true", "false")))
    return text == "true"


def _date(field: "QueryField", text: str, parameter: str) -> date | Relative:
    if relative := parse_relative(text):
        return relative
    if not _DATE.fullmatch(text):
        detail = _("“%s” is not a date such as 2026-03-15 or last_30_days.") % text[:60]
        raise invalid(parameter, detail, nearest(text, WORDS))
    return _within(_from_iso(date, text, parameter), parameter)


def _datetime(field: "QueryField", text: str, parameter: str) -> date | datetime | Relative:
    match = _DATETIME.fullmatch(text)
    if not match:
        return _date(field, text, parameter)
    if not match[1]:
        raise invalid(parameter, _("“%s” has no offset; add Z, or an offset such as -05:00.") % text[:60])
    # A plus sign that was not encoded arrives as a space.
    iso = text[: match.start(1)] + match[1].replace(" ", "+").upper()
    moment = _from_iso(datetime, iso, parameter)
    _within(moment.date(), parameter)
    return moment.astimezone(UTC)


_Day = TypeVar("_Day", date, datetime)


def _from_iso(kind: type[_Day], text: str, parameter: str) -> _Day:
    try:
        return kind.fromisoformat(text)
    except ValueError as error:
        raise invalid(parameter, _("“%(value)s”: %(reason)s.") % {"value": text[:60], "reason": error}) from None


def _within(day: date, parameter: str) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise invalid(parameter, _("The year must lie between %(first)d and %(last)d.") % _YEARS)
    return day


def _external_id(field: "QueryField", text: str, parameter: str) -> str:
    system, colon, key = text.partition(":")
    if not (system and colon and key):
        raise invalid(parameter, _("“%s” is not an external id such as yardi:P-100 (system, colon, key).") % text[:60])
    return text


_PARSERS = {
    Kind.TEXT: _text,
    Kind.LONGTEXT: _text,
    Kind.TAGS: _text,
    Kind.CHOICE: _choice,
    Kind.REFERENCE: _uuid,
    Kind.PERSON: _uuid,
    Kind.UUID: _uuid,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.EXTERNAL_ID: _external_id,
    Kind.SEARCH: _text,
}
