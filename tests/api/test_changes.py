"""The changes feed over HTTP: every change once, in sequence, as far as the caller sees it."""

from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.acting import acting
from facilities.actions.properties import delete_property
from facilities.models import Property
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from workorders.actions.work_orders import create_work_order, update_work_order
from workorders.models import WorkOrder


def follow(client: ApiClient, wanted: int, after: str = "", **asked: str) -> tuple[list[dict[str, Any]], str]:
    """What the feed gives until so many arrived: writers of other databases may hold it up for a while."""
    found: list[dict[str, Any]] = []
    ends = monotonic() + 60
    while len(found) < wanted and monotonic() < ends:
        page = client.get("changes/", {**asked, **({"after": after} if after else {})}).json()
        found += page["results"]
        after = page["next_cursor"]
        if not page["has_more"]:
            sleep(0.02)
    return found, after


def now(client: ApiClient) -> str:
    answer = client.get("changes/", {"after": "now"})
    assert answer.status_code == 200 and answer.json()["results"] == []
    cursor: str = answer.json()["next_cursor"]
    return cursor


def make_order(cast: Cast, place: Property, title: str) -> WorkOrder:
    with acting(cast.ana):
        return create_work_order(actor=cast.ana, title=title, property=place)


def test_a_change_is_told_with_what_changed_and_the_record_as_it_left_it(committed_cast: Cast, as_: Caller) -> None:
    cast = committed_cast
    client = as_(cast.ana)
    after = now(client)
    order = make_order(cast, cast.tower, "Leak")
    made = client.get(f"work-orders/{order.pk}/").json()
    with acting(cast.ana):
        update_work_order(order, actor=cast.ana, title="Large leak")
    renamed = client.get(f"work-orders/{order.pk}/").json()
    found, _after = follow(client, 2, after, modules="work_order")
    assert [(one["action"], one["event"], one["id"], one["number"]) for one in found] == [
        ("create", "work_order.created", str(order.pk), order.number),
        ("update", "work_order.updated", str(order.pk), order.number),
    ]
    assert found[0]["record"] == made and found[1]["record"] == renamed
    assert found[1]["changed"]["title"] == ["Leak", "Large leak"]
    assert found[0]["changed"]["property"] == [None, str(cast.tower.pk)]
    assert found[0]["actor"] == {"id": str(cast.ana.person_id), "name": "Ana Alvarez"}
    assert found[0]["at"].endswith("Z") and len(found[0]["at"]) == 27


def test_each_cursor_goes_on_behind_its_change(committed_cast: Cast, as_: Caller) -> None:
    cast = committed_cast
    client = as_(cast.ana)
    after = now(client)
    orders = [make_order(cast, cast.tower, f"Job {n}") for n in range(5)]
    found, last = follow(client, 5, after, modules="work_order", limit="2")
    assert [one["id"] for one in found] == [str(one.pk) for one in orders]
    rest, _after = follow(client, 3, found[1]["cursor"], modules="work_order")
    assert [one["id"] for one in rest] == [str(one.pk) for one in orders[2:]]
    assert client.get("changes/", {"after": last, "modules": "work_order"}).json()["results"] == []


def test_a_deletion_is_a_tombstone(committed_cast: Cast, as_: Caller) -> None:
    cast = committed_cast
    client = as_(cast.ana)
    after = now(client)
    with acting(cast.ana):
        delete_property(cast.annex, actor=cast.ana)
    (one,), _after = follow(client, 1, after, modules="property")
    assert (one["action"], one["id"], one["number"], one["record"]) == (
        "delete",
        str(cast.annex.pk),
        cast.annex.number,
        None,
    )


def test_who_works_in_a_part_is_told_of_that_part(committed_cast: Cast, as_: Caller) -> None:
    """Ben works in the tower. A job that leaves it is gone for him; one that comes is there."""
    cast = committed_cast
    client = as_(cast.ben)
    after = now(client)
    inside, outside = make_order(cast, cast.tower, "Inside"), make_order(cast, cast.annex, "Outside")
    with acting(cast.ana):
        update_work_order(inside, actor=cast.ana, property=cast.annex)
        update_work_order(outside, actor=cast.ana, property=cast.tower)
        update_work_order(inside, actor=cast.ana, title="Not for Ben")
    found, _after = follow(client, 3, after, modules="work_order")
    assert [(one["id"], one["action"]) for one in found] == [
        (str(inside.pk), "create"),
        (str(inside.pk), "delete"),
        (str(outside.pk), "update"),
    ]
    assert found[1]["record"] is None and found[1]["changed"] == {}
    assert found[2]["changed"]["property"] == [None, str(cast.tower.pk)]
    plain, _after = follow(client, 3, after, modules="work_order", record="false")
    assert [{k: v for k, v in one.items() if k != "cursor"} for one in plain] == [
        {k: v for k, v in one.items() if k not in ("cursor", "record")} for one in found
    ]


def test_another_organization_is_told_nothing(committed_cast: Cast, as_: Caller) -> None:
    cast = committed_cast
    mine, theirs = as_(cast.ana), as_(cast.cleo)
    after = now(mine)
    make_order(cast, cast.tower, "Ours")
    found, _after = follow(theirs, 1, "", limit="1000")
    assert found and "Ours" not in str(found) and str(cast.tower.pk) not in str(found)
    refused = theirs.get("changes/", {"after": after})
    assert refused.status_code == 400 and refused.json()["errors"][0]["code"] == "invalid_cursor"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"after": "x"}, "after"),
        ({"after": "A" * 48}, "after"),
        ({"after": "é" * 48}, "after"),
        ({"modules": "work_ordre"}, "modules"),
        ({"modules": ""}, "modules"),
        ({"limit": "0"}, "limit"),
        ({"limit": "1001"}, "limit"),
        ({"record": "maybe"}, "record"),
        ({"offset": "1"}, "offset"),
    ],
)
def test_what_is_not_understood_is_named(cast: Cast, as_: Caller, asked: dict[str, str], name: str) -> None:
    answer = as_(cast.ana).get("changes/", asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == name


def test_scope_and_role_are_asked(cast: Cast, as_: Caller) -> None:
    assert as_(cast.ana, ("workorders:read",)).get("changes/").status_code == 403
    partial = as_(cast.sys, ("events:read", "workorders:read"))
    assert partial.get("changes/", {"modules": "property"}).status_code == 403
    assert {one["module"] for one in partial.get("changes/").json()["results"]} <= {"work_order", "task", "request"}


def test_a_page_costs_the_same_whatever_it_holds(committed_cast: Cast, as_: Caller) -> None:
    cast = committed_cast
    client = as_(cast.ben)
    after = now(client)
    for number in range(12):
        make_order(cast, cast.tower, f"Job {number}")
    follow(client, 12, after, modules="work_order")
    counts = []
    for limit in ("2", "10"):
        with CaptureQueriesContext(connection) as captured:
            client.get("changes/", {"after": after, "modules": "work_order", "limit": limit})
        counts.append(len(captured))
    assert counts[0] == counts[1]
