"""How drf-spectacular reads the API's views, and what is done to its document afterwards."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from api.fields import AllowedActionsField, ExternalIdsField, IdField
from api.modules import HISTORY
from api.openapi.examples import add_examples
from api.openapi.filters import filters_name, filters_schema, schema_of_fields, value_schemas
from api.openapi.headers import headers_of
from api.openapi.operations import (
    ChangeRow,
    Operation,
    describe,
    part_read,
    problem_answers,
    revealing_name,
)
from api.openapi.told import answer_of, components_of
from api.parsing import MergePatchParser
from api.serializers import build_serializer
from core.reading.fields import ReferenceField
from core.surfaces import Surface, surfaces
from core.validators import COUNTRIES, CURRENCIES, validate_country, validate_currency

READING = ("GET", "HEAD")
# What takes a file.
UPLOADS = {
    "upload": ["multipart/form-data"],
    "add_version": ["multipart/form-data"],
}
METHODS = ("get", "post", "put", "patch", "delete")
_SHORT: dict[str, Any] = {"id": {"type": "string", "format": "uuid"}, "name": {"type": "string"}}
REFERENCES: dict[str, dict[str, Any]] = {
    "Reference": {
        "type": "object",
        "description": "Another record; with `include` the whole of it.",
        "properties": {**_SHORT, "number": {"type": "integer"}},
        "required": ["id"],
    },
    "Name": {
        "type": "object",
        "description": "A person, the organization, or something else that has no number.",
        "properties": _SHORT,
        "required": ["id"],
    },
}


NOTHING = {"type": "string", "maxLength": 0}
# Codes of standards, each with its own list.
CODES = ((validate_country, "Country"), (validate_currency, "Currency"))
STANDARD: dict[str, dict[str, Any]] = {
    "Country": {"type": "string", "description": "ISO 3166-1.", "enum": sorted(COUNTRIES)},
    "Currency": {"type": "string", "description": "ISO 4217.", "enum": sorted(CURRENCIES)},
}


class ApiSchema(AutoSchema):
    """Describes a module's view by its surface, and any other by its own `operations`."""

    view: Any

    def operation(self) -> Operation:
        if hasattr(self.view, "surface"):
            return describe(self.view, self.method)
        return self.view.operations[self.view.action]

    def is_excluded(self) -> bool:
        return getattr(self.view, "public", False)

    def get_operation_id(self) -> str:
        """`properties_list`, `properties_move`, `properties_spaces_create`."""
        named = re.sub(r"\{(id|export|batch)\}/", "", self.path.removeprefix("/api/v1/")).strip("/")
        stem = "".join(c if c.isalnum() else "_" for c in named).replace("__", "_").strip("_") or "root"
        verb = {
            "list_part": "list",
            "create_part": "create",
            "replace_part": "replace",
            "run": "",
            "bulk": "",
            "cancel": "",
            "start": "",
            "undo": "",
            "problems": "",
            "aggregate": "",
            "export": "",
            "history": "list",
            "answer": "retrieve",
            "list_documents": "list",
            "add_document": "create",
            "remove_document": "remove",
            "upload": "create",
            "list_versions": "list",
            "add_version": "create",
            "content": "",
            "version_content": "",
            "sign": "",
            "take_back": "",
            "of_body": "",
            "of_record": "read",
            "coming": "list",
        }
        action = verb.get(self.view.action, self.view.action)
        return f"{stem}_{action}".strip("_")

    def get_tags(self) -> list[str]:
        return [self.view.surface.slug if hasattr(self.view, "surface") else getattr(self.view, "tag", "general")]

    def map_parsers(self) -> list[str]:
        """Only where files are taken is there more than JSON."""
        uploads = (
            {**UPLOADS, "create": ["multipart/form-data", "application/json"]}
            if getattr(self.view, "takes_files", False)
            else UPLOADS
        )
        kinds = uploads.get(self.view.action) or super().map_parsers()
        return [one for one in kinds if self.method == "PATCH" or one != MergePatchParser.media_type]

    def get_summary(self) -> str:
        return self.operation().summary

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular itself
        deprecated = getattr(self.view, "deprecated", None)
        return " ".join(filter(None, [deprecated.words if deprecated else "", self.operation().description]))

    def is_deprecated(self) -> bool:
        return getattr(self.view, "deprecated", None) is not None

    def get_auth(self) -> list[dict[str, list[str]]]:
        scope = self.view.surface.scope if hasattr(self.view, "surface") else getattr(self.view, "scope", "")
        scopes = [f"{scope}:{'read' if self.method in READING else 'write'}"] if scope else []
        return [{"oauth2": scopes}, {"apiKey": []}, {"xApiKey": []}]

    def get_override_parameters(self) -> list[Any]:
        return self.operation().parameters

    def get_request_serializer(self) -> Any:
        return self.operation().request

    def get_response_serializers(self) -> Any:
        operation = self.operation()
        if hasattr(self.view, "filters"):
            name, fields = self.view.filters
            self.registry.register_on_missing(
                ResolvedComponent(name, ResolvedComponent.SCHEMA, schema_of_fields(fields()), self.view)
            )
        return {**operation.answers, **problem_answers(operation.problems)}

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        named = ("id", "document", "export", "batch")
        kinds: dict[str, Any] = {name: {"type": "string", "format": "uuid"} for name in named}
        kinds["edition"] = {"type": "integer", "minimum": 0}
        return [
            {"in": "path", "name": name, "schema": kinds.get(name, {"type": "string"}), "required": True}
            for name in variables
        ]

    def _map_serializer_field(self, field: Any, direction: str, bypass_extensions: bool = False) -> dict[str, Any]:
        schema = self._own_kind(field)
        if schema is None:
            schema = super()._map_serializer_field(field, direction, bypass_extensions)
            return taken(field, schema) if direction == "request" else told(field, schema)
        if getattr(field, "allow_null", False) and "type" in schema:
            schema["type"] = [schema["type"], "null"]
        return schema | ({"description": str(field.help_text)} if field.help_text else {})

    def _own_kind(self, field: serializers.Field) -> dict[str, Any] | None:
        match field:
            case ReferenceField():
                return self._reference(field)
            case ExternalIdsField():
                return {"type": "object", "additionalProperties": {"type": "string"}}
            case IdField():
                return {"type": "string", "format": "uuid"}
            case AllowedActionsField():
                return {"type": "array", "items": {"type": "string"}}
            case serializers.FileField():
                return {"type": "string", "format": "binary"}
            case serializers.JSONField():
                return json_schema(field)
        return None

    def _reference(self, field: serializers.Field) -> dict[str, Any]:
        """A reference may lead out of what the caller sees, and is null then."""
        name = "Reference" if "number" in field.members else "Name"  # type: ignore[attr-defined]  # a reference's
        self.registry.register_on_missing(ResolvedComponent(name, ResolvedComponent.SCHEMA, REFERENCES[name], name))
        return {"oneOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}]}


def told(field: serializers.Field, schema: dict[str, Any]) -> dict[str, Any]:
    """A choice that nobody makes by writing may be empty too."""
    column, choices = column_of(field), schema.get("enum", [""])
    if isinstance(field, serializers.ChoiceField) and isinstance(column, models.CharField) and "" not in choices:
        return schema | ({"enum": [*choices, ""]} if column.blank else {})
    return schema


def column_of(field: serializers.Field) -> models.Field | None:
    """The column that a serializer's field shows."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    names = {one.name: one for one in model._meta.concrete_fields} if model else {}
    return names.get(field.source)


def taken(field: serializers.Field, schema: dict[str, Any]) -> dict[str, Any]:
    """What a body must keep to and drf-spectacular leaves out."""
    match field:
        case serializers.ListField() | serializers.ListSerializer():
            limits: Any = field  # the stubs know them of one of both
            least = limits.min_length or (0 if limits.allow_empty else 1)
            most = {"maxItems": limits.max_length} if limits.max_length else {}
            return schema | ({"minItems": least} if least else {}) | most
        case serializers.DecimalField() if "pattern" in schema:
            return schema | {"pattern": schema["pattern"].replace(r"\d{0,", r"\d{1,")}
        case serializers.CharField() if code := code_of(field):
            one = {"$ref": f"#/components/schemas/{code}"}
            return {"oneOf": [one, NOTHING]} if field.allow_blank else one
        case serializers.CharField() if schema.get("type") == "string" and not field.allow_blank:
            return {"pattern": r"\S", "minLength": 1} | schema
    return schema


def code_of(field: serializers.Field) -> str:
    """The standard whose codes a text holds."""
    return next((name for validate, name in CODES if validate in field.validators), "")


def json_schema(field: serializers.JSONField) -> dict[str, Any]:
    """A column of JSON holds what its default is: a list or an object."""
    column = column_of(field)
    if column is not None and column.default is list:
        return {"type": "array", "items": {}}
    return {"type": "object", "additionalProperties": True}


def finish_document(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the filters of each module; of a record only the id is sure to be there, since `fields` may leave out."""
    components = result["components"]["schemas"]
    components |= value_schemas() | STANDARD
    for surface in surfaces():
        components[filters_name(surface)] = filters_schema(surface)
        for question in surface.questions:
            components |= components_of(answer_of(question.answer))
        for told in (build_serializer(surface).__name__, revealing_name(surface)):
            if told in components:
                components[told]["required"] = ["id"]
                components[told]["properties"] |= parts_of(surface)
    components["ProblemDocument"]["additionalProperties"] = True
    close_bodies(result)
    for one in (one for one in components.values() if "properties" in one):
        one["properties"] = {name: blank_apart(member) for name, member in one["properties"].items()}
    result["components"]["schemas"] = dict(sorted(components.items()))
    result["paths"] = {
        path: {method: methods[method] for method in METHODS if method in methods}
        for path, methods in result["paths"].items()
    }
    add_headers(result)
    name_digits(result)
    add_examples(result, operations_of(result))
    share_all(result)
    return result


def parts_of(surface: Surface) -> dict[str, Any]:
    """What comes with `include` only."""
    rows = {part.name: part_read(part).__name__ for part in surface.includes} | {HISTORY: ChangeRow.__name__}
    return {
        name: {
            "type": "array",
            "items": {"$ref": f"#/components/schemas/{row}"},
            "readOnly": True,
            "description": f"With `include={name}`.",
        }
        for name, row in rows.items()
    }


def blank_apart(member: dict[str, Any]) -> dict[str, Any]:
    """A form or nothing: to tools that do not judge forms nothing is both."""
    if NOTHING not in member.get("oneOf", ()):
        return member
    return {name if name != "oneOf" else "anyOf": value for name, value in member.items()}


def name_digits(part: Any) -> None:
    r"""Say 0-9 in patterns: `\d` is that in JavaScript, and the digits of every script in Python and elsewhere."""
    for one in part if isinstance(part, list) else part.values() if isinstance(part, dict) else ():
        name_digits(one)
    if isinstance(part, dict) and isinstance(part.get("pattern"), str):
        part["pattern"] = part["pattern"].replace(r"\d", "[0-9]")


def close_bodies(result: dict[str, Any]) -> None:
    """A member that a body does not know is refused: said of what only bodies are made of."""
    components = result["components"]["schemas"]
    sent: set[str] = set()
    told: set[str] = set()
    for operation in operations_of(result):
        gather(operation.get("requestBody", {}), components, sent)
        gather(operation["responses"], components, told)
    for one in (components[name] for name in sent - told):
        if "properties" in one:
            one.setdefault("additionalProperties", False)


def gather(part: Any, components: dict[str, Any], found: set[str]) -> None:
    """The names of all components that a part of the document leads to."""
    if isinstance(part, list):
        for one in part:
            gather(one, components, found)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            gather(components[name], components, found)
        for one in part.values():
            gather(one, components, found)


def operations_of(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of the document."""
    for methods in result["paths"].values():
        yield from methods.values()


def add_headers(result: dict[str, Any]) -> None:
    """What every answer says of itself."""
    for operation in operations_of(result):
        for status, answer in operation["responses"].items():
            answer["headers"] = {**answer.get("headers", {}), **headers_of(status, operation)}


def share_all(result: dict[str, Any]) -> None:
    """Say once what many operations repeat: the same parameter, header or refusal."""
    parameters, headers, responses = (Shelf(result, kind) for kind in ("parameters", "headers", "responses"))
    for operation in operations_of(result):
        operation["parameters"] = [
            parameters.reference(one, one["name"].replace("-", "")) if one["in"] != "path" else one
            for one in operation.get("parameters", ())
        ]
        for status, answer in operation["responses"].items():
            answer["headers"] = {
                name: headers.reference(one, name.replace("-", "")) for name, one in answer["headers"].items()
            }
            if status >= "4":
                operation["responses"][status] = responses.reference(answer, "Refusal")


class Shelf:
    """The shared components of one kind."""

    def __init__(self, result: dict[str, Any], kind: str) -> None:
        self.kind = kind
        self.components: dict[str, Any] = result["components"].setdefault(kind, {})
        self.names: dict[str, str] = {}

    def reference(self, one: dict[str, Any], stem: str) -> dict[str, str]:
        """What stands in its place; the second of a name that differs gets a number."""
        text = json.dumps(one, sort_keys=True, default=str)
        if text not in self.names:
            same = sum(name.rstrip("0123456789") == stem for name in self.components)
            self.names[text] = f"{stem}{same + 1}" if same else stem
            self.components[self.names[text]] = one
        return {"$ref": f"#/components/{self.kind}/{self.names[text]}"}


def only_the_api(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Addresses of version 1."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
