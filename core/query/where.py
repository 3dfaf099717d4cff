"""Expressions: `(status in (open, on_hold) or priority = P1) and not property.region = …`. See README.md."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.query.ast import DEEPEST, Condition, Not, all_of, any_of, compare
from core.query.errors import QueryError, nearest
from core.query.fields import FieldSet
from core.query.kinds import SYMBOLS, Operator

LONGEST = 4_000
MOST_COMPARISONS = 100

_TOKEN = re.compile(
    r"""\s*(?:(?P<word>[\w.:@+\-]+)|(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign>!=|<=|>=|[=<>(),]))""",
    re.DOTALL,
)
_BARE = re.compile(r"[\w.:@+\-]+")
_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "null", "between", "contains"})
_OPERATORS = {
    symbol: operator for operator, symbol in SYMBOLS.items() if operator not in (Operator.NIN, Operator.ISNULL)
}
_OPERATORS["icontains"] = Operator.ICONTAINS


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression, and where it begins."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words

    def is_sign(self, sign: str) -> bool:
        return self.kind == "sign" and self.text == sign


def is_bare(text: str) -> bool:
    """Whether a value may stand without quotation marks."""
    return bool(_BARE.fullmatch(text)) and text.lower() not in _KEYWORDS


def parse_where(fields: FieldSet, text: str, *, parameter: str = "where") -> Condition:
    """The condition that an expression states, or QueryError saying where it goes wrong."""
    if len(text) > LONGEST:
        raise QueryError(parameter, "too-long", _("An expression has at most %d characters.") % LONGEST)
    return _Parser(fields, _tokens(text, parameter), parameter).parse()


def _tokens(text: str, parameter: str) -> list[Token]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if not match or not match.lastgroup:
            raise _syntax(parameter, _("“%s” is not understood") % text[position:].strip()[:20], position)
        kind = match.lastgroup
        piece = re.sub(r"\\(.)", r"\1", match[kind][1:-1], flags=re.DOTALL) if kind == "text" else match[kind]
        tokens.append(Token(kind, piece, match.start(kind)))
        position = match.end()
    return [*tokens, Token("end", "", end)]


def _syntax(parameter: str, detail: str, at: int) -> QueryError:
    return QueryError(parameter, "syntax", _("%(detail)s at character %(at)d.") % {"detail": detail, "at": at + 1})


class _Parser:
    """Recursive descent: or, and, not, a comparison or a group in parentheses."""

    def __init__(self, fields: FieldSet, tokens: list[Token], parameter: str) -> None:
        self.fields, self.tokens, self.parameter = fields, tokens, parameter
        self.position = self.depth = self.compared = 0

    def parse(self) -> Condition:
        condition = self._alternatives()
        if self._next.kind != "end":
            raise self._expected(_("“and”, “or” or the end"))
        return condition

    @property
    def _next(self) -> Token:
        return self.tokens[self.position]

    def _take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def _take_word(self, *words: str) -> bool:
        found = self._next.is_word(*words)
        self.position += found
        return found

    def _take_sign(self, sign: str) -> bool:
        found = self._next.is_sign(sign)
        self.position += found
        return found

    def _expected(self, what: str) -> QueryError:
        found = _("“%s” is found") % self._next.text[:20] if self._next.text else _("the expression ends")
        detail = _("%(what)s is expected, but %(found)s") % {"what": what, "found": found}
        return _syntax(self.parameter, detail, self._next.at)

    def _alternatives(self) -> Condition:
        parts = [self._requirements()]
        while self._take_word("or"):
            parts.append(self._requirements())
        return any_of(parts)

    def _requirements(self) -> Condition:
        parts = [self._negatable()]
        while self._take_word("and"):
            parts.append(self._negatable())
        return all_of(parts)

    def _negatable(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(self.parameter, "too-deep", _("Conditions may be nested %d deep.") % DEEPEST)
        condition = self._one()
        self.depth -= 1
        return condition

    def _one(self) -> Condition:
        if self._take_word("not"):
            return Not(self._negatable())
        if self._take_sign("("):
            condition = self._alternatives()
            if not self._take_sign(")"):
                raise self._expected(_("“)”"))
            return condition
        return self._comparison()

    def _comparison(self) -> Condition:
        if self._next.kind != "word":
            raise self._expected(_("A field"))
        self.compared += 1
        if self.compared > MOST_COMPARISONS:
            raise QueryError(self.parameter, "too-long", _("At most %d comparisons can be made.") % MOST_COMPARISONS)
        name = self._take().text
        self.fields.named(name, self.parameter)
        operator = self._operator()
        return compare(self.fields, name, operator, self._values(operator), self.parameter)

    def _operator(self) -> Operator:
        if self._take_word("is"):
            return Operator.ISNULL
        if self._take_word("not"):
            if not self._take_word("in"):
                raise self._expected(_("“in”"))
            return Operator.NIN
        found = _OPERATORS.get(self._next.text.lower()) if self._next.kind in ("word", "sign") else None
        if not found:
            known = sorted({*_OPERATORS, "is null", "is not null", "not in"})
            detail = _("“%(found)s” is no operator; known are: %(known)s.")
            words = {"found": self._next.text[:20], "known": ", ".join(known)}
            raise QueryError(self.parameter, "unknown-operator", detail % words, nearest(self._next.text, known))
        self._take()
        return found

    def _values(self, operator: Operator) -> list[str]:
        if operator is Operator.ISNULL:
            positive = not self._take_word("not")
            if not self._take_word("null"):
                raise self._expected(_("“null” or “not null”"))
            return ["true" if positive else "false"]
        if self._take_sign("("):
            return self._list()
        if operator in (Operator.IN, Operator.NIN, Operator.BETWEEN):
            raise self._expected(_("A list in parentheses"))
        return [self._value()]

    def _list(self) -> list[str]:
        values = [self._value()]
        while self._take_sign(","):
            values.append(self._value())
        if not self._take_sign(")"):
            raise self._expected(_("“,” or “)”"))
        return values

    def _value(self) -> str:
        if self._next.kind not in ("word", "text"):
            raise self._expected(_("A value"))
        return self._take().text
