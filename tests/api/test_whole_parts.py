"""Parts that are said as a whole: by PUT, and in the body that makes the record."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast


@pytest.fixture
def group(ana: ApiClient) -> dict[str, Any]:
    made: dict[str, Any] = ana.send("POST", "reporting-groups/", {"name": "Downtown", "kind": "campus"}).json()
    return made


def members(ana: ApiClient, group: dict[str, Any]) -> list[str]:
    rows = ana.get(f"reporting-groups/{group['id']}/members/").json()["results"]
    return [one["property"]["name"] for one in rows]


def test_a_part_is_replaced_as_a_whole(cast: Cast, ana: ApiClient, group: dict[str, Any]) -> None:
    address = f"reporting-groups/{group['id']}/members/"
    rows = [{"property": str(cast.tower.pk)}, {"property": str(cast.annex.pk)}]
    answer = ana.send("PUT", address, {"members": rows, "version": group["version"]})
    assert answer.status_code == 200, answer.content
    assert [one["property"]["name"] for one in answer.json()["results"]] == ["Annex", "Tower"]
    again = ana.send("PUT", address, {"members": rows}, headers={"If-Match": f'"{group["version"] + 1}-x"'})
    assert again.status_code == 200
    assert ana.get(f"reporting-groups/{group['id']}/").json()["version"] == group["version"] + 1
    assert ana.send("PUT", address, {"members": rows[:1]}).status_code == 200 and members(ana, group) == ["Tower"]
    events = [one["event"] for one in ana.get(f"reporting-groups/{group['id']}/history/").json()["results"]]
    assert events.count("reporting_group.members_set") == 2


def test_what_is_wrong_is_named_by_its_place(cast: Cast, ana: ApiClient, as_: Caller, group: dict[str, Any]) -> None:
    address = f"reporting-groups/{group['id']}/members/"
    wrong = {"members": [{"property": str(uuid4()), "colour": "red"}], "nonsense": 1}
    answer = ana.send("PUT", address, wrong)
    assert answer.status_code == 400
    pointers = {one["pointer"] for one in answer.json()["errors"]}
    assert pointers == {"/members/0/property", "/members/0/colour", "/nonsense"}
    for body, pointer in (
        ({"members": [{}]}, "/members/0/property"),
        ({"members": 1}, "/members"),
        ({}, "/members"),
        ({"members": [], "version": "x"}, "/version"),
    ):
        answer = ana.send("PUT", address, body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer), body
    rows = [{"property": str(cast.tower.pk)}]
    assert ana.send("PUT", address, {"members": rows, "version": 99}).status_code == 409
    assert ana.send("PUT", address, {"members": rows}, headers={"If-Match": '"99-x"'}).status_code == 412
    ownership = f"properties/{cast.tower.pk}/ownership/"
    assert as_(cast.ben).send("PUT", ownership, {"ownership": []}).status_code == 403
    assert as_(cast.cleo).send("PUT", address, {"members": rows}).status_code == 404
    assert ana.send("PUT", f"properties/{cast.tower.pk}/spaces/", {"spaces": []}).status_code == 405
    assert members(ana, group) == []


def test_it_comes_with_the_record_that_is_made(cast: Cast, ana: ApiClient) -> None:
    owner = ana.send("POST", "ownership-entities/", {"name": "North", "kind": "company"}).json()["id"]
    room = ana.send("POST", "spaces/", {"name": "101", "kind": "room", "property": str(cast.tower.pk)}).json()["id"]
    made = {
        "properties/?include=ownership": {
            "name": "Mill", "portfolio": str(cast.portfolio.pk),
            "ownership": [{"entity": owner, "share_percent": "100"}],
        },
        "leases/?include=properties": {
            "lease_number": "L1", "properties": [{"property": str(cast.tower.pk), "area": "10"}],
        },
        "equipment/?include=serves": {"name": "Fan", "property": str(cast.tower.pk), "serves": [{"space": room}]},
    }  # fmt: skip
    for path, body in made.items():
        answer = ana.send("POST", path, body)
        assert answer.status_code == 201, answer.content
        assert len(answer.json()[path.partition("=")[2]]) == 1
    halves = {**made["properties/?include=ownership"], "ownership": [{"entity": owner, "share_percent": "50"}]}
    refused = ana.send("POST", "properties/", {**halves, "name": "Half"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/ownership")
    nothing = ana.send("POST", "leases/", {"lease_number": "L2", "properties": [{}]})
    assert (nothing.status_code, nothing.json()["errors"][0]["pointer"]) == (400, "/properties/0/property")
    assert ana.get("properties/?name=Half").json()["count"] == 0
