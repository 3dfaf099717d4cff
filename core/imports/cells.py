"""Texts of a column to typed values, by a parser compiled once. A text that was read before is not read again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _

# The export puts the mark before a text that a spreadsheet would run as a formula.
MARK, FORMULA_SIGNS = "'", ("=", "+", "-", "@", "\t", "\r")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{1,12})?")
YES = frozenset({"true", "yes", "y", "1"})
NO = frozenset({"false", "no", "n", "0"})
# Distinct texts of a column that are remembered.
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a cell is refused."""

    code: str
    message: str


Parser = Callable[[str], Any]


def remembering(parse: Parser) -> Parser:
    """Columns repeat themselves: a state, a day, a name. Each distinct text is read once."""
    known: dict[str, Any] = {}
    missing = object()

    def read(text: str) -> Any:
        value = known.get(text, missing)
        if value is missing:
            if len(known) >= REMEMBERED:
                known.clear()
            value = known[text] = parse(clean(text))
        return value

    return read


def clean(text: str) -> str:
    """Without the blanks around it, and without the mark that kept it from being a formula."""
    text = text.strip()
    return text[1:] if text[:1] == MARK and text[1:2] in FORMULA_SIGNS else text


def text_parser(longest: int | None) -> Parser:
    """Any text that a column can hold."""
    nul = Refused("nul", _("A text cannot hold a NUL character."))
    too_long = Refused("too-long", _("At most %d characters.") % longest) if longest else None

    def parse(text: str) -> str | Refused:
        if "\x00" in text:
            return nul
        return too_long if longest and too_long is not None and len(text) > longest else text

    return parse


def choice_parser(choices: list[tuple[str, Any]], others: Mapping[str, str] = MappingProxyType({})) -> Parser:
    """The stored value or the words for it, in capitals or not. Words that mean two things are not taken.

    `others` are words of the system that a file comes from, and the value each means; they go before our own.
    """
    foreign = {word.casefold(): value for word, value in others.items()}
    known: dict[str, set[str]] = {}
    for value, label in choices:
        for word in (str(value), str(label)):
            known.setdefault(word.casefold(), set()).add(str(value))
    listed = ", ".join(str(value) for value, _label in choices if value != "")

    def parse(text: str) -> str | Refused:
        if text.casefold() in foreign:
            return foreign[text.casefold()]
        found = known.get(text.casefold(), ())
        if len(found) == 1:
            return next(iter(found))
        return Refused("choice", _("“%(text)s” is none of: %(choices)s.") % {"text": text[:60], "choices": listed})

    return parse


def integer(text: str) -> int | Refused:
    """Digits and a sign; no separators of thousands."""
    return int(text) if _INTEGER.fullmatch(text) else Refused("integer", _("Give a whole number such as 1250."))


def decimal(text: str) -> Decimal | Refused:
    """Digits, a sign and a decimal point. “1,234.50” is refused: what its comma means depends on the country."""
    if not _DECIMAL.fullmatch(text):
        return Refused("number", _("Give a number such as 1250.50, without separators of thousands."))
    return Decimal(text)


def real(text: str) -> float | Refused:
    """The same for fields of measured values."""
    number = decimal(text)
    return number if isinstance(number, Refused) else float(number)


def boolean(text: str) -> bool | Refused:
    """Yes or no, true or false, 1 or 0."""
    word = text.casefold()
    return word in YES if word in YES | NO else Refused("boolean", _("Give yes or no."))


def words(text: str) -> list[str] | Refused:
    """Texts separated by commas, none twice."""
    if "\x00" in text:
        return Refused("nul", _("A text cannot hold a NUL character."))
    return list(dict.fromkeys(word for part in text.split(",") if (word := part.strip())))


def field_parser(field: models.Field, days: Parser, moments: Parser) -> Parser:
    """The parser of a field that is no reference."""
    if field.choices:
        return choice_parser(list(field.flatchoices))
    for kind, parser in (
        (models.DateTimeField, moments),
        (models.DateField, days),
        (models.BooleanField, boolean),
        (models.DecimalField, decimal),
        (models.FloatField, real),
        (models.IntegerField, integer),
        (ArrayField, words),
    ):
        if isinstance(field, kind):
            return parser
    return text_parser(field.max_length)
