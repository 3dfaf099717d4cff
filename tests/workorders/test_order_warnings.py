"""What the form of new work says before it is saved: open work there, a recall, a warranty, a vendor that may not."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from core.acting import acting
from facilities.actions.equipment import create_equipment
from facilities.models import Equipment
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.test_doing_it_properly import category
from vendors.actions.vendors import block_vendor, create_vendor
from workorders.actions.life_cycle import complete_work_order, start_work_order
from workorders.actions.work_orders import create_work_order
from workorders.models import Comment, WorkOrder

NEW = "/lakeside/work-orders/new/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


@pytest.fixture
def boiler(cast: Cast) -> Equipment:
    with acting(cast.ana):
        return create_equipment(
            actor=cast.ana, property=cast.tower, name="Boiler 1", warranty_until=timezone.localdate() + timedelta(40)
        )


def typed(cast: Cast, equipment: Equipment | None, **more: str) -> dict[str, str]:
    """The form as somebody fills it in."""
    place = {"equipment": str(equipment.pk)} if equipment else {}
    reported = timezone.localtime(timezone=ZoneInfo("America/Chicago")) - timedelta(hours=1)
    return {"title": "No heat", "property": str(cast.tower.pk), "impact": "one", "urgency": "week",
            "reported_at": f"{reported:%Y-%m-%dT%H:%M}", **place, **more}  # fmt: skip


def order(cast: Cast, equipment: Equipment | None, **values: Any) -> WorkOrder:
    with acting(cast.ana):
        return create_work_order(
            actor=cast.ana, property=cast.tower, equipment=equipment, **{"title": "Cold", **values}
        )


def finished(cast: Cast, equipment: Equipment) -> WorkOrder:
    one = order(cast, equipment, title="Pump changed")
    with acting(cast.ana):
        start_work_order(one, actor=cast.ana)
        return complete_work_order(one, actor=cast.ana, resolution="New pump")


def sent(answer: Any) -> dict[str, str]:
    """The proof that the warnings were seen, as the page sends it back."""
    return {"seen": answer.context["warnings"].mark}


def orders(cast: Cast) -> int:
    with acting(cast.ana):
        return WorkOrder.objects.count()


def note(cast: Cast) -> Comment:
    with acting(cast.ana):
        return Comment.objects.get()


def test_without_anything_known_it_is_saved_at_once(cast: Cast, ana: Client) -> None:
    assert ana.post(NEW, typed(cast, None)).status_code == 302
    assert orders(cast) == 1


def test_open_work_at_the_same_equipment_is_joined(cast: Cast, ana: Client, boiler: Equipment) -> None:
    known = order(cast, boiler)
    asked = ana.post(NEW, typed(cast, boiler, description="Third floor"))
    assert asked.status_code == 422 and orders(cast) == 1
    assert f"WO-{known.number} Cold" in asked.content.decode()
    joined = ana.post(NEW, typed(cast, boiler, description="Third floor", join=str(known.number)))
    assert joined["Location"] == f"/lakeside/work-orders/{known.number}/" and orders(cast) == 1
    assert note(cast).body == "No heat\n\nThird floor"


def test_or_a_reason_says_why_it_is_something_else(cast: Cast, ana: Client, boiler: Equipment) -> None:
    known = order(cast, boiler)
    first = ana.post(NEW, typed(cast, boiler))
    again = ana.post(NEW, typed(cast, boiler, **sent(first)))
    assert (again.status_code, orders(cast)) == (422, 1)
    made = ana.post(NEW, typed(cast, boiler, **sent(first), different="Another circuit"))
    assert (made.status_code, orders(cast)) == (302, 2)
    said = note(cast)
    assert (said.body, said.is_internal) == (f"Not the same as WO-{known.number}: Another circuit", True)


def test_what_appeared_since_is_shown_again(cast: Cast, ana: Client, boiler: Equipment) -> None:
    order(cast, boiler)
    first = ana.post(NEW, typed(cast, boiler))
    order(cast, boiler, title="Colder")
    again = ana.post(NEW, typed(cast, boiler, **sent(first), different="Another circuit"))
    assert again.status_code == 422 and "Colder" in again.content.decode()


def test_what_was_finished_there_lately_is_said_and_linked(cast: Cast, ana: Client, boiler: Equipment) -> None:
    done = finished(cast, boiler)
    first = ana.post(NEW, typed(cast, boiler))
    words = first.content.decode()
    assert first.status_code == 422 and "Finished here within 30 days" in words and f"WO-{done.number}" in words
    assert ana.post(NEW, typed(cast, boiler, **sent(first))).status_code == 302


def test_a_running_warranty_is_said_before_saving_and_on_the_order(cast: Cast, ana: Client, boiler: Equipment) -> None:
    first = ana.post(NEW, typed(cast, boiler))
    assert first.status_code == 422 and "Under warranty" in first.content.decode()
    made = ana.post(NEW, typed(cast, boiler, **sent(first)))
    assert "Under warranty" in ana.get(made["Location"]).content.decode()


def test_a_warranty_that_is_over_is_not_mentioned(cast: Cast, ana: Client) -> None:
    with acting(cast.ana):
        old = create_equipment(actor=cast.ana, property=cast.tower, name="Old", warranty_until=date(2020, 1, 1))
    assert ana.post(NEW, typed(cast, old)).status_code == 302


def test_the_warnings_appear_while_the_form_is_filled_in(cast: Cast, ana: Client, boiler: Equipment) -> None:
    known = order(cast, boiler)
    with acting(cast.ana):
        vendor = create_vendor(actor=cast.ana, name="Halsted")
        block_vendor(vendor, actor=cast.ana, reason="Insurance expired", until=timezone.localdate() + timedelta(9))
    part = ana.post(f"{NEW}warnings/", typed(cast, boiler, vendor=str(vendor.pk))).content.decode()
    assert f"WO-{known.number}" in part and "Under warranty" in part and "Insurance expired" in part
    assert "<html" not in part and orders(cast) == 1
    assert f"WO-{known.number}" in ana.get(f"{NEW}?equipment={boiler.pk}").content.decode()


def test_work_of_another_kind_is_no_duplicate(cast: Cast, ana: Client, boiler: Equipment) -> None:
    with acting(cast.ana):
        heat, paint = category(cast, "heat"), category(cast, "paint")
    order(cast, boiler, category=paint)
    part = ana.post(f"{NEW}warnings/", typed(cast, boiler, category=str(heat.pk))).content.decode()
    assert "Open here already" not in part


def test_who_may_not_see_it_is_not_told(cast: Cast, boiler: Equipment) -> None:
    order(cast, boiler)
    assert browser_of(cast.ben).post(f"{NEW}warnings/", typed(cast, boiler)).status_code == 403
    assert browser_of(cast.cleo).post(f"{NEW}warnings/", typed(cast, boiler)).status_code == 404
    there = browser_of(cast.cleo).post("/harbour/work-orders/new/warnings/", typed(cast, boiler))
    assert "Cold" not in there.content.decode()
    ours = {**typed(cast, None), "property": str(cast.elsewhere.pk), "join": "1"}
    assert browser_of(cast.cleo).post("/harbour/work-orders/new/", ours).status_code == 404
