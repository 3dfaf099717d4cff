"""JSON Schemas of event types (draft 2020-12), checked without ever reading another document."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from referencing import Registry

from core.errors import Problem, RuleBroken

LARGEST = 64_000
# A reference could lead elsewhere or round in circles, and a pattern can take for ever: both are left out.
REFUSED = frozenset({"$ref", "$dynamicRef", "$id", "$anchor", "$dynamicAnchor", "pattern", "patternProperties"})
# Told at most, however much is wrong.
MOST_FAULTS = 20


def check_schema(schema: Any) -> None:
    """Refuse what is no JSON Schema, or uses what is left out here."""
    if not isinstance(schema, dict):
        raise RuleBroken("schema", "invalid", _("A JSON Schema is an object."))
    if len(json.dumps(schema, default=str)) > LARGEST:
        raise RuleBroken("schema", "too-long", _("A schema has at most %d characters.") % LARGEST)
    for name in _members(schema):
        if name in REFUSED:
            raise RuleBroken("schema", "invalid", _("“%s” is not taken here.") % name)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise RuleBroken("schema", "invalid", error.message[:300]) from None


def data_problems(schema: dict[str, Any], data: Any, *, under: str = "data") -> list[Problem]:
    """What is wrong with the data of an event by its type's schema, each with the member it concerns."""
    if not schema:
        return []
    validator = Draft202012Validator(schema, registry=Registry(), format_checker=FormatChecker())
    problems = []
    for _place, error in zip(range(MOST_FAULTS), validator.iter_errors(data), strict=False):
        where = ".".join([under, *(str(step) for step in error.absolute_path)])
        problems.append(Problem(where, "schema", error.message[:300]))
    return problems


def _members(value: Any) -> Iterator[str]:
    """The keywords and names at every depth of a schema, but for the names of its properties and its plain values."""
    if isinstance(value, list):
        for one in value:
            yield from _members(one)
        return
    for name, one in value.items() if isinstance(value, dict) else ():
        yield name
        if name == "properties" and isinstance(one, dict):
            for inner in one.values():
                yield from _members(inner)
        elif name not in ("enum", "const", "default", "examples", "required"):
            yield from _members(one)
