"""The served document as strict tools read it, and the calls that they make of it."""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.coverage import GenerationSession
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override

MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
# Whole records stand in their place where `include` asks for them.
OPEN = ("Reference", "Name")


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every answer taken at its word: a member that it does not name is a fault.

    Each operation that takes a module's filters is asked by a part of them, so that all of a module ask by all.
    """
    components = document["components"]["schemas"]
    for name, one in components.items():
        if "properties" in one and name not in OPEN:
            one.setdefault("additionalProperties", False)
    places: dict[str, int] = defaultdict(int)
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["parameters"] = [apart(document, one, places) for one in operation.get("parameters", ())]
    return document


# The list, the figures, and a file of each format.
ASKING = 6


def apart(document: dict[str, Any], parameter: dict[str, Any], places: dict[str, int]) -> dict[str, Any]:
    """A sixth of a module's filters, another one each time; any other parameter is itself."""
    whole = component(document, parameter)
    if whole["name"] != "filters":
        return parameter
    name = whole["schema"]["$ref"]
    schema = component(document, whole["schema"])
    place, places[name] = places[name] % ASKING, places[name] + 1
    members = dict(list(schema["properties"].items())[place::ASKING])
    example = {name: example_of(component(document, member)) for name, member in members.items()}
    return {**whole, "schema": {**schema, "properties": members, "example": example}}


def example_of(member: dict[str, Any]) -> Any:
    """A right value of a filter. Without one, schemathesis draws dozens at random until they are right together."""
    if choices := member.get("examples") or member.get("enum"):
        return choices[0]
    if member["type"] != "string":
        return member["type"] == "boolean" or 1
    several = re.match(r"\^\((\w+)\|", member["pattern"])
    return several[1] if several else "leak"


def component(document: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """What a reference refers to; anything else is itself."""
    if "$ref" not in one:
        return one
    _root, _components, kind, name = one["$ref"].split("/")
    found: dict[str, Any] = document["components"][kind][name]
    return found


def cases_of(
    operation: Any, values: dict[str, str], known: dict[str, str], most: int, session: GenerationSession
) -> Iterator[Any]:
    """Some of the calls that schemathesis makes of an operation: as many right ones as wrong ones, of every kind.

    They are about the record that `values` names, unless it is the address that is wrong. What a session has thought
    out for one operation it takes for the next.
    """
    generation = operation.schema.config.generation_for(operation=operation, phase="coverage")
    generator = CoverageGenerator(
        operation=operation,
        generation_modes=MODES,
        generation_config=generation,
        auth_storage=None,
        override=Override(),
        feedback=NO_FEEDBACK,
        session=session,
    )
    for case in spread(list(generator), operation.label, most):
        if values and not case.meta.is_negative_at(ParameterLocation.PATH):
            case.path_parameters = dict(values)
        if case.meta.generation.mode.is_positive:
            settle(case, known)
        yield case


def settle(case: Any, known: dict[str, str]) -> None:
    """Make of a right call one that keeps to what the document says in words: it names records that there are, and
    asks for its page either by offset or by cursor.
    """
    if isinstance(case.body, dict):
        case.body = {name: known.get(name, value) if value else value for name, value in case.body.items()}
    asked = dict(case.query or {})
    if "cursor" in asked and "offset" in asked:
        case.query = {name: value for name, value in asked.items() if name != "cursor"}


def spread(cases: list[Any], seed: str, most: int) -> Iterator[Any]:
    """Of each kind one, then a second; other ones for another operation."""
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for case in cases:
        about = case.meta.phase.data
        mode = case.meta.generation.mode.value
        groups[mode, str(about.scenario), str(about.parameter_location)].append(case)
    dice = random.Random(seed)
    for group in groups.values():
        dice.shuffle(group)
    for mode in MODES:
        kinds = [group for key, group in groups.items() if key[0] == mode.value]
        dice.shuffle(kinds)
        chosen = (case for row in zip_longest(*kinds) for case in row if case is not None)
        yield from (case for case, _place in zip(chosen, range(most // 2), strict=False))
