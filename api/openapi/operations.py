"""What each endpoint takes and answers, said once for every module."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from api.aggregates import MEASURES, STEPS
from api.bodies import is_writable
from api.bulk.operations import MOST, verbs_of
from api.exports import CONTENT_TYPES
from api.lists import ARCHIVED
from api.modules import HISTORY, references
from api.openapi.filters import filters_name
from api.openapi.told import answer_of, schema_of
from api.problems import CONTENT_TYPE, PROBLEMS
from api.serializers import (
    build_action_serializer,
    build_include_serializer,
    build_part_serializer,
    build_serializer,
    build_write_serializer,
    include_model,
)
from core.documents.choices import DocumentKind, ScanState
from core.reading.pages import DEEPEST_OFFSET, LARGEST_LIMIT
from core.surfaces import Action, Include, Surface

ANY = ("credentials-in-url", "validation-failed", "unauthenticated", "token-expired", "ip-not-allowed")
ANY_MODULE = (
    *ANY, "insufficient-scope", "forbidden", "https-required", "not-acceptable", "rate-limited", "internal",
    "unavailable",
)  # fmt: skip
ONE = ("not-found", "gone")
BODY = ("malformed-json", "payload-too-large", "unsupported-media-type")
RULES = ("conflict", "in-use", "external-id-taken")
STALE = ("stale-version", "precondition-failed")
REPEATED = ("idempotency-in-progress", "idempotency-mismatch")


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    summary: str
    answers: dict[Any, Any]
    problems: tuple[str, ...] = ANY_MODULE
    parameters: list[OpenApiParameter] = field(default_factory=list)
    request: Any = None
    description: str = ""


def query(name: str, description: str, type: Any = str, **options: Any) -> OpenApiParameter:
    return OpenApiParameter(name, type, OpenApiParameter.QUERY, description=description, **options)


def listed(pattern: str, example: str, *, blank: bool = False) -> dict[str, Any]:
    """Names between commas, each as `pattern` says; where `blank`, none of them is said by nothing."""
    names = f"({pattern})(,({pattern}))*"
    return {"type": "string", "pattern": f"^({names})?$" if blank else f"^{names}$", "examples": [example]}


def like(name: str) -> dict[str, Any]:
    """Written as the filters of a kind are."""
    return {"$ref": f"#/components/schemas/Filter{name}"}


def header(name: str, description: str, **limits: Any) -> OpenApiParameter:
    schema = {"type": "string", **limits}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description)


IF_MATCH = header("If-Match", "The ETag that was read; 412 when the record has changed since.")
IF_NONE_MATCH = header("If-None-Match", "The ETag that is known; 304 when the record is still that one.")
IDEMPOTENCY = header(
    "Idempotency-Key",
    "Any text of up to 255 characters: repeated with it, the call is done once.",
    minLength=1,
    maxLength=255,
)
ETAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 201], description="Version and hash.")
LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, response=[201], description="The record's address."
)
REPLAYED = OpenApiParameter(
    "Idempotent-Replayed",
    bool,
    OpenApiParameter.HEADER,
    response=[200, 201, 202, 204],
    description="The first answer, given again.",
)
LEFT = OpenApiResponse(description="Done; the record lies outside what the caller sees now.")
PAGING = [
    query("limit", "How many records, 50 unless told.", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT}),
    query("offset", "How many to skip.", {"type": "integer", "minimum": 0, "maximum": DEEPEST_OFFSET}),
    query("count", "Count beyond 10,000 too.", enum=["exact"]),
]
CURSOR = query("cursor", "Empty starts; then as `next` says. Pages of any depth cost the same.", allow_blank=True)
ARCHIVE = query("archived", "Archived records: left out, only they, or both.", enum=list(ARCHIVED))


NAME = r"[a-z_]+(\.[a-z_]+)*"
FIELDS = listed(NAME, "id,number")
SHOWN = query("fields", "Members to show, such as `id,property.name`; the others are left out.", FIELDS)
ORDERING = {"type": "string", "pattern": f"^-?{NAME}(,-?{NAME})?$", "examples": ["-number"]}


def shape_of(surface: Surface) -> list[OpenApiParameter]:
    """`fields` and `include`."""
    names = [*references(surface), *(part.name for part in surface.includes), HISTORY]
    words = f"Show whole what is short or left out otherwise: {', '.join(names)}."
    return [SHOWN, query("include", words, listed("|".join(names), HISTORY))]


def file_shape_of(surface: Surface) -> list[OpenApiParameter]:
    """The same of a file, whose rows hold no lists."""
    names = references(surface)
    words = f"Show whole what is short otherwise: {', '.join(names)}."
    return [SHOWN, *([query("include", words, listed("|".join(names), names[0]))] if names else ())]


def filters_parameter(name: str) -> OpenApiParameter:
    """Every filter of a list: one object, whose members are the parameters."""
    reference = {"$ref": f"#/components/schemas/{name}"}
    return OpenApiParameter("filters", reference, OpenApiParameter.QUERY, style="form", explode=True)


def selection_of(surface: Surface) -> list[OpenApiParameter]:
    """The filters and the order of a list."""
    return [
        filters_parameter(filters_name(surface)),
        ARCHIVE,
        query("ordering", "At most two fields, such as `-updated_at,number`.", ORDERING),
    ]


@cache
def page_of(serializer: type[serializers.Serializer], name: str) -> type[serializers.Serializer]:
    """A page of such objects."""
    members = {
        "count": serializers.IntegerField(required=False, help_text="Exact to 10,000; not with `cursor`."),
        "count_is_minimum": serializers.BooleanField(required=False, help_text="There are more than `count`."),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": serializer(many=True),
    }
    return type(f"{name}Page", (serializers.Serializer,), members)


@cache
def write_of(surface: Surface, *, nested: bool) -> type[serializers.Serializer]:
    """The body of a create or a change."""
    name = f"{surface.model.__name__}{'Create' if nested else 'Change'}"
    base = build_write_serializer(surface.model, surface.write, name)
    texts = serializers.DictField(child=serializers.CharField(allow_null=True), required=False)
    members: dict[str, Any] = {"external_ids": texts, "custom_fields": serializers.DictField(required=False)}
    if nested:
        parts = [part for part in surface.includes if is_writable(part)]
        members |= {part.name: build_part_serializer(part)(many=True, required=False) for part in parts}
    else:
        members["version"] = version_member()
    meta = type("Meta", (base.Meta,), {"fields": (*surface.write, *members)})
    return type(name, (base,), {"Meta": meta, **members})


def version_member() -> serializers.Field:
    return serializers.IntegerField(required=False, min_value=1, help_text="409 unless the record has it.")


@cache
def part_read(part: Include) -> type[serializers.Serializer]:
    model = include_model(part)
    base = build_include_serializer(model, part.read)
    return type(f"{model.__name__}In{part.parent.title().replace('_', '')}", (base,), {})


class ChangeRow(serializers.Serializer):
    """One change of a record."""

    id = serializers.CharField()
    at = serializers.DateTimeField()
    event = serializers.CharField()
    action = serializers.ChoiceField(["create", "update", "delete", "restore"])
    actor = serializers.DictField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]  # the metaclass takes it off the class
    request_id = serializers.CharField()
    changed = serializers.DictField(child=serializers.ListField(min_length=2, max_length=2), help_text="Old and new.")


class FaultRow(serializers.Serializer):
    """One thing that is wrong."""

    pointer = serializers.CharField(required=False, help_text="JSON Pointer into the body.")
    parameter = serializers.CharField(required=False)
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemDocument(serializers.Serializer):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(help_text="The address of a page that explains the problem.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    request_id = serializers.CharField()
    errors = FaultRow(many=True, required=False)  # type: ignore[assignment]  # as above
    version = serializers.IntegerField(required=False, help_text="The record's present version, where it is stale.")
    deleted_at = serializers.DateTimeField(required=False, help_text="When the record was deleted.")
    allowed_actions = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="What the record's state allows instead."
    )


class Figures(serializers.Serializer):
    """Groups and their figures: a member for each grouping and each measure."""

    results = serializers.ListField(child=serializers.DictField())


def describe(view: Any, method: str) -> Operation:
    """The operation of a module's view."""
    return _DESCRIBED[view.action](view.surface, view)


