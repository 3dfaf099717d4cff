"""The clock of an order as programs read it."""

import time_machine

from core.acting import acting
from tests.api.conftest import ApiClient, Caller
from tests.cast import Cast
from tests.workorders.promises import FRIDAY, at, hold_over_a_weekend, promise, report


def test_a_clock_explains_every_minute(cast: Cast, ana: ApiClient, as_: Caller) -> None:
    with time_machine.travel(at(FRIDAY), tick=False) as now, acting(cast.ana):
        order = hold_over_a_weekend(cast, now)
    told = ana.get(f"work-orders/{order.pk}/sla/")
    assert told.status_code == 200, told.content
    _response, resolution = told.json()["clocks"]
    assert resolution["promised"] == {"amount": 960, "unit": "minutes"}
    assert (resolution["due_at"], told.json()["due_at"]) == ("2026-09-01T15:45:00.000000Z",) * 2
    kinds = [(one["kind"], one["minutes"]) for one in resolution["intervals"][:4]]
    assert kinds == [("counted", 380), ("paused", 100), ("closed", 3780), ("paused", 125)]
    moved = next(entry for entry in told.json()["ledger"] if entry["act"] == "moved")
    assert (moved["due_before"], moved["due_after"]) == ("2026-08-31T21:00:00.000000Z", "2026-09-01T15:45:00.000000Z")
    assert as_(cast.cleo).get(f"work-orders/{order.pk}/sla/").status_code == 404
    assert ana.get(f"work-orders/{order.pk}/sla/?x=1").status_code == 400


def test_calendars_and_policies_are_modules(cast: Cast, ana: ApiClient) -> None:
    hours = {"name": "Office", "monday": "8-17", "is_default": True}
    made = ana.send("POST", "calendars/", hours)
    assert (made.status_code, made.json()["monday"]) == (201, "08:00-17:00"), made.content
    never = ana.send("POST", "calendars/", {"name": "Never"})
    assert (never.status_code, never.json()["errors"][0]["code"]) == (400, "never_open")
    policy = ana.send("POST", "sla-policies/", {"name": "Standard", "p3_resolution": "90m"})
    assert (policy.status_code, policy.json()["p3_resolution"]) == (201, "90 min"), policy.content
    versions = ana.get(f"sla-policies/{policy.json()['id']}/versions/").json()["results"]
    assert [one["revision"] for one in versions] == [1]
    order = ana.send("POST", "work-orders/", {"title": "Leak", "property": str(cast.tower.pk)}).json()
    assert order["sla_state"] == "on_track" and order["due_at"]


def test_an_order_put_without_its_property_is_refused(cast: Cast, ana: ApiClient) -> None:
    with acting(cast.ana):
        promise(cast)
        order = report(cast)
    refused = ana.send("PUT", f"work-orders/{order.pk}/", {"title": "Leak"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/property")
