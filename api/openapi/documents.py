"""How the endpoints of documents are described."""

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from api.openapi.operations import (
    ANY_MODULE,
    BODY,
    IDEMPOTENCY,
    IF_MATCH,
    LOCATION,
    ONE,
    PAGING,
    REPEATED,
    REPLAYED,
    STALE,
    DocumentCreate,
    DocumentRow,
    Operation,
    like,
    page_of,
    query,
)
from core.documents.choices import DocumentKind, ScanState
from core.documents.pictures import SIZES
from core.documents.signing import LONGEST

FILE = OpenApiResponse({"type": "string", "format": "binary"}, description="The file, as its `content_type` says.")
SIZE = query("size", "Of a picture: a smaller JPEG, its longest side 160, 800 or 1,600 pixels.", enum=list(SIZES))


class DocumentUpload(DocumentCreate):
    """A file, and the records it belongs to."""

    linked_to = serializers.ListField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        help_text="Records as module and id, such as `vendor:<id>`.",
    )


class DocumentChange(serializers.Serializer):
    """What may be changed of a document without touching its file."""

    name = serializers.CharField(required=False, max_length=200)
    kind = serializers.ChoiceField(DocumentKind.choices, required=False)
    version = serializers.IntegerField(required=False, min_value=1, help_text="409 unless the document has it.")


class DocumentFile(serializers.Serializer):
    """A newer file of a document."""

    file = serializers.FileField()


class DocumentVersionRow(serializers.Serializer):
    """One version of a document's file."""

    edition = serializers.IntegerField()
    content_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    sha256 = serializers.CharField()
    scan = serializers.ChoiceField(ScanState.choices)
    uploaded_at = serializers.DateTimeField()
    uploaded_by = serializers.DictField(allow_null=True)
    is_current = serializers.BooleanField()
    content = serializers.CharField()


class LinkRequest(serializers.Serializer):
    """How long the address shall hold."""

    expires_in = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST, help_text="Seconds; 300.")


class SignedLink(serializers.Serializer):
    """An address for whoever is given it."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


LINK = r"^[a-z_]+:[0-9a-fA-F-]{36}$"
DOCUMENT_FILTERS = [
    query("linked_to", "Documents of one record, such as `vendor:<id>`.", {"type": "string", "pattern": LINK}),
    query("name__icontains", "A part of the name.", like("Text")),
    query("kind", "One kind; `kind__in` takes several.", enum=DocumentKind.values),
    query("content_type", "Such as `application/pdf`.", like("Text")),
    query("sha256", "Documents whose present file has these bytes.", like("Text")),
    query("scan", "How the virus scan stands.", enum=ScanState.values),
    query("created_since", "Added from then on.", like("Datetime")),
    query("updated_since", "Added or changed from then on; never skips a write that was under way.", like("Datetime")),
]
READ = (*ANY_MODULE, *ONE)
CONTENT = (*READ, "quarantined")
OPERATIONS = {
    "list": Operation(
        "List documents", {200: page_of(DocumentRow, "Document")}, parameters=[*DOCUMENT_FILTERS, *PAGING],
        description="Those of records that the caller may read; any field of a document filters, as in other lists.",
    ),
    "upload": Operation(
        "Add a document", {201: DocumentRow}, (*ANY_MODULE, *BODY, *REPEATED, "storage-full"),
        [IDEMPOTENCY, LOCATION, REPLAYED], DocumentUpload,
        description="One that belongs to no record is read by whoever added it, and removed after a month.",
    ),
    "retrieve": Operation("Read a document", {200: DocumentRow}, READ),
    "merge": Operation("Change a document", {200: DocumentRow}, (*READ, *BODY, *STALE), [IF_MATCH], DocumentChange),
    "content": Operation("Read a document's file", {(200, "*/*"): FILE}, CONTENT, [SIZE]),
    "list_versions": Operation(
        "Versions of a document", {200: page_of(DocumentVersionRow, "DocumentVersion")}, READ, list(PAGING)
    ),
    "add_version": Operation(
        "Give a document a newer file", {201: DocumentRow}, (*READ, *BODY, *STALE, *REPEATED, "storage-full"),
        [IDEMPOTENCY, IF_MATCH, LOCATION, REPLAYED], DocumentFile,
    ),
    "version_content": Operation(
        "Read the file of one version", {(200, "*/*"): FILE}, CONTENT, [SIZE]
    ),
    "sign": Operation(
        "Make a signed address", {200: SignedLink}, (*READ, *BODY, *REPEATED), [IDEMPOTENCY, REPLAYED], LinkRequest,
        description="Whoever holds it reads this document without a credential, until it is over, it is taken back, "
        "or its giver may not read the document any more.",
    ),
    "take_back": Operation(
        "Take all signed addresses of a document back", {204: OpenApiResponse(description="Void")},
        (*READ, *REPEATED), [IDEMPOTENCY],
    ),
}  # fmt: skip
