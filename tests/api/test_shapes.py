"""What a request may ask of the shape of an answer: members, includes, figures, files, parts."""

import pytest

from core.surfaces import surfaces
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("surface", surfaces(), ids=lambda surface: surface.slug)
def test_every_module_answers_list_export_and_aggregate(cast: Cast, ana: ApiClient, surface) -> None:
    listed = ana.get(f"{surface.slug}/")
    assert listed.status_code == 200, listed.content
    assert ana.get(f"{surface.slug}/aggregate/").json() == {"results": [{"count": listed.json()["count"]}]}
    for format in ("csv", "ndjson", "xlsx"):
        answer = ana.get(f"{surface.slug}/export.{format}")
        lines = b"".join(answer.streaming_content).splitlines()
        assert answer.status_code == 200
        if format != "xlsx":
            assert len(lines) == listed.json()["count"] + (format == "csv")
    for record in listed.json()["results"]:
        assert ana.get(f"{surface.slug}/{record['id']}/").json() == record


@pytest.mark.parametrize("surface", surfaces(), ids=lambda surface: surface.slug)
def test_every_include_answers(cast: Cast, ana: ApiClient, surface) -> None:
    from api.modules import references

    names = [*references(surface), *(part.name for part in surface.includes), "history"]
    answer = ana.get(f"{surface.slug}/?include={','.join(names)}")
    assert answer.status_code == 200, answer.content
    for record in answer.json()["results"]:
        for part in surface.includes:
            page = ana.get(f"{surface.slug}/{record['id']}/{part.name.replace('_', '-')}/")
            assert page.status_code == 200, page.content
            assert page.json()["results"] == record[part.name]


def test_fields_and_include(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/"
    assert ana.get(f"{path}?fields=number,region.name").json() == {"number": 1, "region": {"name": "Chicago"}}
    assert ana.get(f"{path}?fields=id,allowed_actions").json().keys() == {"id", "allowed_actions"}
    assert ana.get(f"{path}?include=region").json()["region"]["kind"] == "region"
    for query in ("fields=nmae", "include=foo", "fields=", "filds=id"):
        answer = ana.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, query.partition("=")[0])


def test_an_expanded_reference_outside_the_scope_is_null(cast: Cast, as_: Caller, ana: ApiClient) -> None:
    ana.send("PATCH", f"properties/{cast.tower.pk}/", {"parent": str(cast.annex.pk)})
    parent = as_(cast.ben).get(f"properties/{cast.tower.pk}/?include=parent").json()["parent"]
    assert parent is None
    assert "city" in ana.get(f"properties/{cast.tower.pk}/?include=parent").json()["parent"]


def test_history_tells_old_and_new(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.tower.pk}/"
    ana.send("PATCH", path, {"city": "Duluth"})
    newest, first = ana.get(f"{path}history/").json()["results"]
    assert (newest["event"], newest["source"], newest["changed"]) == (
        "property.updated",
        "api",
        {"city": ["Chicago", "Duluth"]},
    )
    assert (first["action"], first["changed"]["portfolio"]) == ("create", [None, str(cast.portfolio.pk)])


def test_figures_by_reference_and_month(cast: Cast, ana: ApiClient) -> None:
    found = ana.get("properties/aggregate/?group_by=portfolio,created_at:month&measures=count,sum:capacity").json()
    (row,) = found["results"]
    assert (row["portfolio"]["name"], row["count"], row["sum:capacity"]) == ("Great Lakes", 2, None)
    for query in ("group_by=created_at", "measures=sum:name", "group_by=q", "measures=median:capacity"):
        assert ana.get(f"properties/aggregate/?{query}").status_code == 400


def test_pages(cast: Cast, ana: ApiClient) -> None:
    first = ana.get("properties/?limit=1&status=active").json()
    assert (first["count"], first["previous"]) == (2, None)
    second = ana.get(first["next"].removeprefix("http://testserver")).json()
    assert [r["name"] for r in (*first["results"], *second["results"])] == ["Annex", "Tower"]
    assert second["next"] is None
    cursor = ana.get("properties/?limit=1&cursor=").json()
    assert "count" not in cursor
    after = ana.get(cursor["next"].removeprefix("http://testserver")).json()
    assert after["results"] == second["results"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("staus=active", "staus"),
        ("status=gone", "status"),
        ("status__like=a", "status__like"),
        ("limit=1001", "limit"),
        ("offset=10001", "offset"),
        ("ordering=secret", "ordering"),
        ("cursor=%00", "cursor"),
        ("name=%00", "name"),
        ("number=99999999999999999999", "number"),
        ("updated_since=0000-01-01", "updated_since"),
        ("archived=perhaps", "archived"),
        ("portfolio__name__startswith=G", "portfolio__name__startswith"),
        ("created_by__password__startswith=a", "created_by__password__startswith"),
    ],
)
def test_what_a_list_does_not_understand_it_names(cast: Cast, ana: ApiClient, query: str, parameter: str) -> None:
    answer = ana.get(f"properties/?{query}")
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_nested_create_and_a_row_added_to_a_part(cast: Cast, ana: ApiClient) -> None:
    area = {"standard": "boma", "kind": "rentable", "value": "1000.00"}
    body = {"name": "Depot", "portfolio": str(cast.portfolio.pk), "areas": [area]}
    made = ana.send("POST", "properties/?include=areas", body)
    assert made.status_code == 201, made.content
    assert made.json()["areas"][0]["value"] == "1000.00"


def test_the_root_and_the_caller(cast: Cast, as_: Caller) -> None:
    client = as_(cast.ben, scopes=("properties:read",))
    root = {one["module"]: one["verbs"] for one in client.get("/api/v1/").json()["modules"]}
    assert root["property"] == ["view"]
    me = client.get("me/").json()
    assert (me["organization"]["slug"], me["person"]["name"]) == ("lakeside", "Ben Brown")
    assert (me["scopes"], me["places"]["properties"]) == (["properties:read"], [str(cast.tower.pk)])
