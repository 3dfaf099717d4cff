"""What programs of other systems rely on in every module: identity, repetition, references, queries and files."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from core.surfaces import surfaces
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast

row = pytest.mark.row
# The ends of a span are named after it.
SPANS = {"planned_start", "planned_end", "active_since", "former_secret_until"}


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def make(ana: ApiClient, cast: Cast, name: str = "North", **more: Any) -> dict[str, Any]:
    """A property made over HTTP."""
    answer = ana.send("POST", "properties/", {"name": name, "portfolio": str(cast.portfolio.pk), **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].split("/")[2]


@row("FQ-127")
def test_plain_http_is_refused_and_https_is_kept(cast: Cast) -> None:
    with override_settings(PRODUCTION=True, SECURE_HSTS_SECONDS=31_536_000, SECURE_SSL_REDIRECT=True):
        caller = ApiClient(make_key(cast.ana))
        assert problem(caller.get("me/")) == (403, "https-required")
        answer = caller.get("me/", secure=True)
    assert answer.status_code == 200 and answer["Strict-Transport-Security"].startswith("max-age=31536000")


@row("FQ-128")
def test_addresses_are_nouns_ids_and_listed_words(ana: ApiClient) -> None:
    paths = ana.get("schema/", headers={"Accept": "application/json"}).json()["paths"]
    slugs = {surface.slug for surface in surfaces()}
    plain = {
        "changes",
        "documents",
        "audit-log",
        "me",
        "organization",
        "events",
        "webhooks",
        "exports",
        "imports",
        "bulk",
        "event-rules",
    }
    for path in paths:
        first = path.removeprefix("/api/v1/").partition("/")[0]
        assert first in slugs | plain | {""} or first.endswith("s"), path
        assert re.fullmatch(r"/api/v1/(([a-z][a-z0-9-]*(\.[a-z]+)?|\{[a-z_]+\})/?)*", path), path


@row("FQ-129")
def test_json_in_and_out(ana: ApiClient, cast: Cast) -> None:
    assert problem(ana.generic("POST", "properties/", b"<a/>", "application/xml")) == (415, "unsupported-media-type")
    assert problem(ana.get("properties/", headers={"Accept": "application/xml"})) == (406, "not-acceptable")
    file = ana.get("properties/export.csv")
    assert file.status_code == 200 and file["Content-Type"].startswith("text/csv")


@row("FQ-130")
def test_members_are_named_alike(ana: ApiClient) -> None:
    schemas = ana.get("schema/", headers={"Accept": "application/json"}).json()["components"]["schemas"]
    wrong = []
    for surface in surfaces():
        for name, member in schemas[surface.model.__name__]["properties"].items():
            formats = {"date-time": "_at", "date": "_on"}
            end = formats.get(member.get("format", ""), "")
            is_reference = "Reference" in str(member)
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or (is_reference and name.endswith("_id")):
                wrong.append(f"{surface.module}.{name}")
            elif end == "_at" and not name.endswith("_at") and name not in SPANS:
                wrong.append(f"{surface.module}.{name}: a moment")
    assert wrong == []


@row("FQ-131")
def test_a_moment_needs_its_offset(ana: ApiClient, cast: Cast) -> None:
    body = {"title": "Leak", "property": str(cast.tower.pk), "reported_at": "2027-01-01T10:00"}
    answer = ana.send("POST", "work-orders/", body)
    assert (problem(answer), answer.json()["errors"][0]["pointer"]) == ((400, "validation-failed"), "/reported_at")
    made = ana.send("POST", "work-orders/", {**body, "reported_at": "2020-01-01T10:00:00-06:00"})
    assert made.json()["reported_at"] == "2020-01-01T16:00:00.000000Z"


@row("FQ-132")
def test_the_same_change_twice_is_one(ana: ApiClient, cast: Cast) -> None:
    record = make(ana, cast)
    address = f"properties/{record['id']}/"
    whole = {"name": "South", "portfolio": str(cast.portfolio.pk)}
    for method, body in (("PATCH", {"name": "West"}), ("PUT", whole)):
        first, second = (ana.send(method, address, body).json() for _ in range(2))
        assert first["version"] == second["version"]
    assert ana.get(f"{address}history/").json()["count"] == 3


@row("FQ-133")
def test_a_post_is_repeated_safely(ana: ApiClient, cast: Cast) -> None:
    key = {"Idempotency-Key": "row-133"}
    body = {"name": "North", "portfolio": str(cast.portfolio.pk)}
    first, again = (ana.send("POST", "properties/", body, headers=key) for _ in range(2))
    assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
    other = ana.send("POST", "properties/", {**body, "name": "Other"}, headers=key)
    assert problem(other) == (422, "idempotency-mismatch")


@row("FQ-134")
def test_an_old_etag_changes_nothing(ana: ApiClient, cast: Cast) -> None:
    address = f"properties/{cast.tower.pk}/"
    old = ana.get(address)["ETag"]
    assert ana.send("PATCH", address, {"name": "One"}).status_code == 200
    refused = ana.send("PATCH", address, {"name": "Two"}, headers={"If-Match": old})
    assert problem(refused) == (412, "precondition-failed") and ana.get(address).json()["name"] == "One"


@row("FQ-135")
def test_an_id_stays_through_rename_and_archive(ana: ApiClient, cast: Cast) -> None:
    record = make(ana, cast)
    assert UUID(record["id"]).version == 7
    renamed = ana.send("PATCH", f"properties/{record['id']}/", {"name": "Renamed"}).json()
    archived = ana.send("POST", f"properties/{record['id']}/archive/", {}).json()
    assert record["id"] == renamed["id"] == archived["id"] and archived["archived_at"]


@row("FQ-136")
def test_what_was_deleted_says_so_for_ninety_days(ana: ApiClient, cast: Cast) -> None:
    address = f"properties/{make(ana, cast)['id']}/"
    assert ana.send("DELETE", address).status_code == 204
    gone = ana.get(address)
    assert problem(gone) == (410, "gone") and gone.json()["deleted_at"].endswith("Z")
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert problem(ana.get(address)) == (404, "not-found")


@row("FQ-137", "FQ-138", "FQ-139")
def test_ids_of_other_systems(ana: ApiClient, cast: Cast) -> None:
    body = {"name": "Sparks"}
    first = ana.send("PUT", "vendors/by-external-id/yardi/V9/", body)
    second = ana.send("PUT", "vendors/by-external-id/yardi/V9/", body)
    assert (first.status_code, second.status_code) == (201, 200) and first.json()["id"] == second.json()["id"]
    (found,) = ana.get("vendors/?external_id=yardi:V9").json()["results"]
    assert found["external_ids"] == {"yardi": "V9"}
    taken = ana.send("POST", "vendors/", {"name": "Other", "external_ids": {"yardi": "V9"}})
    assert problem(taken) == (409, "external-id-taken")


@row("FQ-140")
def test_a_reference_must_exist_and_be_visible(ana: ApiClient, cast: Cast) -> None:
    told = []
    for key in (uuid4(), cast.elsewhere.pk):
        answer = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(key)})
        (error,) = answer.json()["errors"]
        told.append((answer.status_code, error["pointer"], error["detail"]))
    assert told[0] == told[1] and told[0][:2] == (400, "/property")


@row("FQ-141")
def test_what_others_refer_to_is_not_deleted(ana: ApiClient, cast: Cast) -> None:
    answer = ana.send("DELETE", f"portfolios/{cast.portfolio.pk}/")
    assert problem(answer) == (409, "in-use") and answer.json()["detail"]


@row("FQ-142")
def test_an_unknown_member_is_named(ana: ApiClient, cast: Cast) -> None:
    answer = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk), "foo": 1})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (400, "/foo", "unknown_field")


@row("FQ-143", "FQ-146")
def test_dates_select_half_open_ranges(ana: ApiClient, cast: Cast) -> None:
    for title, at in (("Old", "2019-12-31T23:59:59Z"), ("In", "2020-01-01T00:00:00Z"), ("New", "2020-02-01T00:00:00Z")):
        body = {"title": title, "property": str(cast.tower.pk), "reported_at": at}
        assert ana.send("POST", "work-orders/", body).status_code == 201
    asked = "work-orders/?reported_at__gte=2020-01-01T00:00:00Z&reported_at__lt=2020-02-01T00:00:00Z"
    assert [one["title"] for one in ana.get(asked).json()["results"]] == ["In"]
    wrong = ana.get("work-orders/?reported_at__gte=yes")
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (400, "reported_at__gte")
    unknown = ana.get("work-orders/?reportd_at=today")
    assert unknown.json()["errors"][0]["parameter"] == "reportd_at"


@row("FQ-144", "FQ-145")
def test_places_and_states_select_together_and_reach_down(ana: ApiClient, cast: Cast) -> None:
    for title, place in (("Tower", cast.tower), ("Annex", cast.annex)):
        ana.send("POST", "work-orders/", {"title": title, "property": str(place.pk)})
    asked = {
        f"portfolio={cast.portfolio.pk}": ["Annex", "Tower"],
        f"region={cast.region.pk}": ["Tower"],
        f"property={cast.annex.pk}&state__in=open,closed": ["Annex"],
        f"property={cast.annex.pk}&state=closed": [],
        "priority__in=P2,P3&vendor__isnull=true": ["Annex", "Tower"],
    }
    for question, titles in asked.items():
        answer = ana.get(f"work-orders/?{question}&ordering=number&fields=title")
        assert sorted(one["title"] for one in answer.json()["results"]) == titles, question


@row("FQ-147", "FQ-148")
def test_pages_by_offset_and_by_cursor(ana: ApiClient, cast: Cast) -> None:
    names = [make(ana, cast, f"House {number}")["name"] for number in range(5)]
    page = ana.get("properties/?q=House&ordering=number&limit=2&offset=2").json()
    assert (page["count"], [one["name"] for one in page["results"]]) == (5, names[2:4])
    for wrong in ("limit=1001", "offset=10001", "limit=0"):
        assert ana.get(f"properties/?{wrong}").status_code == 400
    found, address = [], "properties/?q=House&ordering=number&limit=2&cursor="
    while address:
        page = ana.get(address).json()
        found += [one["name"] for one in page["results"]]
        address = (page["next"] or "").partition("/api/v1/")[2]
        make(ana, cast, f"Later {len(found)}")
    assert found == names


@row("FQ-149", "FQ-150", "FQ-151")
def test_order_members_and_parts(ana: ApiClient, cast: Cast) -> None:
    order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)}).json()
    ana.send("POST", f"work-orders/{order['id']}/comments/", {"body": "Key at the desk"})
    (found,) = ana.get("work-orders/?ordering=-updated_at,number&fields=id,number,state").json()["results"]
    assert list(found) == ["id", "number", "state"]
    (whole,) = ana.get("work-orders/?include=costs,comments").json()["results"]
    assert (whole["costs"], len(whole["comments"])) == ([], 1)
    assert "comments" not in ana.get("work-orders/").json()["results"][0]
    for wrong in ("ordering=nonsense", "fields=nonsense", "include=foo"):
        assert ana.get(f"work-orders/?{wrong}").status_code == 400


@row("FQ-159", "FQ-160", "FQ-161")
def test_the_version_by_path_and_by_header(ana: ApiClient) -> None:
    assert problem(ana.get("/api/v9/me/")) == (404, "not-found")
    plain = ana.get("me/")
    named = ana.get("me/", headers={"Accept": "application/json; version=1"})
    assert (plain.content, plain["X-API-Version"]) == (named.content, "1")
    assert problem(ana.get("me/", headers={"Accept": "application/json; version=9"})) == (406, "not-acceptable")


@row("FQ-195")
def test_all_faults_are_told_at_once(ana: ApiClient, cast: Cast) -> None:
    answer = ana.send(
        "PATCH", f"properties/{cast.tower.pk}/", {"latitude": 91, "longitude": 0, "time_zone": "Mars/Base"}
    )
    assert {one["pointer"] for one in answer.json()["errors"]} == {"/latitude", "/time_zone"}


@row("FQ-198")
def test_the_document_is_there(ana: ApiClient) -> None:
    document = json.loads(ana.get("schema/", headers={"Accept": "application/json"}).content)
    assert document["openapi"] == "3.1.0" and len(document["paths"]) > 300
