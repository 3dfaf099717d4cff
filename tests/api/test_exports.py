"""Exports in the background: asked for, written by a worker, fetched by an address that ends."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from api.exporting import running, tasks
from api.exporting.models import Export
from core.acting import acting
from core.actor import Actor
from core.jobs.models import JobStatus
from core.jobs.running import MOST_ATTEMPTS, Overtaken, take_up
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from tests.pages.conftest import browser_of

pytestmark = pytest.mark.usefixtures("exports_by_hand")


def ask(client: ApiClient, **body: Any) -> dict[str, Any]:
    answer = client.send("POST", "exports/", {"module": "properties", **body})
    assert answer.status_code == 202, answer.content
    assert answer["Location"].endswith(f"/api/v1/exports/{answer.json()['id']}/")
    found: dict[str, Any] = answer.json()
    return found


def work(cast: Cast, export: dict[str, Any]) -> None:
    tasks.write_export(str(cast.organization.pk), export["id"])


def fetch(url: str) -> Any:
    return Client().get(url.removeprefix("http://testserver"))


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_file_is_written_and_fetched_by_its_own_address(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana, format="ndjson", filters={"city": "Chicago"}, fields=["name"], ordering="name")
    assert (asked["status"], asked["download"]) == ("queued", None)
    work(cast, asked)
    ready = ana.get(f"exports/{asked['id']}/").json()
    assert (ready["status"], ready["total"], ready["done"]) == ("done", 1, 1)
    file = fetch(ready["download"]["url"])
    assert content(file) == b'{"name":"Tower"}\n' and "properties-" in file["Content-Disposition"]
    assert [one["id"] for one in ana.get("exports/").json()["results"]] == [asked["id"]]


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "ndjson"])
def test_the_file_is_that_of_the_list(cast: Cast, ana: ApiClient, format: str) -> None:
    asked = ask(ana, format=format, ordering="name")
    work(cast, asked)
    file = content(fetch(ana.get(f"exports/{asked['id']}/").json()["download"]["url"]))
    assert (
        file[:2] == b"PK" if format == "xlsx" else file == content(ana.get(f"properties/export.{format}?ordering=name"))
    )


def test_parquet_has_types(cast: Cast, ana: ApiClient) -> None:
    from pyarrow.parquet import read_table

    table = read_table(BytesIO(content(ana.get("properties/export.parquet?ordering=name"))))
    types = {name: str(table.schema.field(name).type) for name in ("id", "number", "created_at", "latitude")}
    assert types["number"] == "int64" and types["id"] == "string" and types["created_at"] == "timestamp[us, tz=UTC]"
    assert table.column("name").to_pylist() == ["Annex", "Tower"]


def test_without_the_package_it_says_so(cast: Cast, ana: ApiClient) -> None:
    with patch("api.exports.is_installed", return_value=False):
        answer = ana.get("properties/export.parquet")
        asked = ana.send("POST", "exports/", {"module": "properties", "format": "parquet"})
    assert (answer.status_code, answer.json()["type"]) == (501, "/problems/not-installed/")
    assert asked.status_code == 501


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"module": "castles"}, "/module"),
        ({}, "/module"),
        ({"module": "properties", "format": "pdf"}, "/format"),
        ({"module": "properties", "filters": {"city": {}}}, "/filters/city"),
        ({"module": "properties", "filters": {"fields": "id"}}, "/filters/fields"),
        ({"module": "properties", "filters": {"colour": "red"}}, "colour"),
        ({"module": "properties", "fields": ["colour"]}, "fields"),
        ({"module": "properties", "nonsense": 1}, "/nonsense"),
    ],
)
def test_what_is_not_understood_is_named(ana: ApiClient, body: dict[str, Any], where: str) -> None:
    answer = ana.send("POST", "exports/", body)
    assert answer.status_code == 400, answer.content
    assert where in {one.get("pointer") or one.get("parameter") for one in answer.json()["errors"]}


def test_a_cancelled_export_is_left_alone(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana)
    assert ana.send("POST", f"exports/{asked['id']}/cancel/", {}).json()["status"] == "cancelled"
    work(cast, asked)
    assert ana.get(f"exports/{asked['id']}/").json()["download"] is None
    again = ana.send("POST", f"exports/{asked['id']}/cancel/", {})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/invalid-transition/")


def test_nobody_else_sees_it(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    asked = ask(ana)
    for other in (cast.ben, cast.sys, cast.cleo):
        client = as_(other)
        assert client.get(f"exports/{asked['id']}/").status_code == 404
        assert client.send("POST", f"exports/{asked['id']}/cancel/", {}).status_code == 404
        assert client.get("exports/").json()["results"] == []


def test_a_file_holds_what_its_maker_sees(cast: Cast, as_: Caller) -> None:
    ben = as_(cast.ben)
    asked = ask(ben, format="ndjson", fields=["name"])
    work(cast, asked)
    file = content(fetch(ben.get(f"exports/{asked['id']}/").json()["download"]["url"]))
    assert [json.loads(line)["name"] for line in file.splitlines()] == ["Tower"]


def test_an_address_ends(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana)
    work(cast, asked)
    url = ana.get(f"exports/{asked['id']}/").json()["download"]["url"]
    assert fetch(f"{url[:-2]}x/").status_code == 404
    with patch.object(signing.time, "time", return_value=timezone.now().timestamp() + 16 * 60):
        assert fetch(url).status_code == 404
    with patch("core.jobs.downloads.maker_of", return_value=None):
        assert fetch(url).status_code == 404
    assert fetch(url).status_code == 200


def system(cast: Cast) -> Actor:
    return Actor.system(cast.organization.pk)


def test_files_are_removed_after_their_days(cast: Cast, ana: ApiClient, tmp_path: Any) -> None:
    asked = ask(ana)
    work(cast, asked)
    later = timezone.now() + timedelta(days=8)
    with patch("core.jobs.handing.timezone.now", return_value=later):
        assert tasks.remove_expired_exports() == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert ana.get(f"exports/{asked['id']}/").json()["status"] == "expired"


def test_what_lost_its_worker_is_sent_again_and_not_for_ever(cast: Cast, ana: ApiClient) -> None:
    asked = ask(ana)
    sent: list[Export] = []
    with patch("core.jobs.handing.send", side_effect=lambda job, task: sent.append(job)):
        assert tasks.resume_lost_exports() == 0
        with patch("core.jobs.handing.timezone.now", return_value=timezone.now() + timedelta(minutes=5)):
            assert tasks.resume_lost_exports() == 1
    assert [str(one.pk) for one in sent] == [asked["id"]]
    with acting(system(cast)):
        export = Export.objects.get(pk=asked["id"])
    for _ in range(MOST_ATTEMPTS):
        assert take_up(Export, export.pk, cast.ana) is not None
    assert take_up(Export, export.pk, cast.ana) is None
    assert ana.get(f"exports/{asked['id']}/").json()["status"] == JobStatus.FAILED


def test_only_the_last_worker_keeps_its_file(cast: Cast, ana: ApiClient, tmp_path: Any) -> None:
    asked = ask(ana)
    with acting(cast.ana):
        export = Export.objects.get(pk=asked["id"])
    first = take_up(Export, export.pk, cast.ana)
    assert first
    work(cast, asked)
    with pytest.raises(Overtaken):
        running._write(first, cast.ana)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_the_page_asks_shows_and_cancels(cast: Cast) -> None:
    browser = browser_of(cast.ana)
    address = f"/{cast.organization.slug}/exports/"
    assert browser.post(address, {"module": "properties", "format": "csv"}).status_code == 302
    with acting(cast.ana):
        export = Export.objects.get()
    assert "Cancel" in browser.get(address).content.decode()
    tasks.write_export(str(cast.organization.pk), str(export.pk))
    page = browser.get(address).content.decode()
    assert "/downloads/" in page and "Ready" in page
    assert browser.post(f"{address}{export.pk}/cancel/").status_code == 302
    assert "This is in the state" in browser.get(address).content.decode()
    assert browser.post(address, {"module": "castles", "format": "csv"}, follow=True).status_code == 200
