"""What programs of other systems rely on at documents, row by row and over HTTP. The API's own names are used."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from api.exporting.tasks import write_export
from tests.api.conftest import ApiClient, make_key
from tests.api.test_documents import send_file
from tests.cast import Cast
from tests.documents.files import PDF, PNG, upload

row = pytest.mark.row


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


@pytest.fixture
def document(cast: Cast, ana: ApiClient) -> dict[str, Any]:
    link = f"property:{cast.tower.pk}"
    made = send_file(ana, "documents/", file=upload(), kind="manual", name="Boiler.pdf", linked_to=link)
    assert made.status_code == 201, made.content
    return made.json()


def bytes_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


@row("FQ-074")
def test_what_is_known_of_a_document(cast: Cast, ana: ApiClient, document: dict[str, Any]) -> None:
    found = ana.get(f"documents/{document['id']}/")
    assert found.json() == document and found["ETag"].startswith('"1-')
    assert (document["name"], document["kind"], document["content_type"]) == ("Boiler.pdf", "manual", "application/pdf")
    assert (document["size"], document["sha256"]) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert document["uploaded_by"] == {"id": str(cast.ana.person_id), "name": "Ana Alvarez"}
    assert document["created_at"].endswith("Z")
    assert document["links"] == [{"module": "property", "id": str(cast.tower.pk)}]


@row("FQ-075", "FQ-179")
def test_the_file_comes_with_a_token_of_its_organization_only(cast: Cast, ana: ApiClient, document: Any) -> None:
    path = document["content"]
    assert bytes_of(ana.get(path)) == PDF
    assert ApiClient().get(path).status_code == 401
    assert ApiClient(make_key(cast.cleo)).get(path).status_code == 404


@row("FQ-076")
def test_a_signed_address_is_for_five_minutes_and_one_document(cast: Cast, ana: ApiClient, document: Any) -> None:
    signed = ana.send("POST", f"documents/{document['id']}/link/", {}).json()
    path = signed["url"].removeprefix("http://testserver")
    assert bytes_of(Client().get(path)) == PDF and ana.defaults["HTTP_AUTHORIZATION"].split()[1] not in path
    other = send_file(ana, "documents/", file=upload("b.png", PNG), linked_to=f"property:{cast.tower.pk}").json()
    assert Client().get(path.replace(document["id"], other["id"])).status_code == 403
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=True):
        assert Client().get(path).status_code == 403


@row("FQ-077")
def test_documents_are_found_by_the_record_they_belong_to(cast: Cast, ana: ApiClient, document: Any) -> None:
    vendor = ana.send("POST", "vendors/", {"name": "Boilers Ltd"}).json()
    order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)}).json()
    for path in (f"vendors/{vendor['id']}", f"work-orders/{order['id']}"):
        linked = ana.send("POST", f"{path}/documents/", {"document": document["id"]})
        assert linked.status_code == 201, linked.content
    found = {
        link: [one["id"] for one in ana.get(f"documents/?linked_to={link}").json()["results"]]
        for link in (f"vendor:{vendor['id']}", f"work_order:{order['id']}", f"property:{cast.annex.pk}")
    }
    assert list(found.values()) == [[document["id"]], [document["id"]], []]
    modules = {link["module"] for link in ana.get(f"documents/{document['id']}/").json()["links"]}
    assert modules == {"property", "vendor", "work_order"}
    for wrong in ("vendor", "planet:" + vendor["id"], "vendor:7"):
        refused = ana.get(f"documents/?linked_to={wrong}")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "linked_to")


@row("FQ-078")
def test_a_document_is_read_by_whoever_reads_one_of_its_records(cast: Cast, ana: ApiClient) -> None:
    vera = ApiClient(make_key(cast.vera))
    files = {}
    for place in (cast.tower, cast.annex):
        order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(place.pk)}).json()
        files[place.name] = send_file(ana, f"work-orders/{order['id']}/documents/", file=upload()).json()
    own, other = files["Tower"], files["Annex"]
    assert vera.get(own["content"]).status_code == 404  # nobody gave her the work
    order = own["links"][0]["id"]
    assigned = ana.send("POST", f"work-orders/{order}/assign/", {"assignee": str(cast.vera.person_id)})
    assert assigned.status_code == 200, assigned.content
    assert bytes_of(vera.get(own["content"])) == PDF
    assert vera.get(other["content"]).status_code == vera.get(f"documents/{uuid4()}/content/").status_code == 404
    assert [one["id"] for one in vera.get("documents/").json()["results"]] == [own["id"]]


@pytest.fixture
def by_worker(cast: Cast, ana: ApiClient, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], dict[str, Any]]:
    """What became of a report that was asked for, once a worker has taken it up."""
    monkeypatch.setattr("core.jobs.running.BEAT", 3_600.0)  # another connection would not see the test's rows
    monkeypatch.setattr(write_export, "delay", lambda *ids: None)

    def work(asked: Any) -> dict[str, Any]:
        assert (asked.status_code, asked.json()["status"]) == (202, "queued"), asked.content
        write_export(str(cast.organization.pk), asked.json()["id"])
        ready: dict[str, Any] = ana.get(asked["Location"].removeprefix("http://testserver")).json()
        assert (ready["status"], ready["done"]) == ("done", ready["total"]), ready
        return ready

    return work


@row("FQ-079")
def test_a_report_is_made_into_a_document(cast: Cast, ana: ApiClient, by_worker: Any) -> None:
    ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)})
    body = {"report": "ageing", "format": "csv", "by": "property", "filters": {"priority__in": ["P3", "P4"]}}
    asked = ana.send("POST", "reports/", body, headers={"Idempotency-Key": "report-1"})
    assert asked["Location"].endswith(f"/api/v1/exports/{asked.json()['id']}/")
    assert (asked.json()["report"], asked.json()["document"], asked.json()["download"]) == ("ageing", None, None)
    assert ana.send("POST", "reports/", body, headers={"Idempotency-Key": "report-1"}).content == asked.content
    document = by_worker(asked)["document"]
    found = ana.get(f"documents/{document['id']}/").json()
    assert (found["kind"], found["name"], found["links"]) == ("report", document["name"], [])
    assert b"Tower,1" in bytes_of(ana.get(document["content"]))
    assert ApiClient(make_key(cast.cleo)).get(document["content"]).status_code == 404
    nothing = by_worker(ana.send("POST", "reports/", {**body, "filters": {"priority": "P1"}}))["document"]
    assert b"Tower" not in bytes_of(ana.get(nothing["content"]))
    for wrong, name in (
        ({"report": "weather"}, "/report"),
        ({"format": "doc"}, "/format"),
        ({"colour": "red"}, "/colour"),
        ({"filters": {"by": "x"}}, "/filters/by"),
        ({"by": "moon"}, "by"),
        ({"period": "once"}, "period"),
        ({"filters": {"nonsense": "1"}}, "nonsense"),
    ):
        refused = ana.send("POST", "reports/", {**body, **wrong})
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error.get("pointer") or error["parameter"]) == (400, name)
    reader = ApiClient(make_key(cast.sys, ("workorders:read",)))
    assert reader.send("POST", "reports/", body).status_code == 403


@pytest.mark.slow
@row("FQ-080")
def test_each_report_opens_in_each_format(cast: Cast, ana: ApiClient, by_worker: Any) -> None:
    ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)})
    starts = {"csv": b"", "json": b"{", "pdf": b"%PDF-", "xlsx": b"PK"}
    known = [one["name"] for one in ana.get("reports/").json()["results"]]
    assert {"ageing", "service-levels", "costs"} <= set(known)
    for name in known:
        figures = ana.get(f"reports/{name}/").json()
        assert figures["report"] == name
        for format, start in starts.items():
            made = by_worker(ana.send("POST", "reports/", {"report": name, "format": format}))
            content = bytes_of(ana.get(made["document"]["content"]))
            assert content.startswith(start), (name, format)
            assert format != "json" or json.loads(content) == figures


@row("FQ-081")
def test_a_formula_in_a_file_of_cells_is_text(cast: Cast, ana: ApiClient) -> None:
    for name in ("=1+1", "+1", "-1", "@sum"):
        body = {"name": name, "portfolio": str(cast.portfolio.pk)}
        assert ana.send("POST", "properties/", body).status_code == 201
    lines = b"".join(ana.get("properties/export.csv?fields=name").streaming_content).decode().splitlines()
    assert {"'=1+1", "'+1", "'-1", "'@sum"} <= set(lines)


@row("FQ-082")
def test_a_file_is_what_its_bytes_say_and_has_a_limit(cast: Cast, ana: ApiClient, settings: Any) -> None:
    link = f"property:{cast.tower.pk}"
    refused = send_file(ana, "documents/", file=upload("invoice.pdf", b"MZ\x90\x00" + b"\x00" * 100), linked_to=link)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/file")
    assert settings.ATRIUM_MAX_FILE_BYTES == 25_000_000
    large = send_file(ana, "documents/", file=upload("large.pdf", PDF + b"\x00" * 26_000_000), linked_to=link)
    assert (large.status_code, large.json()["type"]) == (413, "/problems/payload-too-large/")
    assert ana.get("documents/").json()["count"] == 0


def test_the_list_is_asked_like_any_other(cast: Cast, ana: ApiClient, document: dict[str, Any]) -> None:
    photo = send_file(ana, "documents/", file=upload("roof.png", PNG)).json()
    assert (photo["kind"], photo["links"]) == ("photo", [])

    def asked(question: str) -> list[str]:
        return [one["name"] for one in ana.get(f"documents/?{question}").json()["results"]]

    assert asked("") == ["Boiler.pdf", "roof.png"]
    assert (
        asked("kind=photo") == asked("name__icontains=ROOF") == asked("content_type__startswith=image/") == ["roof.png"]
    )
    assert asked(f"where=kind in (manual, report) and size > 10&sha256={document['sha256']}") == ["Boiler.pdf"]
    assert asked("limit=1&offset=1") == ["roof.png"]
    assert asked("updated_since=2020-01-01T00:00:00Z") == ["Boiler.pdf", "roof.png"]
    for wrong in ("colour=red", "kind=poem", "ordering=name", "limit=0"):
        assert ana.get(f"documents/?{wrong}").status_code == 400


def test_name_and_kind_change_under_the_version_that_was_read(ana: ApiClient, document: dict[str, Any]) -> None:
    path, match = f"documents/{document['id']}/", {"If-Match": ana.get(f"documents/{document['id']}/")["ETag"]}
    changed = ana.send("PATCH", path, {"name": "Boiler 2.pdf", "kind": "drawing"}, headers=match)
    assert (changed.json()["name"], changed.json()["kind"], changed.json()["version"]) == ("Boiler 2.pdf", "drawing", 2)
    assert ana.send("PATCH", path, {"name": "Lost"}, headers=match).status_code == 412
    assert ana.send("PATCH", path, {"name": "Lost", "version": 1}).status_code == 409
    assert ana.send("PATCH", path, {"kind": "poem"}).json()["errors"][0]["pointer"] == "/kind"
    assert ana.send("PATCH", path, {"sha256": "0"}).json()["errors"][0]["code"] == "unknown_field"


def test_former_versions_are_read_at_addresses_of_their_own(ana: ApiClient, document: dict[str, Any]) -> None:
    newer = send_file(ana, f"documents/{document['id']}/versions/", file=upload("b.png", PNG))
    assert (newer.status_code, newer.json()["edition"], newer.json()["content_type"]) == (201, 2, "image/png")
    listed = ana.get(f"documents/{document['id']}/versions/").json()
    assert (listed["count"], [one["edition"] for one in listed["results"]]) == (2, [2, 1])
    contents = [bytes_of(ana.get(one["content"])) for one in listed["results"]]
    assert contents == [PNG, PDF]
    small = ana.get(f"documents/{document['id']}/content/?size=small")
    assert small["Content-Type"] == "image/jpeg"
    assert ana.get(f"documents/{document['id']}/content/?size=huge").status_code == 400
    assert ana.get(f"documents/{document['id']}/versions/3/content/").status_code == 404
