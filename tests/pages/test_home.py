"""Home, search, the map and the scope switch."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.acting import acting
from tests.cast import Cast
from workorders.actions.life_cycle import start_work_order
from workorders.actions.work_orders import create_work_order


@pytest.fixture
def work(cast: Cast) -> None:
    """One late, one running, one new work order; one of them at the annex."""
    now = timezone.now()
    with acting(cast.ana):
        late: dict[str, Any] = {"reported_at": now - timedelta(days=9), "due_at": now - timedelta(days=2)}
        create_work_order(actor=cast.ana, title="Leak", property=cast.tower, **late)
        running = create_work_order(actor=cast.ana, title="Lift", property=cast.tower)
        start_work_order(running, actor=cast.ana)
        create_work_order(actor=cast.ana, title="Door", property=cast.annex)


def follow(client: Client, tile: dict[str, Any]) -> int:
    """How many rows the list has that a tile opens."""
    return int(client.get(tile["url"]).context["count"])


@pytest.mark.usefixtures("work")
def test_each_tile_counts_the_rows_of_the_list_it_opens(ana: Client, ben: Client, cast: Cast) -> None:
    for client in (ana, ben):
        for address in ("/lakeside/", f"/lakeside/?in=property:{cast.tower.number}"):
            tiles = client.get(address).context["tiles"]
            assert [tile["count"] for tile in tiles] == [follow(client, tile) for tile in tiles]


@pytest.mark.usefixtures("work")
def test_home_keeps_to_the_place_that_is_looked_at(ana: Client, cast: Cast) -> None:
    everything, tower = ana.get("/lakeside/"), ana.get(f"/lakeside/?in=property:{cast.tower.number}")
    assert [tiles[0]["count"] for tiles in (everything.context["tiles"], tower.context["tiles"])] == [3, 2]
    assert "Door" in everything.content.decode() and "Door" not in tower.content.decode()


@pytest.mark.usefixtures("work")
def test_the_activity_of_others_places_is_not_shown(ben: Client) -> None:
    page = ben.get("/lakeside/")
    assert page.status_code == 200 and "Door" not in page.content.decode() and "Annex" not in page.content.decode()


@pytest.mark.usefixtures("work")
def test_search_finds_what_the_person_may_see(ana: Client, ben: Client) -> None:
    assert [group["label"] for group in ana.get("/lakeside/search/?q=door").context["groups"]] == ["Work orders"]
    assert ben.get("/lakeside/search/?q=door").context["groups"] == []


def test_search_jumps_to_a_number(ana: Client, cast: Cast) -> None:
    answer = ana.get(f"/lakeside/search/?q=p-{cast.tower.number}")
    assert answer["Location"] == f"/lakeside/properties/{cast.tower.number}/"


def test_the_scope_switch_offers_places_and_returns_to_the_page(ana: Client, cast: Cast) -> None:
    page = ana.get("/lakeside/places/?q=tow&next=/lakeside/work-orders/%3Fstate=open")
    (item,) = page.context["groups"][0]["items"]
    assert item["url"] == f"/lakeside/work-orders/?state=open&in=property:{cast.tower.number}"
    assert ana.get("/lakeside/places/?next=https://evil.example/").context["next"] == "/lakeside/"


@pytest.mark.usefixtures("work")
def test_a_comment_stands_in_the_timeline(ana: Client, cast: Cast) -> None:
    ana.post("/lakeside/work-orders/1/comment/", {"body": "Water is off.", "is_internal": "on"})
    page = ana.get("/lakeside/work-orders/1/")
    entry = page.context["entries"][0]
    assert entry["note"] == "Water is off." and entry["internal"]


def test_the_map_narrows_the_list(ana: Client, cast: Cast) -> None:
    from facilities.actions.properties import update_property

    with acting(cast.ana):
        update_property(cast.tower, actor=cast.ana, latitude=41.9, longitude=-87.6)
    page = ana.get("/lakeside/properties/map/?bbox=-88,41,-87,42")
    assert [row["record"].name for row in page.context["rows"]] == ["Tower"]
    assert ana.get("/lakeside/properties/map/?bbox=0,0,1,1").context["rows"] == []
    assert ana.get("/lakeside/properties/map/?bbox=nonsense").status_code == 400
