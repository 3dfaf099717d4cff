"""What the sidebar counts: records that wait for something that the person may do."""

import pytest
from django.test import Client

from core.acting import acting
from tests.cast import Cast
from workorders.actions.requests import accept_request, create_request
from workorders.actions.work_orders import create_work_order


@pytest.fixture
def waiting(cast: Cast) -> None:
    """Two requests and an order in the tower, a request at the annex; and a request that was answered."""
    with acting(cast.ana):
        for title, place in (("Cold", cast.tower), ("Wet", cast.tower), ("Dark", cast.annex), ("Loud", cast.tower)):
            request = create_request(actor=cast.ana, title=title, property=place)
        accept_request(request, actor=cast.ana)
        create_work_order(actor=cast.ana, title="New roof", property=cast.tower, awaits_approval=True)


def counts(client: Client, address: str) -> dict[str, int]:
    """What each entry counts, by its words."""
    entries = client.get(address).context["shell"].navigation
    return {str(one["label"]): one["waiting"] for one in entries if one["waiting"]}


@pytest.mark.usefixtures("waiting")
def test_a_closed_group_counts_all_of_it_and_an_open_one_each(ana: Client) -> None:
    assert counts(ana, "/lakeside/") == {"Work": 4}
    assert counts(ana, "/lakeside/work-orders/") == {"Work": 1, "Requests": 3}


@pytest.mark.usefixtures("waiting")
def test_a_place_counts_what_lies_in_it(ana: Client, cast: Cast) -> None:
    assert counts(ana, f"/lakeside/requests/?in=property:{cast.annex.number}") == {"Requests": 1}


@pytest.mark.usefixtures("waiting")
def test_each_counts_what_they_may_answer_where_they_work(ben: Client, cleo: Client) -> None:
    assert counts(ben, "/lakeside/") == {"Work": 2}, "requests of the tower; no technician approves orders"
    assert counts(cleo, "/harbour/") == {}


def test_a_hundred_are_as_many_as_are_counted(ana: Client, cast: Cast) -> None:
    with acting(cast.ana):
        for number in range(101):
            create_request(actor=cast.ana, title=f"Cold {number}", property=cast.tower)
    assert counts(ana, "/lakeside/") == {"Work": 100}
    assert ">, </span>99+<span" in ana.get("/lakeside/").content.decode()


@pytest.mark.usefixtures("waiting")
def test_the_count_is_told_in_words_to_who_hears_the_page(ana: Client) -> None:
    page = ana.get("/lakeside/").content.decode()
    assert '<b class="count"><span class="sr">, </span>4<span class="sr"> waiting</span></b>' in page
