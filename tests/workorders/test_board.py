"""The board: the list's own question as cards, few statements at any size, and moves that are legal or say why not."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from tests.cast import Cast
from tests.pages.conftest import browser_of
from workorders.actions.hold_reasons import create_hold_reason
from workorders.actions.tasks import add_task
from workorders.actions.work_orders import create_work_order
from workorders.board import MORE, SHOWN
from workorders.choices import State
from workorders.models import WorkOrder

BOARD = "/lakeside/work-orders/board/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


def report(cast: Cast, state: State = State.OPEN, **values: Any) -> WorkOrder:
    order = create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})
    WorkOrder.objects.filter(pk=order.pk).update(state=state)
    order.refresh_from_db()
    return order


def columns_of(text: str) -> dict[str, list[str]]:
    """The numbers of the cards by the state of their column."""
    parts = re.split(r'data-state="(\w+)"', text)[1:]
    return {
        state: re.findall(r"<span>(WO-\d+)</span>", body) for state, body in zip(parts[::2], parts[1::2], strict=True)
    }


def move(browser: Client, order: WorkOrder, state: str, **more: str) -> Any:
    return browser.post(f"{BOARD}{order.number}/", {"state": state, **more})


def state_of(cast: Cast, order: WorkOrder) -> str:
    with acting(cast.ana):
        order.refresh_from_db()
    return str(order.state)


def test_cards_stand_in_the_columns_of_their_states(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        for state in (State.OPEN, State.ON_HOLD, State.AWAITING_APPROVAL, State.CANCELLED):
            report(cast, state)
    found = columns_of(ana.get(BOARD).content.decode())
    assert (found["open"], found["on_hold"], found["awaiting_approval"]) == (["WO-1"], ["WO-2"], ["WO-3"])
    # What is over is counted, and shown to who asks for it.
    assert found["cancelled"] == [] and "duplicate" not in found
    assert columns_of(ana.get(f"{BOARD}?state__in=cancelled,open").content.decode())["cancelled"] == ["WO-4"]
    assert columns_of(ana.get(f"{BOARD}?more=cancelled").content.decode())["cancelled"] == ["WO-4"]


def test_the_board_keeps_to_conditions_place_and_scope(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        report(cast, title="Here")
        report(cast, title="There", property=cast.annex, impact="life_safety", urgency="now")
    assert columns_of(ana.get(f"{BOARD}?priority=P1").content.decode())["open"] == ["WO-2"]
    number = cast.tower.number
    assert columns_of(ana.get(f"{BOARD}?in=property:{number}").content.decode())["open"] == ["WO-1"]
    assert columns_of(browser_of(cast.ben).get(BOARD).content.decode())["open"] == ["WO-1"]
    assert columns_of(browser_of(cast.vera).get(BOARD).content.decode())["open"] == []
    assert ana.get(f"{BOARD}?state=nonsense").status_code == 400
    chip = ana.get(f"{BOARD}?change=priority&op=in&value=P1&in=property:{number}")
    assert (chip.status_code, chip["Location"]) == (302, f"{BOARD}?in=property:{number}&priority=P1")


def test_a_board_reads_no_more_than_it_shows(cast: Cast, ana: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            text = ana.get(BOARD).content.decode()
        assert len(columns_of(text)["open"]) <= SHOWN
        return len(captured)

    with acting(cast.ana):
        report(cast)
    statements()
    few = statements()
    with acting(cast.ana):
        for _n in range(SHOWN + 5):
            report(cast)
    assert statements() == few <= 14
    text = ana.get(BOARD).content.decode()
    assert f'<span class="count">{SHOWN + 6}</span>' in text and "more=open" in text
    assert len(columns_of(ana.get(f"{BOARD}?more=open").content.decode())["open"]) == SHOWN + 6 <= MORE


def test_a_legal_drop_moves_and_an_illegal_one_says_why(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        order = report(cast)
    assert move(ana, order, "in_progress").status_code == 302
    assert state_of(cast, order) == "in_progress"
    answer = move(ana, order, "closed")
    text = answer.content.decode()
    assert answer.status_code == 409 and 'role="alert"' in text
    assert "went back here" in text and "cannot become closed" in text and "complete" in text
    assert columns_of(text)["in_progress"] == ["WO-1"]
    assert state_of(cast, order) == "in_progress"
    assert move(ana, order, "in_progress").status_code == 302
    assert move(ana, order, "nonsense").status_code == 409


def test_what_a_move_asks_is_asked_in_its_column(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        order = report(cast)
        parts = create_hold_reason(actor=cast.ana, code="parts", label="Waiting for parts")
    asked = move(ana, order, "on_hold")
    text = asked.content.decode()
    assert asked.status_code == 200 and "Waiting for parts" in text and 'class="ask"' in text
    assert text.index('data-state="on_hold"') < text.index('class="ask"') < text.index('data-state="completed"')
    assert state_of(cast, order) == "open"
    missing = move(ana, order, "on_hold", verb="hold")
    assert missing.status_code == 422 and 'class="ask"' in missing.content.decode()
    assert move(ana, order, "on_hold", verb="hold", hold_reason=str(parts.pk)).status_code == 302
    assert state_of(cast, order) == "on_hold"
    # Back only to where it was.
    assert move(ana, order, "in_progress").status_code == 409
    assert move(ana, order, "open").status_code == 302


def test_a_move_that_a_rule_refuses_goes_back(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        order = report(cast)
        add_task(order, actor=cast.ana, title="Close the valve")
    move(ana, order, "in_progress")
    answer = move(ana, order, "completed", verb="complete", resolution="Done")
    text = answer.content.decode()
    assert answer.status_code == 409 and "Close the valve" in text and "went back here" in text


def test_who_may_not_is_told_and_who_cannot_see_finds_nothing(cast: Cast) -> None:
    with acting(cast.ana):
        order, far = report(cast), report(cast, property=cast.annex)
    ben = browser_of(cast.ben)
    answer = move(ben, order, "cancelled")
    assert answer.status_code == 403 and "You may not do this" in answer.content.decode()
    assert move(ben, far, "in_progress").status_code == 404
    assert state_of(cast, order) == state_of(cast, far) == "open"
    assert ben.get(f"{BOARD}{order.number}/").status_code == 302