def _list(surface: Surface, view: Any) -> Operation:
    page = page_of(build_serializer(surface), surface.model.__name__)
    parameters = [*selection_of(surface), *PAGING, CURSOR, *shape_of(surface)]
    return Operation(f"List {surface.plural}", {200: page}, parameters=parameters)


def revealing_name(surface: Surface) -> str:
    """What a record is called with what is shown this once."""
    return f"{surface.model.__name__}Revealed"


@cache
def revealing(surface: Surface, words: tuple[tuple[str, str], ...]) -> type[serializers.Serializer]:
    """The record, and what its answer shows this once; a repeated answer leaves that out."""
    base: Any = build_serializer(surface)
    if not words:
        return base
    members = {name: serializers.CharField(read_only=True, help_text=told) for name, told in words}
    meta = type("Meta", (base.Meta,), {"fields": (*base.Meta.fields, *members)})
    return type(revealing_name(surface), (base,), {"Meta": meta, **members, "__doc__": base.__doc__})


def shown_once(declared: Surface | Action) -> tuple[tuple[str, str], ...]:
    """The members that an answer shows this once, and words about each."""
    return tuple((name, str(words)) for name, words in declared.reveals.items())


def _create(surface: Surface, view: Any) -> Operation:
    return Operation(
        f"Create a {surface.label}",
        {201: revealing(surface, shown_once(surface))},
        problems=(*ANY_MODULE, *BODY, *RULES, *REPEATED),
        parameters=[IDEMPOTENCY, *shape_of(surface), ETAG, LOCATION, REPLAYED],
        request=write_of(surface, nested=True),
        description="Parts that stand in the body are made with the record, in one transaction.",
    )


