"""Reading a JSON body strictly: what two readers could understand differently is refused."""

import json
import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

DEEPEST = 32
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class StrictJsonParser(BaseParser):
    """One JSON value: UTF-8, no member twice, no NaN, not nested too deep. Decimals keep all their digits."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        # The request's own body: it may have been read already, to recognize a repeated call.
        return parse_json(parser_context["request"]._request.body)


class MergePatchParser(StrictJsonParser):
    """RFC 7396: the same JSON, said to be a patch, which is the body of PATCH alone."""

    media_type = "application/merge-patch+json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if parser_context["request"].method != "PATCH":
            raise UnsupportedMediaType(self.media_type)
        return super().parse(stream, media_type, parser_context)


def parse_json(body: bytes) -> Any:
    """The value of a body, or ParseError with what is wrong."""
    check_depth(body)
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_float=Decimal,
        )
        check_surrogates(body, value)
    except UnicodeError:
        raise ParseError(_("The body is not UTF-8.")) from None
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno, "message": error.msg}
        raise ParseError(_("Line %(line)d, column %(column)d: %(message)s.") % where) from None
    except (ValueError, RecursionError) as error:
        raise ParseError(str(error)) from None
    return value


def check_surrogates(body: bytes, value: Any) -> None:
    """Half a pair, written as an escape, is no character: neither the database nor an answer could hold it."""
    if _SURROGATE.search(body):
        json.dumps(value, ensure_ascii=False, default=str).encode()


def check_depth(body: bytes) -> None:
    """Refuse deep nesting before anything recurses into it."""
    depth = 0
    for match in _STRUCTURE.finditer(body):
        sign = match.group()
        depth += (sign in (b"{", b"[")) - (sign in (b"}", b"]"))
        if depth > DEEPEST:
            raise ParseError(_("The body is nested more than %d deep.") % DEEPEST)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(_("The member “%s” is given twice.") % twice[:60])
    return found


def _no_constant(name: str) -> Any:
    raise ParseError(_("“%s” is no number of JSON.") % name)
