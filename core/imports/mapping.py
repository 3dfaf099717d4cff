"""Which column fills which field, and how lines find the records they mean."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any, Self

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Problem, RuleBroken
from core.external_ids import is_system
from core.imports.dates import DATE_FORMATS, ISO
from core.imports.reading import ENCODINGS
from core.imports.targets import EXTERNAL_ID, targets_of
from core.surfaces import Surface


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file is read. `match` names the target by which a line finds its record; without it each line is new."""

    columns: dict[str, str] = field(default_factory=dict)
    match: str = ""
    system: str = ""
    dates: str = ISO
    encoding: str = ""

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


def read_mapping(text: str) -> dict[str, str]:
    """`Column=field,Other=field`, or the same as a JSON object."""
    if text.lstrip().startswith("{"):
        try:
            given = json.loads(text)
        except ValueError as error:
            raise broken(_("The mapping is no JSON: %s.") % error) from None
        if not all(isinstance(one, str) for one in given.values()):
            raise broken(_("The mapping gives each column the name of a field."))
        return given
    pairs = [pair.rpartition("=") for pair in text.split(",") if pair.strip()]
    if not all(column and target for column, _sign, target in pairs):
        raise broken(_("Write a mapping as Column=field,Other=field."))
    return {column.strip(): target.strip() for column, _sign, target in pairs}


def check_mapping(mapping: Mapping, surface: Surface, heading: Sequence[str], *, actor: Actor) -> Mapping:
    """The mapping with its way to match filled in, or RuleBroken naming every fault in it."""
    known, used = targets_of(surface, actor=actor), list(mapping.columns.values())
    problems = [
        Problem(f"columns.{column}", "unknown-column", _("The file has no column “%s”.") % column[:60])
        for column in mapping.columns
        if column not in heading
    ]
    problems += [
        Problem(f"columns.{column}", "unknown-field", _("There is no field “%s” to import.") % target[:60])
        for column, target in mapping.columns.items()
        if target not in known
    ]
    problems += _doubles(mapping, {name: one.member for name, one in known.items()})
    if not used:
        problems.append(Problem("columns", "required", _("Choose a field for at least one column.")))
    match = mapping.match or next((one for one in (EXTERNAL_ID, "number") if one in used), "")
    problems += _option_problems(mapping, match, used)
    if problems:
        raise RuleBroken(problems=problems)
    return Mapping(mapping.columns, match, mapping.system, mapping.dates, mapping.encoding)


def _doubles(mapping: Mapping, members: dict[str, str]) -> list[Problem]:
    seen: dict[str, str] = {}
    problems = []
    for column, target in mapping.columns.items():
        member = members.get(target, target)
        if member in seen:
            where = {"first": seen[member][:60], "second": column[:60], "field": member}
            message = _("“%(first)s” and “%(second)s” would both fill %(field)s.") % where
            problems.append(Problem(f"columns.{column}", "duplicate-field", message))
        seen[member] = column
    return problems


def _option_problems(mapping: Mapping, match: str, used: list[str]) -> list[Problem]:
    problems = []
    if match and match not in used:
        problems.append(Problem("match", "unmapped", _("No column is mapped to what lines are matched by.")))
    if EXTERNAL_ID in used and not is_system(mapping.system):
        problems.append(Problem("system", "required", _("Name the system the external ids come from.")))
    if mapping.dates not in DATE_FORMATS:
        problems.append(Problem("dates", "choice", _("Dates are one of: %s.") % ", ".join(DATE_FORMATS)))
    if mapping.encoding not in ("", *ENCODINGS):
        problems.append(Problem("encoding", "choice", _("The encoding is one of: %s.") % ", ".join(ENCODINGS)))
    return problems


def broken(message: str) -> RuleBroken:
    """The mapping itself cannot be read."""
    return RuleBroken("mapping", "invalid", message)


def suggest_columns(surface: Surface, heading: Sequence[str], *, actor: Actor) -> dict[str, str]:
    """For each column the field whose name or label it resembles; a field is suggested once."""
    words: dict[str, str] = {}
    for name, target in targets_of(surface, actor=actor).items():
        words |= {_plain(name): name, _plain(target.label): name}
    suggested: dict[str, str] = {}
    for near in (False, True):
        for column in heading:
            plain = _plain(column)
            found = get_close_matches(plain, words, n=1, cutoff=0.84 if near else 1.0) if plain else []
            if column not in suggested and found and words[found[0]] not in suggested.values():
                suggested[column] = words[found[0]]
    return suggested


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