def _retrieve(surface: Surface, view: Any) -> Operation:
    answers = {200: build_serializer(surface), 304: OpenApiResponse(description="Not modified")}
    parameters = [IF_NONE_MATCH, *shape_of(surface), ETAG]
    return Operation(f"Read a {surface.label}", answers, (*ANY_MODULE, *ONE), parameters)


def _change(summary: str, description: str) -> Callable[[Surface, Any], Operation]:
    def describe_change(surface: Surface, view: Any) -> Operation:
        return Operation(
            f"{summary} a {surface.label}",
            {200: build_serializer(surface)},
            problems=(*ANY_MODULE, *ONE, *BODY, *RULES, *STALE),
            parameters=[IF_MATCH, *shape_of(surface), ETAG],
            request=write_of(surface, nested=False),
            description=description,
        )

    return describe_change


def _destroy(surface: Surface, view: Any) -> Operation:
    answers = {204: OpenApiResponse(description="Deleted")}
    return Operation(f"Delete a {surface.label}", answers, (*ANY_MODULE, *ONE, *RULES, *STALE), [IF_MATCH])


def _upsert(surface: Surface, view: Any) -> Operation:
    return Operation(
        f"Create or change the {surface.label} that another system calls so",
        {200: build_serializer(surface), 201: revealing(surface, shown_once(surface))},
        problems=(*ANY_MODULE, *BODY, *RULES, *STALE),
        parameters=[IF_MATCH, *shape_of(surface), ETAG, LOCATION],
        request=write_of(surface, nested=True),
        description="Safe to repeat. A record that is there keeps what the body does not name.",
    )


def _run(surface: Surface, view: Any) -> Operation:
    action = view.act
    return Operation(
        f"{action.label}: a {surface.label}",
        {200: revealing(surface, shown_once(action))} | ({204: LEFT} if action.leaves else {}),
        problems=(*ANY_MODULE, *ONE, *BODY, *RULES, *STALE, *REPEATED, "invalid-transition"),
        parameters=[IDEMPOTENCY, IF_MATCH, *shape_of(surface), ETAG, REPLAYED],
        request=action_body(surface, view.act),
        description=str(action.help),
    )


@cache
def action_body(surface: Surface, action: Action) -> type[serializers.Serializer]:
    base: Any = build_action_serializer(surface, action)
    version = version_member()
    meta = type("Meta", (base.Meta,), {"fields": (*base.Meta.fields, "version")})
    return type(base.__name__, (base,), {"Meta": meta, "version": version, "__doc__": base.__doc__})


