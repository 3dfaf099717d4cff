"""What an action cannot do without is asked for, and the document says so."""

from typing import Any

import pytest

from api.views.schema import schema_document
from tests.api.conftest import ApiClient
from tests.cast import Cast


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("vendors/", {"name": "Sparks", "trades": [{}]}, "/trades/0/trade"),
        ("vendors/{vendor}/trades/", {}, "/trade"),
    ],
)
def test_a_row_of_a_part_without_what_makes_it_is_refused(
    cast: Cast, ana: ApiClient, path: str, body: dict[str, Any], pointer: str
) -> None:
    vendor = ana.send("POST", "vendors/", {"name": "Volts"}).json()
    answer = ana.send("POST", path.format(vendor=vendor["id"]), body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "required")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert schema_document()["components"]["schemas"]["VendorTradeTradesCreate"]["required"] == ["trade"]


def test_a_file_is_not_sent_with_the_id_of_another(cast: Cast, ana: ApiClient) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    form = {"file": SimpleUploadedFile("a.txt", b"words", "text/plain"), "document": "x"}
    answer = ana.generic(
        "POST", f"properties/{cast.tower.pk}/documents/", encode_multipart(BOUNDARY, form), MULTIPART_CONTENT
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/document")


def test_what_shows_a_secret_is_done_singly_and_says_so(cast: Cast, ana: ApiClient) -> None:
    body = {"name": "Theirs", "url": "https://receiver.example/hook", "events": ["work_order.*"]}
    made = ana.send("PUT", "webhooks/by-external-id/theirs/W1/", body)
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    refused = ana.send("POST", "webhooks/bulk/", {"operations": [{"op": "create", "data": body}], "atomic": False})
    assert refused.json()["results"][0]["status"] == 400, refused.content
    paths = schema_document()["paths"]
    for path, status in (("webhooks/", "201"), ("webhooks/{id}/rotate/", "200")):
        answer = paths[f"/api/v1/{path}"]["post"]["responses"][status]["content"]["application/json"]["schema"]
        told = schema_document()["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
        assert "secret" in told["properties"] and "secret" not in told["required"]
