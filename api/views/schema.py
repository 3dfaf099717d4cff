"""The OpenAPI document and the reference that is made of it."""

from functools import cache
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.lists import check_known
from api.views.base import ApiView


@cache
def schema_document() -> dict[str, Any]:
    """The document; it follows from the code alone, so it is made once."""
    return SchemaGenerator().get_schema(request=None, public=True)


class SchemaView(ApiView):
    """JSON, or YAML for those who accept it."""

    public: ClassVar[bool] = True
    permission_classes = ()
    renderer_classes = (
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    )

    def retrieve(self, request: Request) -> Response:
        check_known(self.plain.GET, frozenset())
        return Response(schema_document())


class DocsView(ApiView):
    """A page for people, with no script in it."""

    public: ClassVar[bool] = True
    permission_classes = ()
    renderer_classes = (TemplateHTMLRenderer,)

    def retrieve(self, request: Request) -> HttpResponse:
        return docs_page(self.plain)


def docs_page(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html", {"groups": docs_groups(), "info": schema_document()["info"]})


@cache
def docs_groups() -> list[dict[str, Any]]:
    """Modules, their operations in the order of the document."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema_document()["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(docs_operation(path, method, operation))
    return [{"name": name, "operations": operations} for name, operations in groups.items()]


def docs_operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """One operation with its body and answers resolved to names and members."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "id": operation["operationId"],
        "path": path,
        "method": method.upper(),
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "scope": next(iter(operation["security"][0].get("oauth2", [])), ""),
        "parameters": [one for one in map(_component, operation.get("parameters", ())) if one["name"] != "filters"],
        "filters": docs_filters(operation),
        # The filters are the same for a module's list, figures and files: the page shows them once.
        "lists_filters": operation["operationId"].endswith("_list") and bool(docs_filters(operation)),
        "members": docs_members(body),
        "answers": [(status, _component(answer)["description"]) for status, answer in operation["responses"].items()],
    }


def docs_filters(operation: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    for parameter in map(_component, operation.get("parameters", ())):
        if parameter["name"] == "filters":
            members = _component(parameter["schema"])["properties"].items()
            return [(name, _component(one)) for name, one in members]
    return []


def docs_members(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of a body."""
    component = _component(schema)
    required, members = component.get("required", ()), component.get("properties", {}).items()
    return [{"name": name, "required": name in required, "words": in_words(one)} for name, one in members]


def in_words(schema: dict[str, Any]) -> str:
    """A member's kind as people say it: `string or null`, its choices, and what it means."""
    kinds = schema.get("type", "object")
    choices = [str(one) for one in schema.get("enum", ()) if one]
    kind = ", ".join(choices) or (kinds if isinstance(kinds, str) else " or ".join(kinds))
    return f"{kind}. {schema['description']}" if schema.get("description") else kind


def _component(one: dict[str, Any]) -> dict[str, Any]:
    """What a reference of the document refers to; anything else is itself."""
    if "$ref" not in one:
        return one
    _root, _components, kind, name = one["$ref"].split("/")
    return schema_document()["components"][kind][name]
