"""Lists and details: their shape, their pages, their filters, and what they cost."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from facilities.actions.properties import create_property
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast


def test_a_list_shows_what_the_caller_may_see(cast: Cast, as_: Caller) -> None:
    assert names(as_(cast.ana).get("properties/")) == ["Annex", "Tower"]
    assert names(as_(cast.ben).get("properties/")) == ["Tower"]
    assert names(as_(cast.cleo).get("properties/")) == ["Elsewhere"]


def test_the_shape_of_a_record(cast: Cast, ana: ApiClient) -> None:
    record = ana.get(f"properties/{cast.tower.pk}/").json()
    assert record["id"] == str(cast.tower.pk)
    assert record["region"] == {"id": str(cast.region.pk), "number": 1, "name": "Chicago"}
    assert record["organization"]["id"] == str(cast.organization.pk)
    assert record["created_by"]["name"] == "Ana Alvarez"
    assert record["created_at"].endswith("Z") and len(record["created_at"]) == 27
    assert (record["version"], record["custom_fields"], record["external_ids"]) == (1, {}, {})
    assert record["allowed_actions"] == ["move", "archive"]


def test_list_and_detail_show_the_same(cast: Cast, ana: ApiClient) -> None:
    for record in ana.get("properties/").json()["results"]:
        assert ana.get(f"properties/{record['id']}/").json() == record


def test_a_list_costs_four_statements_at_any_size(cast: Cast, ana: ApiClient) -> None:
    ana.get("properties/")
    few = statements(ana, "properties/?status=active")
    with acting(cast.ana):
        for number in range(50):
            create_property(actor=cast.ana, name=f"Depot {number}", portfolio=cast.portfolio)
    assert statements(ana, "properties/?status=active") == few <= 4


def statements(client: ApiClient, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    told = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # The last one only takes the settings back, because a test is one transaction.
    return len(told) - 1


def names(response: Any) -> list[str]:
    return [record["name"] for record in response.json()["results"]]