class BulkResult(serializers.Serializer):
    """What came of one operation: the record and its version, or the problem that a single call would have answered."""

    status = serializers.IntegerField()
    id = serializers.UUIDField(required=False)
    number = serializers.IntegerField(required=False)
    version = serializers.IntegerField(required=False)
    problem = serializers.DictField(required=False)


class BulkResults(serializers.Serializer):
    """One entry for each operation, in order."""

    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    results = BulkResult(many=True)


@cache
def bulk_of(surface: Surface) -> type[serializers.Serializer]:
    """The body of a bulk call."""
    told = "As single calls take it: a record, what is changed, or what an action asks for."
    one = {
        "op": serializers.ChoiceField(verbs_of(surface)),
        "id": serializers.UUIDField(required=False, help_text="The record, unless `external_id` names it."),
        "external_id": serializers.CharField(required=False, help_text="`<system>:<key>`; needed for `upsert`."),
        "version": version_member(),
        "data": serializers.DictField(required=False, help_text=told),
    }
    name = surface.model.__name__
    operation = type(f"{name}Operation", (serializers.Serializer,), {"__doc__": "One write of many.", **one})
    words = "Whether all hold only together: then the first refusal undoes everything."
    members = {
        "operations": operation(many=True, min_length=1, max_length=MOST),
        "atomic": serializers.BooleanField(required=False, default=True, help_text=words),
    }
    return type(f"{name}Bulk", (serializers.Serializer,), {"__doc__": "Up to a thousand writes.", **members})


def _bulk(surface: Surface, view: Any) -> Operation:
    return Operation(
        f"Write many {surface.plural} at once",
        {200: BulkResults},
        problems=(*ANY_MODULE, *BODY, *REPEATED, "conflict", "bulk-refused"),
        parameters=[IDEMPOTENCY, REPLAYED],
        request=bulk_of(surface),
        description="Each operation follows the rules of a single call and is told its status and problem in order. "
        "Neighbours that do the same are written together. With `atomic` a refusal answers 422 with `results`; those "
        "that would have been done have the status 424.",
    )


def _aggregate(surface: Surface, view: Any) -> Operation:
    steps, measures = ", ".join(STEPS), ", ".join(MEASURES)
    parameters = [
        *selection_of(surface)[:2],
        query(
            "group_by",
            f"Up to three fields, such as `status,created_at:month`; steps of dates: {steps}.",
            listed(f"{NAME}(:({'|'.join(STEPS)}))?", "created_at:month", blank=True),
        ),
        query(
            "measures",
            f"`count`, or a field with one of {measures}, such as `sum:rentable_area`.",
            listed(f"count|({'|'.join(MEASURES)}):{NAME}", "count,max:number", blank=True),
        ),
    ]
    return Operation(f"Figures over {surface.plural}", {200: Figures}, parameters=parameters)


def _export(surface: Surface, view: Any) -> Operation:
    kind = CONTENT_TYPES[view.format].partition(";")[0]
    file = OpenApiResponse({"type": "string"}, description="The file, streamed.")
    parameters = [*selection_of(surface), *file_shape_of(surface)]
    problems = (*ANY_MODULE, "not-installed") if view.format == "parquet" else ANY_MODULE
    return Operation(f"All {surface.plural} as a file", {(200, kind): file}, problems, parameters)


def _history(surface: Surface, view: Any) -> Operation:
    page = page_of(ChangeRow, "ChangeRow")
    return Operation(f"What happened to a {surface.label}", {200: page}, (*ANY_MODULE, *ONE), list(PAGING))


def _list_part(surface: Surface, view: Any) -> Operation:
    row = part_read(view.part)
    page = page_of(row, row.__name__)
    return Operation(f"{view.part.label} of a {surface.label}", {200: page}, (*ANY_MODULE, *ONE), list(PAGING))


def _answer(surface: Surface, view: Any) -> Operation:
    told = inspect.getdoc(view.question.answer) or ""
    answer = OpenApiResponse(schema_of(answer_of(view.question.answer)), str(view.question.label))
    return Operation(
        f"{view.question.label} of a {surface.label}", {200: answer}, (*ANY_MODULE, *ONE), description=told
    )


