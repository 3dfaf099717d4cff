"""Actions of a record at its address: a verb, its inputs, and what the state allows."""

import pytest

from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast


@pytest.fixture
def order(cast: Cast, ana: ApiClient) -> str:
    made = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)})
    assert made.status_code == 201, made.content
    return made.json()["id"]


def test_a_verb_moves_the_record_and_shows_it(cast: Cast, ana: ApiClient, order: str) -> None:
    offered = ana.get(f"work-orders/{order}/").json()["allowed_actions"]
    assert "start" in offered and "close" not in offered
    started = ana.send("POST", f"work-orders/{order}/start/")
    assert (started.status_code, started.json()["state"]) == (200, "in_progress"), started.content
    assert started.json()["assignee"]["name"] == "Ana Alvarez"


def test_a_transition_that_the_state_forbids_lists_what_it_allows(cast: Cast, ana: ApiClient, order: str) -> None:
    answer = ana.send("POST", f"work-orders/{order}/close/")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/invalid-transition/")
    assert answer.json()["allowed_actions"] == ana.get(f"work-orders/{order}/").json()["allowed_actions"]


def test_the_state_is_no_member_to_write(cast: Cast, ana: ApiClient, order: str) -> None:
    answer = ana.send("PATCH", f"work-orders/{order}/", {"state": "closed"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/state")


def test_inputs_are_judged_like_members(cast: Cast, ana: ApiClient, order: str) -> None:
    person = str(cast.ben.person_id)
    assert ana.send("POST", f"work-orders/{order}/assign/", {"assignee": person}).json()["assignee"]["id"] == person
    for stranger in (str(cast.cleo.person_id), "0190c2a4-5d1e-7c3f-8a2b-3c4d5e6f7a8b"):
        answer = ana.send("POST", f"work-orders/{order}/assign/", {"assignee": stranger})
        assert answer.json()["errors"] == [
            {"pointer": "/assignee", "code": "unknown_reference", "detail": "There is no such record."}
        ]
    answer = ana.send("POST", f"work-orders/{order}/cancel/", {"raeson": "x"})
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/raeson", "/reason"}


def test_a_stale_action_is_refused(cast: Cast, ana: ApiClient, order: str) -> None:
    etag = ana.get(f"work-orders/{order}/")["ETag"]
    assert ana.send("POST", f"work-orders/{order}/start/", headers={"If-Match": etag}).status_code == 200
    stale = ana.send("POST", f"work-orders/{order}/complete/", {}, headers={"If-Match": etag})
    assert stale.status_code == 412


def test_a_comment_moves_the_order_and_comes_with_include(cast: Cast, ana: ApiClient, as_: Caller, order: str) -> None:
    made = ana.send("POST", f"work-orders/{order}/comments/", {"body": "Key at the desk"})
    assert (made.status_code, made.json()["created_by"]["name"]) == (201, "Ana Alvarez"), made.content
    record = ana.get(f"work-orders/{order}/?include=comments").json()
    assert (record["comments"], record["version"]) == ([made.json()], 2)
    nested = {"title": "Leak", "property": str(cast.tower.pk), "comments": [{"body": "One"}, {"body": ""}]}
    answer = ana.send("POST", "work-orders/", nested)
    assert answer.json()["errors"][0]["pointer"] == "/comments/1/body"
    assert ana.get("work-orders/").json()["count"] == 1


def test_what_was_deleted_can_be_restored(cast: Cast, ana: ApiClient) -> None:
    path = f"properties/{cast.annex.pk}/"
    assert ana.send("DELETE", path).status_code == 204
    assert ana.send("POST", f"{path}archive/").status_code == 410
    restored = ana.send("POST", f"{path}restore/")
    assert (restored.status_code, restored.json()["name"]) == (200, "Annex"), restored.content
    assert ana.get(path).status_code == 200
