"""The table of states by every doorway: drawing, document, import, API and pages say and do the same."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from core.acting import acting
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast
from tests.imports.conftest import counts, import_file, problems
from tests.pages.conftest import browser_of
from workorders.actions.hold_reasons import create_hold_reason
from workorders.actions.work_orders import create_work_order
from workorders.choices import State
from workorders.diagram import BENDS, PLACES, arrows, draw_states
from workorders.models import HoldReason, WorkOrder
from workorders.state_names import NAMES, TITLES, states_called
from workorders.states import ACTIVE_STATES, BY_VERB, MOVES, STANDINGS, legal_verbs

ROOT = Path(__file__).resolve().parents[2]


def test_the_drawing_has_every_state_and_every_legal_move_and_no_other() -> None:
    told = {
        (source.value, target.value)
        for move in MOVES
        for source in move.sources
        for target in ((move.target,) if move.target else ACTIVE_STATES)
    }
    svg = str(draw_states())
    assert set(re.findall(r'data-from="(\w+)" data-to="(\w+)"', svg)) == told
    assert set(re.findall(r'data-state="(\w+)"', svg)) == set(State.values) == {one.value for one in PLACES}
    assert set(BENDS) <= {(arrow.source, arrow.target) for arrow in arrows()}
    assert "style=" not in svg


def test_the_page_shows_drawing_table_reasons_and_names(cast: Cast) -> None:
    with acting(cast.ana):
        create_hold_reason(actor=cast.ana, code="parts", label="Waiting for parts")
    for actor in (cast.ana, cast.vera):
        answer = browser_of(actor).get("/lakeside/help/work-order-states/")
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "<svg" in text and "Waiting for parts" in text and "WMATL" in text
        assert all(str(one.state.label) in text for one in STANDINGS.values())


def test_the_document_is_the_table() -> None:
    output = StringIO()
    call_command("describe_states", stdout=output)
    committed = (ROOT / "docs" / "work-order-states.md").read_text(encoding="utf-8")
    assert output.getvalue() == committed, "run: manage.py describe_states > docs/work-order-states.md"


def test_names_of_other_systems_lead_to_states() -> None:
    assert set(NAMES) == set(TITLES)
    assert states_called("Maximo")["INPRG"] == State.IN_PROGRESS
    assert states_called("AppFolio")["Completed"] == State.CLOSED
    anywhere = states_called("somebody's list")
    assert anywhere["work in progress"] == State.IN_PROGRESS
    # Our own words keep their meaning.
    assert "completed" not in anywhere and "closed" not in anywhere


@pytest.mark.parametrize(
    ("system", "given", "states"),
    [
        ("maximo", ["WMATL", "comp", "CLOSE"], ["on_hold", "completed", "closed"]),
        ("appfolio", ["Ready to Bill", "Completed", "in_progress"], ["verified", "closed", "in_progress"]),
        ("list", ["Work in Progress", "Completed", "Submitted"], ["in_progress", "completed", "open"]),
    ],
)
def test_an_import_understands_them(cast: Cast, system: str, given: list[str], states: list[str]) -> None:
    lines = [f"r-{n},Leak,T1,{name}" for n, name in enumerate(given)]
    data = "\n".join(["Ref,What,Where,State", *lines, "r-9,Leak,T1,Nowhere"])
    columns = {"Ref": "external_id", "What": "title", "Where": "property", "State": "state"}
    batch = import_file(cast.ana, "work-orders", data, columns, system=system)
    assert counts(batch) == (3, 0, 0, 1)
    assert problems(cast.ana, batch) == [(5, "State", "choice")]
    with acting(cast.ana):
        assert list(WorkOrder.objects.order_by("number").values_list("state", flat=True)) == states


class Doorway:
    """Runs verbs on orders in a state, by the API or by the page, and tells whether it was done."""

    def __init__(self, cast: Cast, kind: str) -> None:
        self.cast, self.kind = cast, kind
        with acting(cast.ana):
            self.reason: HoldReason = create_hold_reason(actor=cast.ana, code="parts", label="Parts")
            self.other = self.report()
        self.client: Client = browser_of(cast.ana) if kind == "page" else ApiClient(make_key(cast.ana))

    def report(self) -> WorkOrder:
        return create_work_order(actor=self.cast.ana, title="Leak", property=self.cast.tower)

    def order(self, state: str) -> WorkOrder:
        with acting(self.cast.ana):
            order = self.report()
            WorkOrder.objects.filter(pk=order.pk).update(state=state)
        return order

    def inputs(self, verb: str) -> dict[str, Any]:
        asked = {
            "assign": {"assignee": str(self.cast.ben.person_id)},
            "hold": {"hold_reason": str(self.reason.pk)},
            "mark_duplicate": {"duplicate_of": str(self.other.pk)},
        }
        return asked.get(verb, {"reason": "Because"} if BY_VERB[verb].reasoned else {})

    def run(self, order: WorkOrder, verb: str) -> Any:
        path = verb.replace("_", "-") if self.kind == "api" else verb
        if self.kind == "page":
            return self.client.post(f"/lakeside/work-orders/{order.number}/{path}/", self.inputs(verb))
        assert isinstance(self.client, ApiClient)
        return self.client.send("POST", f"work-orders/{order.pk}/{path}/", self.inputs(verb))


@pytest.mark.slow
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", ["api", "page"])
def test_every_verb_in_every_state_by_every_doorway(cast: Cast, state: State, kind: str) -> None:
    door = Doorway(cast, kind)
    for verb in BY_VERB:
        order = door.order(state.value)
        answer = door.run(order, verb)
        with acting(cast.ana):
            order.refresh_from_db()
            moves = list(order.transitions.values_list("verb", "from_state", "to_state", "source"))
        if verb in legal_verbs(state):
            assert answer.status_code == (200 if kind == "api" else 302), (verb, answer.content)
            assert order.state == (BY_VERB[verb].target or State.OPEN), verb
            assert moves == [(verb, state, order.state, kind)]
            continue
        assert answer.status_code == (409 if kind == "api" else 422), (verb, answer.content)
        assert (order.state, moves) == (state, [])
        if kind == "api":
            assert answer.json()["type"] == "/problems/invalid-transition/"
            assert set(answer.json()["allowed_actions"]) & set(BY_VERB) == set(legal_verbs(state))


def test_the_state_is_written_by_no_put_nor_patch(cast: Cast) -> None:
    door = Doorway(cast, "api")
    client = door.client
    assert isinstance(client, ApiClient)
    order = door.order("open")
    for method in ("PATCH", "PUT"):
        for member in ("state", "hold_reason", "completed_at", "priority", "duplicate_of", "signed_by"):
            body = {"title": "Leak", "property": str(cast.tower.pk), member: "closed"}
            answer = client.send(method, f"work-orders/{order.pk}/", body)
            assert answer.status_code == 400, (method, member, answer.content)
            assert answer.json()["errors"][0]["pointer"] == f"/{member}"


def test_a_vendor_gives_a_job_back_by_the_api(cast: Cast) -> None:
    with acting(cast.ana):
        order = create_work_order(actor=cast.ana, title="Leak", property=cast.tower, assignee_id=cast.vera.person_id)
    client = ApiClient(make_key(cast.vera))
    answer = client.send("POST", f"work-orders/{order.pk}/decline-assignment/", {"reason": "No time"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get(f"work-orders/{order.pk}/").status_code == 404
    page = browser_of(cast.vera).get("/lakeside/work-orders/")
    assert page.status_code == 200
