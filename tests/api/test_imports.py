"""Imports over the API: a file and its columns, the dry run, the work, the way back."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from core.acting import acting
from core.imports import tasks
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from vendors.models import Vendor

FILE = "Name,Phone\nAcme,1\nBolt,2\n,3\n"


@pytest.fixture(autouse=True)
def alone(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(tasks.work_on, "delay", lambda *ids: None)


def multipart(client: ApiClient, text: str = FILE, **members: Any) -> Any:
    file = SimpleUploadedFile("vendors.csv", text.encode(), "text/csv")
    body = encode_multipart(BOUNDARY, {"module": "vendors", "file": file, **members})
    return client.generic("POST", "imports/", body, content_type=MULTIPART_CONTENT)


def work(cast: Cast, found: dict[str, Any]) -> None:
    tasks.work_on(str(cast.organization.pk), found["id"])


def test_a_file_becomes_records_and_is_undone(cast: Cast, ana: ApiClient) -> None:
    answer = multipart(ana)
    assert answer.status_code == 202, answer.content
    found = answer.json()
    assert (found["status"], found["total"], found["mapping"]["columns"]) == (
        "running",
        3,
        {"Name": "name", "Phone": "phone"},
    )
    work(cast, found)
    done = ana.get(f"imports/{found['id']}/").json()
    assert (done["status"], done["created"], done["refused"]) == ("done", 2, 1)
    problems = b"".join(ana.get(done["problems"].removeprefix("http://testserver")).streaming_content).decode()
    assert problems.count("\n") == 2 and "name" in problems.lower()
    assert ana.send("POST", f"imports/{found['id']}/undo/", {}).json()["status"] == "undoing"
    work(cast, found)
    assert ana.get(f"imports/{found['id']}/").json()["undone"] == 2
    with acting(cast.ana):
        assert not Vendor.objects.visible_to(cast.ana).filter(name="Acme").exists()


def test_a_dry_run_counts_and_keeps_nothing(cast: Cast, ana: ApiClient) -> None:
    mapping = json.dumps({"columns": {"Name": "name"}})
    found = multipart(ana, dry_run="true", mapping=mapping).json()
    work(cast, found)
    checked = ana.get(f"imports/{found['id']}/").json()
    assert (checked["status"], checked["expected"]["created"]) == ("checked", 2)
    with acting(cast.ana):
        assert not Vendor.objects.filter(name="Acme").exists()
    assert ana.send("POST", f"imports/{found['id']}/start/", {}).json()["status"] == "running"
    assert ana.send("POST", f"imports/{found['id']}/cancel/", {}).json()["status"] == "failed"
    refused = ana.send("POST", f"imports/{found['id']}/cancel/", {})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/invalid-transition/")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"module": "castles"}, "/module"),
        ({"mapping": "[]"}, "/mapping"),
        ({"mapping": '{"columns": {"Name": 7}}'}, "/mapping"),
        ({"mapping": '{"columns": {"Name": "colour"}}'}, "/columns/Name"),
        ({"nonsense": "1"}, "/nonsense"),
    ],
)
def test_what_is_not_understood_is_named(ana: ApiClient, members: dict[str, str], pointer: str) -> None:
    answer = multipart(ana, **members)
    assert answer.status_code == 400, answer.content
    assert pointer in {one["pointer"] for one in answer.json()["errors"]}


def test_who_may_not_write_the_module_may_not_import(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    found = multipart(ana).json()
    ben = as_(cast.ben)
    assert multipart(ben).status_code == 403
    assert multipart(as_(cast.sys, scopes=("vendors:read",))).status_code == 403
    for other in (ben, as_(cast.cleo)):
        assert other.get(f"imports/{found['id']}/").status_code == 404
        assert other.get("imports/").json()["results"] == []
