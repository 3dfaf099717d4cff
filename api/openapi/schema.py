"""How drf-spectacular reads the API's views, and what is done to its document afterwards."""

import json
import re
from collections.abc import Callable
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from api.fields import AllowedActionsField, ExternalIdsField, IdField
from api.openapi.filters import filters_name, filters_schema, schema_of_fields
from api.openapi.operations import ANY_MODULE, Operation, describe, problem_answers
from api.serializers import build_serializer
from core.reading.fields import ReferenceField
from core.surfaces import surfaces

READING = ("GET", "HEAD")
# What takes a file, and whether the id of one that is there will do.
UPLOADS = {
    "add_document": ["multipart/form-data", "application/json"],
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


class ApiSchema(AutoSchema):
    """Describes a module's view by its surface, and any other by its `summary`."""

    view: Any

    def operation(self) -> Operation:
        if hasattr(self.view, "surface"):
            return describe(self.view, self.method)
        if hasattr(self.view, "operations"):
            return self.view.operations[self.view.action]  # a view's own words
        return Operation(self.view.summary, {200: OpenApiResponse({"type": "object"}, self.view.summary)}, ANY_MODULE)

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
        return uploads.get(self.view.action) or super().map_parsers()

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
            return super()._map_serializer_field(field, direction, bypass_extensions)
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
            case serializers.JSONField():
                return {"type": "object", "additionalProperties": True}
        return None

    def _reference(self, field: serializers.Field) -> dict[str, Any]:
        """A reference may lead out of what the caller sees, and is null then."""
        name = "Reference" if "number" in field.members else "Name"  # type: ignore[attr-defined]  # a reference's
        self.registry.register_on_missing(ResolvedComponent(name, ResolvedComponent.SCHEMA, REFERENCES[name], name))
        return {"oneOf": [{"$ref": f"#/components/schemas/{name}"}, {"type": "null"}]}


def finish_document(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the filters of each module; of a record only the id is sure to be there, since `fields` may leave out."""
    components = result["components"]["schemas"]
    for surface in surfaces():
        components[filters_name(surface)] = filters_schema(surface)
        components[build_serializer(surface).__name__]["required"] = ["id"]
    result["components"]["schemas"] = dict(sorted(components.items()))
    result["paths"] = {
        path: {method: methods[method] for method in METHODS if method in methods}
        for path, methods in result["paths"].items()
    }
    share(result, "parameters", lambda one: one["name"].replace("-", ""))
    share(result, "responses", lambda one: "Refusal")
    return result


def share(result: dict[str, Any], kind: str, name_of: Callable[[dict[str, Any]], str]) -> None:
    """Say once what many operations repeat: the same parameter, the same refusals."""
    shared: dict[str, str] = {}
    components: dict[str, Any] = result["components"].setdefault(kind, {})

    def reference(one: dict[str, Any]) -> dict[str, Any]:
        text = json.dumps(one, sort_keys=True, default=str)
        if text not in shared:
            stem = name_of(one)
            same = sum(name.rstrip("0123456789") == stem for name in components)
            shared[text] = f"{stem}{same + 1}" if same else stem
            components[shared[text]] = one
        return {"$ref": f"#/components/{kind}/{shared[text]}"}

    for operation in (one for methods in result["paths"].values() for one in methods.values()):
        if kind == "parameters":
            operation[kind] = [reference(one) if one["in"] != "path" else one for one in operation.get(kind, ())]
        else:
            answers = operation[kind]
            operation[kind] = {status: reference(one) if status >= "4" else one for status, one in answers.items()}


def only_the_api(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Addresses of version 1."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]