def _create_part(surface: Surface, view: Any) -> Operation:
    return Operation(
        f"Add to the {view.part.label} of a {surface.label}",
        {201: part_read(view.part)},
        problems=(*ANY_MODULE, *ONE, *BODY, *RULES, *REPEATED),
        parameters=[IDEMPOTENCY, REPLAYED],
        request=build_part_serializer(view.part),
    )


@cache
def part_replacement(surface: Surface, part: Include) -> type[serializers.Serializer]:
    """All rows of a part, under its name."""
    version = serializers.IntegerField(required=False, help_text="409 unless the record has it.")
    members = {part.name: build_part_serializer(part)(many=True), "version": version}
    name = f"{surface.model.__name__}{part.name.title().replace('_', '')}Replacement"
    return type(name, (serializers.Serializer,), {"__doc__": str(part.label), **members})


def _replace_part(surface: Surface, view: Any) -> Operation:
    row = part_read(view.part)
    return Operation(
        f"Say the {view.part.label} of a {surface.label} anew",
        {200: page_of(row, row.__name__)},
        problems=(*ANY_MODULE, *ONE, *BODY, *RULES, *STALE),
        parameters=[IF_MATCH],
        request=part_replacement(surface, view.part),
        description=(inspect.getdoc(view.part.replace) or "").replace("\n", " "),
    )


class DocumentRow(serializers.Serializer):
    """A document; its file is at `content`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(DocumentKind.choices)
    edition = serializers.IntegerField(help_text="Which version of the file this is.")
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    scan = serializers.ChoiceField(ScanState.choices, help_text="How the virus scan stands.")
    uploaded_at = serializers.DateTimeField()
    uploaded_by = serializers.DictField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    created_by = serializers.DictField(allow_null=True)
    updated_at = serializers.DateTimeField()
    links = serializers.ListField(
        child=serializers.DictField(), help_text="Module and id of the records it belongs to."
    )
    content = serializers.CharField()


class DocumentCreate(serializers.Serializer):
    """A file, sent as the multipart member `file`."""

    file = serializers.FileField()
    name = serializers.CharField(required=False, allow_blank=True, help_text="The file's own name unless told.")
    kind = serializers.ChoiceField(DocumentKind.choices, required=False)


class DocumentLink(serializers.Serializer):
    """A document that is there."""

    document = serializers.UUIDField()


def _list_documents(surface: Surface, view: Any) -> Operation:
    page = page_of(DocumentRow, "Document")
    return Operation(f"Documents of a {surface.label}", {200: page}, (*ANY_MODULE, *ONE), list(PAGING))


def _add_document(surface: Surface, view: Any) -> Operation:
    return Operation(
        f"Add a document to a {surface.label}",
        {201: DocumentRow},
        problems=(*ANY_MODULE, *ONE, *BODY, *REPEATED, "storage-full"),
        parameters=[IDEMPOTENCY, LOCATION, REPLAYED],
        request={"multipart/form-data": DocumentCreate, "application/json": DocumentLink},
    )


def _remove_document(surface: Surface, view: Any) -> Operation:
    answers = {204: OpenApiResponse(description="Taken off")}
    return Operation(f"Take a document off a {surface.label}", answers, (*ANY_MODULE, *ONE))


_DESCRIBED: dict[str, Callable[[Surface, Any], Operation]] = {
    "list": _list,
    "create": _create,
    "retrieve": _retrieve,
    "replace": _change("Replace", "What the body leaves out gets its default."),
    "merge": _change("Change", "JSON Merge Patch (RFC 7396): what the body leaves out stays."),
    "destroy": _destroy,
    "upsert": _upsert,
    "run": _run,
    "bulk": _bulk,
    "aggregate": _aggregate,
    "export": _export,
    "history": _history,
    "list_part": _list_part,
    "create_part": _create_part,
    "replace_part": _replace_part,
    "answer": _answer,
    "list_documents": _list_documents,
    "add_document": _add_document,
    "remove_document": _remove_document,
}


def problem_answers(codes: tuple[str, ...]) -> dict[tuple[int, str], OpenApiResponse]:
    """The refusals by status, each naming the types it may be."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(PROBLEMS[code].status, []).append(code)
    return {
        (status, CONTENT_TYPE): OpenApiResponse(ProblemDocument, description=", ".join(named))
        for status, named in sorted(by_status.items())
    }
