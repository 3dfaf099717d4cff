"""Values of other systems that the database can hold: no NUL, no half characters, no number beyond all bounds."""

import math
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleBroken

DEEPEST = 32
# Characters of the data as JSON.
LARGEST = 256_000


def plain(value: Any, at: str = "data", depth: int = 0) -> Any:
    """The same value made of what JSON columns keep as it is; RuleBroken naming the member that cannot be kept."""
    if depth > DEEPEST:
        raise RuleBroken(at, "too-deep", _("The data is nested more than %d deep.") % DEEPEST)
    match value:
        case dict():
            return {plain_text(name, at): plain(one, f"{at}.{name}", depth + 1) for name, one in value.items()}
        case list():
            return [plain(one, f"{at}.{place}", depth + 1) for place, one in enumerate(value)]
        case str():
            return plain_text(value, at)
        case bool() | None:
            return value
        case int():
            _number(value, at)
            return value
        case Decimal() | float():
            return _number(value, at)
    raise RuleBroken(at, "invalid", _("This is no value of JSON."))


def plain_text(text: str, at: str) -> str:
    """The text, unless no text column can hold it."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise RuleBroken(at, "invalid", _("The value contains a character that no text can hold."))
    return text


def _number(value: int | float | Decimal, at: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise RuleBroken(at, "invalid", _("The number is too large."))
    return number
