"""The map of work orders: a mark for each property with work, and the same work below it as in the list."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from facilities.actions.properties import create_property, update_property
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.test_assignment import report

MAP = "/lakeside/work-orders/map/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    with acting(cast.ana):
        place = {"latitude": Decimal("41.88"), "longitude": Decimal("-87.63")}
        update_property(cast.tower, actor=cast.ana, **place)
        for title in ("Leak", "Noise"):
            report(cast, title=title, due_at=None)
        report(cast, title="No coordinates", property=cast.annex)
    return browser_of(cast.ana)


def titles(answer: Any) -> set[str]:
    return {row["record"].title for row in answer.context["rows"]}


def test_a_property_is_one_mark_with_its_work(cast: Cast, ana: Client) -> None:
    page = ana.get(f"{MAP}?state=open")
    (mark,) = page.context["map"].marks
    assert mark.label == "Tower: 2 work orders"
    assert mark.address == f"/lakeside/work-orders/?state=open&property={cast.tower.pk}"
    assert titles(page) == {"Leak", "Noise", "No coordinates"}
    assert titles(ana.get(mark.address)) == {"Leak", "Noise"}


def test_an_area_narrows_the_work_below(ana: Client) -> None:
    assert titles(ana.get(f"{MAP}?bbox=-88,41,-87,42")) == {"Leak", "Noise"}
    assert titles(ana.get(f"{MAP}?bbox=0,0,1,1")) == set()
    assert titles(ana.get(f"{MAP}?bbox=170,41,-87,42")) == {"Leak", "Noise"}


@pytest.mark.parametrize("question", ["bbox=nonsense", "state=nonsense", "unknown=1", "cursor=nonsense"])
def test_what_is_not_understood_is_refused(ana: Client, question: str) -> None:
    assert ana.get(f"{MAP}?{question}").status_code == 400


def test_a_condition_is_changed_on_the_map(ana: Client) -> None:
    answer = ana.get(f"{MAP}?bbox=-88,41,-87,42&change=state&op=in&value=open&value=on_hold")
    assert answer["Location"] == f"{MAP}?bbox=-88,41,-87,42&state__in=open,on_hold"
    assert ana.get("/lakeside/properties/map/?change=city&op=eq&value=Chicago").status_code == 302


def test_everybody_sees_the_work_of_their_places(cast: Cast, ana: Client) -> None:
    assert titles(browser_of(cast.ben).get(MAP)) == {"Leak", "Noise"}
    assert browser_of(cast.cleo).get("/harbour/work-orders/map/").context["map"].marks == ()
    assert browser_of(cast.cleo).get(MAP).status_code == 404


def test_statements_do_not_grow_with_places(cast: Cast, ana: Client, django_assert_max_num_queries: Any) -> None:
    with acting(cast.ana):
        for n in range(12):
            place = {"latitude": Decimal(40 + n), "longitude": Decimal(-80 - n)}
            one = create_property(actor=cast.ana, name=f"House {n}", portfolio=cast.portfolio, **place)
            report(cast, title=f"Job {n}", property=one)
    with django_assert_max_num_queries(16):
        ana.get(MAP)
