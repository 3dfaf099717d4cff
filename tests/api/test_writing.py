"""Single writes: what is taken, what is refused, and that no update is lost."""

from uuid import uuid4

import pytest

from core.acting import acting
from core.changes import Change
from core.surfaces import surface_named
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast


def test_a_create_answers_the_record_and_its_address(cast: Cast, ana: ApiClient) -> None:
    body = {"name": "Depot", "portfolio": str(cast.portfolio.pk), "tags": ["north"], "external_ids": {"yardi": "P-9"}}
    answer = ana.send("POST", "properties/", body)
    assert answer.status_code == 201, answer.content
    record = answer.json()
    assert (record["name"], record["version"], record["external_ids"]) == ("Depot", 1, {"yardi": "P-9"})
    assert answer["Location"].endswith(f"/api/v1/properties/{record['id']}/")
    assert ana.get(answer["Location"].removeprefix("http://testserver")).json() == record
    with acting(cast.ana):
        change = Change.objects.filter(record_id=record["id"]).get()
    assert (change.source, change.request_id, change.event) == ("api", answer["X-Request-Id"], "property.created")


def test_unknown_and_read_only_members_are_named_all_at_once(cast: Cast, ana: ApiClient) -> None:
    body = {"name": "", "number": 5, "nmae": "x", "latitude": "north", "status": "sold", "organization": "x"}
    answer = ana.send("POST", "properties/", body)
    assert answer.status_code == 400
    told = {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]}
    assert told == {
        ("/name", "blank"),
        ("/number", "unknown_field"),
        ("/nmae", "unknown_field"),
        ("/organization", "unknown_field"),
        ("/latitude", "invalid"),
        ("/status", "invalid_choice"),
    }


def test_patch_changes_what_is_sent_and_put_the_whole(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/"
    patched = ana.send("PATCH", path, {"city": "Duluth"}, content_type="application/merge-patch+json").json()
    assert (patched["city"], patched["code"], patched["version"]) == ("Duluth", "T1", 2)
    put = ana.send("PUT", path, {"name": "Tower", "portfolio": str(cast.portfolio.pk)}).json()
    assert (put["city"], put["code"], put["region"], put["version"]) == ("", "", None, 3)
    again = ana.send("PUT", path, {"name": "Tower", "portfolio": str(cast.portfolio.pk)}).json()
    assert again == put


def test_a_stale_if_match_is_412_and_a_stale_version_409(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/"
    etag = ana.get(path)["ETag"]
    assert ana.send("PATCH", path, {"city": "One"}, headers={"If-Match": etag}).status_code == 200
    for method, body in (("PATCH", {"city": "Two"}), ("DELETE", None)):
        answer = ana.send(method, path, body, headers={"If-Match": etag})
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/precondition-failed/")
    stale = ana.send("PATCH", path, {"city": "Three", "version": 1})
    assert (stale.status_code, stale.json()["type"], stale.json()["version"]) == (409, "/problems/stale-version/", 2)
    assert ana.get(path).json()["city"] == "One"


def test_an_unchanged_record_is_304(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/"
    etag = ana.get(path)["ETag"]
    answer = ana.get(path, headers={"If-None-Match": f'"other", W/{etag}'})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert ana.get(f"{path}?fields=id", headers={"If-None-Match": etag}).status_code == 200


def test_a_deleted_record_is_gone_for_those_who_could_see_it(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    path = f"properties/{cast.tower.pk}/"
    assert ana.send("DELETE", path).status_code == 204
    answer = ana.get(path)
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/gone/")
    assert answer.json()["deleted_at"].endswith("Z")
    assert as_(cast.cleo).get(path).status_code == 404


def test_upsert_by_external_id(cast: Cast, ana: ApiClient) -> None:
    path = "properties/by-external-id/yardi/V 9/"
    body = {"name": "Depot", "portfolio": str(cast.portfolio.pk)}
    first, second = ana.send("PUT", path, body), ana.send("PUT", path, body)
    assert (first.status_code, second.status_code) == (201, 200), first.content
    assert first.json() == second.json()
    assert first.json()["external_ids"] == {"yardi": "V 9"}
    assert ana.get("properties/?external_id=yardi:V 9").json()["count"] == 1
    other = ana.send("PATCH", f"properties/{cast.tower.pk}/", {"external_ids": {"yardi": "V 9"}})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/external-id-taken/")
    assert other.json()["errors"][0]["pointer"] == "/external_ids/yardi"


def test_external_ids_move_the_version_and_merge(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/"
    assert ana.send("PATCH", path, {"external_ids": {"yardi": "1", "sap": "2"}}).json()["version"] == 2
    patched = ana.send("PATCH", path, {"external_ids": {"yardi": None}}).json()
    assert (patched["external_ids"], patched["version"]) == ({"sap": "2"}, 3)


REFERENCES = [
    (surface.slug, name)
    for surface in [surface_named("property")]
    for name in surface.write
    if surface.model._meta.get_field(name).is_relation
]


@pytest.mark.parametrize(("slug", "member"), REFERENCES)
def test_a_foreign_id_answers_exactly_as_a_random_one(cast: Cast, ana: ApiClient, slug: str, member: str) -> None:
    foreign = {"portfolio": cast.elsewhere.portfolio_id, "parent": cast.elsewhere.pk}.get(member, cast.elsewhere.pk)
    for method, path in (("POST", f"{slug}/"), ("PATCH", f"{slug}/{cast.tower.pk}/")):
        base = {"name": "X", "portfolio": str(cast.portfolio.pk)} if method == "POST" else {}
        told = []
        for key in (foreign, uuid4()):
            answer = ana.send(method, path, {**base, member: str(key)})
            assert answer.status_code == 400
            told.append(answer.json()["errors"])
        assert told[0] == told[1]
        assert {fault["pointer"] for fault in told[0]} == {f"/{member}"}


def test_without_the_scope_or_the_permission(cast: Cast, as_: Caller) -> None:
    reader = as_(cast.ana, scopes=("properties:read",))
    answer = reader.send("PATCH", f"properties/{cast.tower.pk}/", {"city": "x"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/insufficient-scope/")
    answer = as_(cast.ben).send("PATCH", f"properties/{cast.tower.pk}/", {"city": "x"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden/")
