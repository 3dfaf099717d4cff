"""What programs of other systems rely on at portfolios, properties and owners, row by row. The API's names are used."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast

row = pytest.mark.row


@pytest.fixture
def ana(cast: Cast) -> ApiClient:
    return ApiClient(make_key(cast.ana))


def made(ana: ApiClient, path: str, **body: Any) -> dict[str, Any]:
    answer = ana.send("POST", path, body)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def names(ana: ApiClient, path: str) -> list[str]:
    return [one["name"] for one in ana.get(path).json()["results"]]


@pytest.fixture
def floors(cast: Cast, ana: ApiClient) -> dict[str, dict[str, Any]]:
    """A building of the tower with a floor and two units on it, and a unit of the annex."""
    tower = str(cast.tower.pk)
    building = made(ana, "spaces/", name="North wing", kind="building", property=tower)
    floor = made(ana, "spaces/", name="First floor", kind="floor", property=tower, parent=building["id"])
    units = [made(ana, "spaces/", name=f"Unit {n}", kind="unit", property=tower, parent=floor["id"]) for n in (1, 2)]
    made(ana, "spaces/", name="Unit 9", kind="unit", property=str(cast.annex.pk))
    return {"building": building, "floor": floor, "first": units[0], "second": units[1]}


@row("FQ-010")
def test_portfolios_and_groups_of_owners_are_listed(cast: Cast, ana: ApiClient) -> None:
    made(ana, "ownership-groups/", name="Pension funds", code="PF", currency="EUR")
    (group,) = ana.get("ownership-groups/").json()["results"]
    assert (group["name"], group["code"], group["currency"]) == ("Pension funds", "PF", "EUR") and group["id"]
    (portfolio,) = ana.get("portfolios/").json()["results"]
    assert {"id", "name", "code", "currency"} <= portfolio.keys() and portfolio["name"] == "Great Lakes"


@row("FQ-011", "FQ-018", "FQ-014", "FQ-016", "FQ-024")
def test_a_property_has_its_place_size_class_and_clock(cast: Cast, ana: ApiClient) -> None:
    body = {
        "name": "Mill", "portfolio": str(cast.portfolio.pk), "region": str(cast.region.pk),
        "asset_class": "mixed_use", "asset_type": "Brewery lofts", "line1": "1 Mill Lane", "line2": "Gate 2",
        "city": "Chicago", "state": "IL", "postal_code": "60601", "country": "US", "latitude": 41.8, "longitude": -87.6,
        "time_zone": "America/New_York", "gross_area": "1200.50", "rentable_area": "1000.00", "area_unit": "sqm",
        "capacity": 90, "year_built": 1911, "floors_count": 4, "construction_type": "Brick",
    }  # fmt: skip
    address = f"properties/{made(ana, 'properties/', **body)['id']}/"
    found = ana.get(address).json()
    references = {name: found[name]["id"] for name in ("portfolio", "region")}
    assert {**found, **references}.items() >= body.items()
    assert "Mill" in names(ana, "properties/")
    for wrong in ({"asset_class": "castle"}, {"time_zone": "Mars/Base"}):
        refused = ana.send("PATCH", address, wrong)
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["pointer"]) == (400, f"/{next(iter(wrong))}")


@row("FQ-012")
def test_units_are_found_at_their_property(cast: Cast, ana: ApiClient, floors: dict[str, Any]) -> None:
    units = names(ana, f"units/?property={cast.tower.pk}&ordering=name")
    assert units == names(ana, f"spaces/?property={cast.tower.pk}&kind=unit&ordering=name") == ["Unit 1", "Unit 2"]
    assert ana.get("units/").json()["count"] == 3 and names(ana, "units/?kind=floor") == []
    assert ana.get("units/?nonsense=1").json()["errors"][0]["parameter"] == "nonsense"


@row("FQ-013")
def test_the_tree_of_a_property(cast: Cast, ana: ApiClient, floors: dict[str, Any]) -> None:
    ana.send("POST", f"spaces/{floors['second']['id']}/archive/", {})
    (building,) = ana.get(f"properties/{cast.tower.pk}/tree/").json()["spaces"]
    (floor,) = building["children"]
    (unit,) = floor["children"]
    assert [(one["name"], one["kind"]) for one in (building, floor, unit)] == [
        ("North wing", "building"),
        ("First floor", "floor"),
        ("Unit 1", "unit"),
    ]
    assert (unit["id"], unit["children"]) == (floors["first"]["id"], [])
    ben = ApiClient(make_key(cast.ben))
    assert ben.get(f"properties/{cast.annex.pk}/tree/").status_code == 404


@row("FQ-015")
def test_a_place_lies_on_the_globe(cast: Cast, ana: ApiClient) -> None:
    for wrong in ({"latitude": 91, "longitude": 0}, {"latitude": 0, "longitude": -181}, {"country": "USA"}):
        answer = ana.send("PATCH", f"properties/{cast.tower.pk}/", wrong)
        pointers = {one["pointer"] for one in answer.json()["errors"]}
        assert answer.status_code == 400 and len(pointers) == 1 and pointers <= {f"/{name}" for name in wrong}


@row("FQ-017")
def test_systems_of_a_building_have_maker_warranty_and_specifications(cast: Cast, ana: ApiClient) -> None:
    body = {
        "name": "Chiller", "property": str(cast.tower.pk), "kind": "hvac", "is_system": True, "manufacturer": "Frost",
        "model": "F9", "installed_on": "2020-05-01", "warranty_until": "2030-05-01", "specs": {"kw": 300},
    }  # fmt: skip
    made(ana, "equipment/", **body)
    made(ana, "equipment/", name="Pump", property=str(cast.tower.pk), kind="hvac")
    (found,) = ana.get(f"equipment/?property={cast.tower.pk}&is_system=true").json()["results"]
    assert {**found, "property": found["property"]["id"]}.items() >= body.items()


@row("FQ-019")
def test_a_property_names_its_owners_and_groups(cast: Cast, ana: ApiClient) -> None:
    owner = made(ana, "ownership-entities/", name="North Fund", kind="company")
    group = made(ana, "reporting-groups/", name="Downtown", kind="campus", members=[{"property": str(cast.tower.pk)}])
    body = {"ownership": [{"entity": owner["id"], "share_percent": "100"}]}
    assert ana.send("PUT", f"properties/{cast.tower.pk}/ownership/", body).status_code == 200
    found = ana.get(f"properties/{cast.tower.pk}/?include=ownership,reporting_groups").json()
    assert [one["entity"]["id"] for one in found["ownership"]] == [owner["id"]]
    assert [one["group"]["id"] for one in found["reporting_groups"]] == [group["id"]]
    assert names(ana, "ownership-entities/") == ["North Fund"] and names(ana, "reporting-groups/") == ["Downtown"]


@row("FQ-020")
def test_each_record_names_what_it_belongs_to(cast: Cast, ana: ApiClient, floors: dict[str, Any]) -> None:
    tower = ana.get(f"properties/{cast.tower.pk}/").json()
    region = ana.get(f"regions/{cast.region.pk}/").json()
    assert (region["portfolio"]["id"], tower["region"]["id"]) == (str(cast.portfolio.pk), region["id"])
    assert floors["first"]["property"]["id"] == tower["id"]
    assert names(ana, f"portfolios/{cast.portfolio.pk}/properties/") == ["Annex", "Tower"]


@row("FQ-021")
def test_a_unit_needs_a_property_that_is_there(cast: Cast, ana: ApiClient) -> None:
    for wrong in (uuid4(), cast.elsewhere.pk):
        answer = ana.send("POST", "spaces/", {"name": "Unit", "kind": "unit", "property": str(wrong)})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/property")
    other = made(ana, "portfolios/", name="Plains")
    contradicts = {"name": "Barn", "portfolio": other["id"], "region": str(cast.region.pk)}
    refused = ana.send("POST", "properties/", contradicts)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "other_portfolio")


@row("FQ-022")
def test_shares_have_their_days_and_make_a_whole(cast: Cast, ana: ApiClient) -> None:
    north, south = (made(ana, "ownership-entities/", name=name)["id"] for name in ("North", "South"))
    address = f"properties/{cast.tower.pk}/ownership/"
    shares = [
        {"entity": north, "share_percent": "100", "valid_to": "2025-12-31"},
        {"entity": north, "share_percent": "60", "valid_from": "2026-01-01"},
        {"entity": south, "share_percent": "40", "valid_from": "2026-01-01"},
    ]
    answer = ana.send("PUT", address, {"ownership": shares})
    assert answer.status_code == 200, answer.content
    kept = ana.get(address).json()["results"]
    assert answer.json()["results"] == kept
    told = {(one["entity"]["id"], float(one["share_percent"]), one["valid_from"], one["valid_to"]) for one in kept}
    assert told == {(north, 100, None, "2025-12-31"), (north, 60, "2026-01-01", None), (south, 40, "2026-01-01", None)}
    shares[2]["share_percent"] = "41"
    refused = ana.send("PUT", address, {"ownership": shares})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (400, "/ownership", "not_a_whole")
    assert ana.get(address).json()["results"] == kept


@row("FQ-023")
def test_properties_are_linked_with_each_other(cast: Cast, ana: ApiClient) -> None:
    address = f"properties/{cast.tower.pk}/associations/"
    link = made(ana, address, to_property=str(cast.annex.pk), kind="shared_plant", note="One boiler for both")
    assert (link["to_property"]["id"], link["kind"]) == (str(cast.annex.pk), "shared_plant")
    assert ana.get(address).json()["results"] == [link]
    wrong = ana.send("POST", address, {"to_property": str(cast.annex.pk), "kind": "friends"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/kind")


@row("FQ-025")
def test_what_is_archived_stays_readable_and_out_of_lists(cast: Cast, ana: ApiClient) -> None:
    assert ana.send("POST", f"properties/{cast.annex.pk}/archive/", {}).status_code == 200
    assert names(ana, "properties/") == ["Tower"] and names(ana, "properties/?archived=any") == ["Annex", "Tower"]
    assert ana.get(f"properties/{cast.annex.pk}/").json()["archived_at"]
