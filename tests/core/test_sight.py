"""A reference out of the reader's scope: no doorway says what it names, and none lets it be emptied unseen."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts.permissions import all_permissions
from core.acting import acting
from core.actor import Actor
from core.sight import doubtful_references, hide_unseen, unseen_references
from core.surfaces import surfaces
from facilities.actions.equipment import create_equipment
from facilities.actions.properties import update_property
from facilities.models import Equipment, Property
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast, make_person
from tests.pages.conftest import browser_of
from tests.pages.test_records import form_values

SECRET = "Xylophone Yard"


@pytest.fixture
def nora(cast: Cast) -> Actor:
    """Manages the tower alone; what it is part of lies elsewhere."""
    with acting(cast.ana):
        update_property(cast.annex, actor=cast.ana, name=SECRET)
        update_property(cast.tower, actor=cast.ana, parent=cast.annex)
        whole = create_equipment(actor=cast.ana, name=f"{SECRET} boiler", property=cast.annex)
        create_equipment(actor=cast.ana, name="Radiator", property=cast.tower, parent=whole)
    return make_person(cast.organization, "Nora North", all_permissions(), places=(cast.tower,))


@pytest.fixture
def api(nora: Actor) -> ApiClient:
    return ApiClient(make_key(nora))


@pytest.fixture
def page(nora: Actor) -> Client:
    return browser_of(nora)


ADDRESSES = (
    "properties/",
    "properties/?fields=name,parent",
    "properties/?fields=parent.name,parent.id",
    "properties/?include=parent",
    "properties/?include=history",
    "properties/?cursor=",
    "properties/aggregate/?group_by=parent",
    "properties/{tower}/",
    "properties/{tower}/?include=parent,history",
    "properties/{tower}/history/",
    "properties/export.csv",
    "properties/export.csv?include=parent",
    "properties/export.ndjson?include=parent",
    "equipment/",
    "equipment/?include=parent,property",
    "equipment/export.csv?fields=name,parent",
    "properties/{tower}/equipment/",
    "properties/?include=equipment",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_api_says_nothing_of_it(cast: Cast, api: ApiClient, address: str) -> None:
    answer = api.get(address.format(tower=cast.tower.pk))
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    assert answer.status_code == 200, body
    assert SECRET not in body and str(cast.annex.pk) not in body
    assert "Tower" in body or "Radiator" in body or "null" in body


def test_it_is_null_and_a_part_in_sight_is_not(cast: Cast, nora: Actor, api: ApiClient) -> None:
    with acting(cast.ana):
        radiator = Equipment.objects.get(name="Radiator")
        create_equipment(actor=cast.ana, name="Valve", property=cast.tower, parent=radiator)
    rows = {row["name"]: row["parent"] for row in api.get("equipment/").json()["results"]}
    assert rows["Radiator"] is None and rows["Valve"]["name"] == "Radiator"
    assert api.get("properties/aggregate/?group_by=parent").json()["results"] == [{"parent": None, "count": 1}]
    assert ApiClient(make_key(cast.ana)).get(f"properties/{cast.tower.pk}/").json()["parent"]["name"] == SECRET


def test_a_workbook_leaves_it_empty(api: ApiClient) -> None:
    answer = api.get("equipment/export.xlsx?fields=name,parent,property.name")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    heading, row = book.get_sheet_by_index(0).to_python()
    assert dict(zip(heading, row, strict=True)) == {
        "name": "Radiator",
        "parent.id": "",
        "parent.number": "",
        "parent.name": "",
        "property.name": "Tower",
    }


PAGES = (
    "",
    "?column=name&column=parent",
    "?column=name&column=parent&format=csv",
    "{tower}/",
    "{tower}/history/",
    "{tower}/equipment/",
    "{tower}/edit/",
    "{tower}/move/",
    "../equipment/?column=name&column=parent&sort=parent.name",
    "../search/?q=xylophone",
)


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_say_nothing_of_it(cast: Cast, page: Client, address: str) -> None:
    answer = page.get(f"/lakeside/properties/{address.format(tower=cast.tower.number)}".replace("properties/../", ""))
    body = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    assert answer.status_code == 200
    assert SECRET not in body and str(cast.annex.pk) not in body and f"/properties/{cast.annex.number}/" not in body


def parent_of(cast: Cast) -> Any:
    with acting(cast.ana):
        return Property.objects.get(pk=cast.tower.pk).parent_id


@pytest.mark.parametrize("part", ["edit/", "move/"])
def test_a_form_takes_nothing_away_unseen(cast: Cast, page: Client, part: str) -> None:
    address = f"/lakeside/properties/{cast.tower.number}/{part}"
    form = page.get(address)
    typed = form_values(form, city="Gary") if part == "edit/" else form_values(form)
    assert page.post(address, typed).status_code == 302
    assert parent_of(cast) == cast.annex.pk


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST"])
def test_null_over_the_api_takes_nothing_away_unseen(cast: Cast, api: ApiClient, method: str) -> None:
    body: dict[str, Any] = {"name": "Tower", "portfolio": str(cast.portfolio.pk), "parent": None, "city": "Gary"}
    address = f"properties/{cast.tower.pk}/"
    if method == "POST":
        address, body = f"{address}move/", {"parent": None}
    assert api.send(method, address, body).status_code == 200
    assert parent_of(cast) == cast.annex.pk
    if method != "POST":
        body = {"parent": None, "name": "Tower", "portfolio": str(cast.portfolio.pk)}
        assert ApiClient(make_key(cast.ana)).send(method, address, body).status_code == 200
        assert parent_of(cast) is None


def test_what_everybody_sees_is_not_asked_for(cast: Cast) -> None:
    for surface in surfaces():
        assert doubtful_references(surface.model, cast.ana) == ()
    named = {one.name for one in doubtful_references(Property, cast.ben)}
    assert named == {"parent"}


def test_hiding_costs_a_statement_a_reference_and_none_where_nothing_is_referred_to(
    cast: Cast, nora: Actor, django_assert_num_queries: Any
) -> None:
    with acting(nora):
        rows = list(Property.objects.visible_to(nora))
        with django_assert_num_queries(1):
            hide_unseen(rows, nora)
        assert [unseen_references(row) for row in rows] == [("parent",)]
        with django_assert_num_queries(0):
            hide_unseen(rows, nora)
            hide_unseen(rows, replace(nora, is_system=True))
