"""What a change of the API takes away from programs that were written for it as it was.

Within a version nothing is taken away: no address, no method, no parameter, no member, no choice; and nothing is asked
for that was not asked for before.
"""

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
Document = Mapping[str, Any]


def taken_away(before: Document, after: Document) -> list[str]:
    """Each thing that a program could rely on before and cannot now, in words."""
    return [*_operations(before, after), *_schemas(before, after)]


def _operations(before: Document, after: Document) -> Iterator[str]:
    for path, methods in before["paths"].items():
        for method in (one for one in METHODS if one in methods):
            name, now = f"{method.upper()} {path}", after["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{name} is gone"
                continue
            yield from _parameters(name, _of(before, methods[method]), _of(after, now))
            yield from (f"{name} no longer answers {one}" for one in _successes(methods[method]) - _successes(now))


def _of(document: Document, operation: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The parameters of an operation by their name."""
    parameters = [_resolved(document, one) for one in operation.get("parameters", ())]
    return {f"{one['in']} {one['name']}": one for one in parameters}


def _resolved(document: Document, one: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = one
    while "$ref" in found:
        step: Any = document
        for name in found["$ref"].removeprefix("#/").split("/"):
            step = step[name]
        found = step
    return found


def _parameters(
    name: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    yield from (f"{name} no longer takes {one}" for one in before.keys() - after.keys())
    yield from (f"{name} now needs {one}" for one in after if after[one].get("required") and one not in before)
    for one in before.keys() & after.keys():
        lost = _choices(before[one].get("schema", {})) - _choices(after[one].get("schema", {}))
        yield from (f"{name} no longer takes {one}={choice}" for choice in lost)


def _successes(operation: Mapping[str, Any]) -> set[str]:
    return {status for status in operation["responses"] if status < "4"}


def _schemas(before: Document, after: Document) -> Iterator[str]:
    kept = after["components"]["schemas"]
    for name, schema in before["components"]["schemas"].items():
        now = kept.get(name)
        if now is None:
            yield f"{name} is gone"
            continue
        yield from (f"{name} now needs {one}" for one in set(now.get("required", ())) - set(schema.get("required", ())))
        yield from (f"{name} no longer has the choice {one}" for one in _choices(schema) - _choices(now))
        yield from _members(name, schema.get("properties", {}), now.get("properties", {}))


def _members(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for member, schema in before.items():
        now = after.get(member)
        if now is None:
            yield f"{name}.{member} is gone"
            continue
        if _types(schema) - _types(now):
            yield f"{name}.{member} is no longer {', '.join(sorted(_types(schema)))}"
        yield from (f"{name}.{member} no longer has the choice {one}" for one in _choices(schema) - _choices(now))


def _types(schema: Mapping[str, Any]) -> set[str]:
    named = schema.get("type", ())
    return {named} if isinstance(named, str) else set(named)


def _choices(schema: Mapping[str, Any]) -> set[str]:
    """What a value may be, wherever in the schema it is said."""
    found = {str(one) for one in schema.get("enum", ())}
    parts = (*schema.get("oneOf", ()), *schema.get("allOf", ()), *([schema["items"]] if "items" in schema else ()))
    for part in parts:
        found |= _choices(part)
    return found
