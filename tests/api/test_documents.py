"""Documents over the API: adding, listing, reading and taking off, within scope and organization."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core.acting import acting
from core.documents.actions import add_document
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.documents.files import PDF, upload


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send_file(client: ApiClient, path: str, **files: Any) -> Any:
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    return client.generic("POST", path, encode_multipart(BOUNDARY, files), MULTIPART_CONTENT)


def test_a_file_is_added_listed_read_and_taken_off(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/documents/"
    made = send_file(ana, path, file=upload())
    assert made.status_code == 201, made.content
    document = made.json()
    assert (document["name"], document["content_type"], document["size"]) == ("plan.pdf", "application/pdf", len(PDF))
    assert document["links"] == [{"module": "property", "id": str(cast.tower.pk)}]
    assert [one["id"] for one in ana.get(path).json()["results"]] == [document["id"]]
    assert b"".join(ana.get(f"documents/{document['id']}/content/").streaming_content) == PDF
    linked = ana.send("POST", f"properties/{cast.annex.pk}/documents/", {"document": document["id"]})
    assert linked.status_code == 201
    assert ana.send("DELETE", f"{path}{document['id']}/").status_code == 204
    assert ana.get(path).json()["count"] == 0
    assert ana.get(f"documents/{document['id']}/").status_code == 200


def test_bad_files_are_refused_with_their_member(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/documents/"
    refused = send_file(ana, path, file=upload("a.pdf", b"MZ\x00"))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/file")
    assert ana.send("POST", path, {}).json()["errors"][0]["pointer"] == "/file"
    assert ana.send("POST", path, {"document": str(uuid4())}).json()["errors"][0]["pointer"] == "/document"


def test_another_organizations_document_is_as_unknown_as_a_random_one(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.cleo):
        foreign = add_document(cast.elsewhere, actor=cast.cleo, file=upload())
    for path in ("documents/{}/", "documents/{}/content/"):
        own, random = (ana.get(path.format(one)) for one in (foreign.pk, uuid4()))
        assert own.status_code == random.status_code == 404
    linking = [
        ana.send("POST", f"properties/{cast.tower.pk}/documents/", {"document": str(one)}).json()["errors"]
        for one in (foreign.pk, uuid4())
    ]
    assert linking[0] == linking[1]


def test_the_scope_of_the_token_is_needed(cast: Cast) -> None:
    reader = ApiClient(make_key(cast.ana, ("properties:read",)))
    answer = reader.get(f"properties/{cast.tower.pk}/documents/")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/insufficient-scope/")
