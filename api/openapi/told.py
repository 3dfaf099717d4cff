"""The description of an answer that is no record, read from the types of the function that gives it."""

from collections.abc import Iterator, Sequence
from enum import Enum
from inspect import getdoc
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints, is_typeddict

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}
Schema = dict[str, Any]


def answer_of(function: Any) -> Any:
    """The type of what the function returns: a TypedDict."""
    return get_type_hints(function, include_extras=True)["return"]


def schema_of(kind: Any) -> Schema:
    """The schema of a type: a plain one, one that is told more of, a list, an object of known members, or nothing.

    Objects are named and described once, by `components_of`. TypeError for a type that an answer cannot have.
    """
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if is_typeddict(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}
    inner = get_args(kind)
    if get_origin(kind) is Annotated:
        return schema_of(inner[0]) | _told_more(inner[1])
    if get_origin(kind) in (list, Sequence):
        return {"type": "array", "items": schema_of(inner[0])}
    if get_origin(kind) in (Union, UnionType) and NoneType in inner:
        (present,) = (one for one in inner if one is not NoneType)
        return _or_nothing(schema_of(present))
    raise TypeError(f"an answer cannot hold {kind}")


def components_of(kind: Any) -> dict[str, Schema]:
    """The objects that an answer is made of, by name."""
    found: dict[str, Schema] = {}
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        if one.__name__ not in found:
            members = get_type_hints(one, include_extras=True)
            found[one.__name__] = {
                "type": "object",
                "description": getdoc(one),
                "properties": {name: schema_of(member) for name, member in members.items()},
                "required": sorted(one.__required_keys__),
            }
            waiting += [inner for member in members.values() for inner in _objects_in(member)]
    return found


def _objects_in(kind: Any) -> Iterator[Any]:
    if is_typeddict(kind):
        yield kind
    for inner in get_args(kind):
        yield from _objects_in(inner)


def _told_more(more: Any) -> Schema:
    """Annotations are formats, such as "date-time", or the values that occur."""
    if isinstance(more, type) and issubclass(more, Enum):
        return {"enum": [one.value for one in more]}
    return {"format": more}


def _or_nothing(schema: Schema) -> Schema:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return schema | {"type": [schema["type"], "null"]} | values
