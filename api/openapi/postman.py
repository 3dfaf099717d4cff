"""The document as a Postman collection (format 2.1): one folder a module, one request an operation."""

from typing import Any

import orjson

from api.views.schema import schema_document

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
TEXTS = {
    "uuid": "00000000-0000-7000-8000-000000000000",
    "date": "2027-01-31",
    "date-time": "2027-01-31T10:00:00Z",
    "email": "someone@atrium.example",
    "uri": "https://atrium.example/",
    "decimal": "1.00",
}
PLAIN: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "array": [], "null": None}


def postman_collection() -> dict[str, Any]:
    """Variables stand for the installation's address and the key; nothing in it is secret."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema_document()["paths"].items():
        for method, operation in methods.items():
            folders.setdefault(operation["tags"][0], []).append(request_of(path, method, operation))
    info = schema_document()["info"]
    return {
        "info": {"name": f"{info['title']} API {info['version']}", "schema": FORMAT},
        "auth": {
            "type": "apikey",
            "apikey": [{"key": "key", "value": "X-API-Key"}, {"key": "value", "value": "{{key}}"}],
        },
        "variable": [{"key": "address", "value": "http://127.0.0.1:8000"}, {"key": "key", "value": ""}],
        "item": [{"name": name, "item": items} for name, items in folders.items()],
    }


def request_of(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """One operation; its parameters are there to be ticked, those that may be left out are off."""
    steps = [f":{step[1:-1]}" if step.startswith("{") else step for step in path.strip("/").split("/")]
    parameters = [resolved(one) for one in operation.get("parameters", ())]
    asked = [one for one in parameters if one["in"] == "query" and one["name"] != "filters"]
    url: dict[str, Any] = {
        "raw": "{{address}}/" + "/".join(steps) + "/",
        "host": ["{{address}}"],
        "path": [*steps, ""] if path.endswith("/") else steps,
        "variable": [{"key": step[1:], "value": ""} for step in steps if step.startswith(":")],
        "query": [{"key": one["name"], "value": "", "disabled": True} for one in asked],
    }
    request: dict[str, Any] = {"method": method.upper(), "url": url, "description": operation.get("description", "")}
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        request |= {
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "body": {"mode": "raw", "raw": to_text(example_of(content["schema"]))},
        }
    return {"name": operation["summary"], "request": request}


def example_of(schema: dict[str, Any]) -> Any:
    """The smallest value that a schema allows; of an object the members that it must have."""
    schema = resolved(schema)
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            return example_of(schema[choice][0])
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        members = schema.get("properties", {})
        return {name: example_of(members[name]) for name in schema.get("required", ()) if name in members}
    return TEXTS.get(schema.get("format", ""), "text") if kind == "string" else PLAIN[kind]


def resolved(one: dict[str, Any]) -> dict[str, Any]:
    """What a reference of the document refers to; anything else is itself."""
    if "$ref" not in one:
        return one
    _root, _components, kind, name = one["$ref"].split("/")
    found: dict[str, Any] = schema_document()["components"][kind][name]
    return found


def to_text(value: Any) -> str:
    """Indented, as people edit it."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
