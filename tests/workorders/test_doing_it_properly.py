"""What belongs to an order beside its moves: parts and recalls, checklist and proof, approval, priority by hand."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.acting import acting
from core.documents.actions import add_document, remove_document
from core.errors import NotPermitted, RuleBroken
from core.picklists import PicklistItem
from core.writing import creating
from facilities.actions.equipment import create_equipment
from facilities.actions.spaces import create_space
from facilities.models import Space
from tests.cast import Cast
from workorders.actions import bookings, life_cycle
from workorders.actions.category_rules import create_category_rule
from workorders.actions.priorities import prioritize_work_order
from workorders.actions.signing import PNG, sign_work_order
from workorders.actions.tasks import add_task, create_task, delete_task, tick_task, untick_task, update_task
from workorders.actions.work_orders import (
    create_work_order,
    create_work_orders,
    delete_work_order,
    update_work_order,
)
from workorders.choices import Priority, State
from workorders.models import WorkOrder

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def report(cast: Cast, **values: Any) -> WorkOrder:
    return create_work_order(actor=cast.ana, **{"title": "Leak", "property": cast.tower, **values})


def category(cast: Cast, name: str = "plumbing") -> PicklistItem:
    return entry(cast, "category", name)


def entry(cast: Cast, picklist: str, name: str) -> PicklistItem:
    item = PicklistItem(list=picklist, code=name, label=name.capitalize())
    with creating(item, event="picklist_item.created", actor=cast.ana):
        pass
    return item


def at_state(order: WorkOrder, state: State, **values: Any) -> WorkOrder:
    WorkOrder.objects.filter(pk=order.pk).update(state=state, **values)
    order.refresh_from_db()
    return order


def refused(code: str, status: int = 409) -> Any:
    return pytest.raises(RuleBroken, check=lambda error: (error.code, error.status) == (code, status))


def test_no_order_is_part_of_itself_at_any_depth(cast: Cast) -> None:
    with acting(cast.ana):
        top = report(cast)
        middle = report(cast, parent=top)
        low = report(cast, parent_id=middle.pk)
        for parent in (top, middle, low):
            with pytest.raises(RuleBroken) as broken:
                update_work_order(top, actor=cast.ana, parent=parent)
            assert broken.value.problems[0].field == "parent"


@pytest.mark.parametrize(("verb", "state"), [("close", State.VERIFIED), ("cancel", State.OPEN)])
def test_an_order_ends_after_its_parts(cast: Cast, verb: str, state: State) -> None:
    run = getattr(life_cycle, f"{verb}_work_order")
    more = {"reason": "No"} if verb == "cancel" else {}
    with acting(cast.ana):
        top = at_state(report(cast), state)
        part = report(cast, parent=top)
        with refused("open-parts"):
            run(top, actor=cast.ana, **more)
        life_cycle.cancel_work_order(part, actor=cast.ana, reason="Not needed")
        run(top, actor=cast.ana, **more)
        with refused("final"):
            report(cast, parent=top)
        with refused("in-use"):
            delete_work_order(top, actor=cast.ana)


def test_the_same_fault_at_the_same_place_within_thirty_days_is_a_recall(cast: Cast) -> None:
    with acting(cast.ana):
        room: Space = create_space(actor=cast.ana, name="12", property=cast.tower, kind="room")
        kind, other = category(cast), category(cast, "paint")
        now = timezone.now()
        done = at_state(report(cast, space=room, category=kind), State.CLOSED, completed_at=now - timedelta(days=29))
        old = at_state(report(cast, space=room, category=other), State.CLOSED, completed_at=now - timedelta(days=31))
        assert report(cast, space=room, category=kind).recall_of_id == done.pk
        assert report(cast, space=room, category=other).recall_of_id is None
        assert report(cast, space=room).recall_of_id is None
        assert report(cast, category=kind).recall_of_id is None
        assert report(cast, space=room, category=kind, recall_of=None).recall_of_id is None
        assert report(cast, recall_of=old).recall_of_id == old.pk


def test_orders_of_a_set_take_up_what_each_of_them_would_alone(cast: Cast) -> None:
    with acting(cast.ana):
        room, hall = (create_space(actor=cast.ana, name=name, property=cast.tower, kind="room") for name in "12")
        pump = create_equipment(actor=cast.ana, name="Pump", property=cast.tower, space=room)
        kind, other = category(cast), category(cast, "paint")
        trade = entry(cast, "trade", "roofing")
        now = timezone.now()
        finished = [
            at_state(report(cast, **values), State.COMPLETED, completed_at=now - timedelta(days=days))
            for days, values in (
                (31, {"space": hall, "category": other}),
                (20, {"space": room, "category": kind, "trade": trade}),
                (10, {"space": room, "category": kind}),
                (5, {"equipment": pump, "space": room, "category": other}),
            )
        ]
        at_state(report(cast, space=room, category=kind), State.CANCELLED, completed_at=now)
        asked: list[dict[str, Any]] = [
            {"space": room, "category": kind},
            {"space": room, "trade": trade},
            {"space": room, "category": other, "trade": trade},
            {"space": room, "category": kind, "reported_at": now - timedelta(days=15)},
            {"space": hall, "category": other},
            {"equipment": pump, "space": room, "category": other},
            {"equipment": pump, "space": room, "category": kind},
            {"space": room},
            {"category": kind},
            {"space": room, "category": kind, "recall_of": None},
        ]
        rows = [WorkOrder(title="Leak", property=cast.tower, **values) for values in asked]
        together = [row.recall_of_id for row in create_work_orders(rows, actor=cast.ana)]
        alone = [report(cast, **values).recall_of_id for values in asked]
    old, oldest, newest, at_pump = (order.pk for order in finished)
    wanted = [newest, oldest, at_pump, oldest, None, at_pump, None, None, None, None]
    assert together == alone == wanted and old not in wanted


def test_an_order_is_not_completed_before_its_required_tasks(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, tasks=[{"title": "Close the valve"}, {"title": "Wipe", "is_required": False}])
        assert list(order.tasks.values_list("title", "position", "number")) == [
            ("Close the valve", 0, 1),
            ("Wipe", 1, 2),
        ]
        life_cycle.start_work_order(order, actor=cast.ana)
        with refused("tasks-open") as broken:
            life_cycle.complete_work_order(order, actor=cast.ana)
        assert "Close the valve" in str(broken.value) and "Wipe" not in str(broken.value)
        task = order.tasks.get(position=0)
    with acting(cast.ben):
        tick_task(task, actor=cast.ben)
        assert task.done_by_id == cast.ben.person_id and task.done_at is not None
        untick_task(task, actor=cast.ben)
        tick_task(task, actor=cast.ben)
        with refused("unchanged"):
            tick_task(task, actor=cast.ben)
        life_cycle.complete_work_order(order, actor=cast.ben)
        with refused("not-open"):
            untick_task(task, actor=cast.ben)


def test_a_task_stays_with_its_order_and_a_done_one_on_its_list(cast: Cast) -> None:
    with acting(cast.ana):
        order, other = report(cast), report(cast)
        task = add_task(order, actor=cast.ana, title="Look")
        assert order.version == 2
        update_task(task, actor=cast.ana, title="Look again")
        with refused("fixed", 400):
            update_task(task, actor=cast.ana, work_order=other)
        tick_task(task, actor=cast.ana)
        with refused("done"):
            delete_task(task, actor=cast.ana)
        life_cycle.cancel_work_order(order, actor=cast.ana, reason="No")
        with refused("not-open"):
            create_task(actor=cast.ana, work_order=order, title="More")
    with acting(cast.ben), pytest.raises(NotPermitted):
        add_task(other, actor=cast.ben, title="Mine")


def test_a_category_asks_for_proof_and_everything_missing_is_named_at_once(cast: Cast) -> None:
    with acting(cast.ana):
        kind = category(cast)
        create_category_rule(
            actor=cast.ana, name="Pipes", category=kind, needs_resolution=True, needs_photo=True, needs_signature=True
        )
        order = report(cast, category=kind)
        add_document(order, actor=cast.ana, file=SimpleUploadedFile("before.png", DOT))
        life_cycle.start_work_order(order, actor=cast.ana)
        with refused("required") as broken:
            life_cycle.complete_work_order(order, actor=cast.ana)
        assert [one.code for one in broken.value.problems] == ["required", "photo-missing", "signature-missing"]
        drawing = PNG + base64.b64encode(DOT).decode()
        sign_work_order(order, actor=cast.ana, signed_by="Mrs Tenant", drawing=drawing)
        with refused("photo-missing"):
            life_cycle.complete_work_order(order, actor=cast.ana, resolution="Tightened")
        add_document(order, actor=cast.ana, file=SimpleUploadedFile("after.png", DOT))
        assert order.signature is not None
        with refused("in-use"):
            remove_document(order.signature, order, actor=cast.ana)
        life_cycle.complete_work_order(order, actor=cast.ana, resolution="Tightened")
        assert (order.state, order.signed_by) == (State.COMPLETED, "Mrs Tenant")


@pytest.mark.parametrize("drawing", ["x", PNG + "%%%", "data:image/svg+xml;base64,AAAA"])
def test_a_drawing_is_a_png(cast: Cast, drawing: str) -> None:
    with acting(cast.ana):
        order = report(cast)
        with refused("invalid", 400):
            sign_work_order(order, actor=cast.ana, signed_by="X", drawing=drawing)
        with refused("required", 400):
            sign_work_order(order, actor=cast.ana, signed_by=" ")
        at_state(order, State.CLOSED)
        with refused("invalid-transition"):
            sign_work_order(order, actor=cast.ana, signed_by="X")


def test_work_of_a_category_that_needs_approval_waits_for_it(cast: Cast) -> None:
    reporter = replace(cast.ben, permissions=cast.ben.permissions | {"workorders.add_workorder"})
    with acting(cast.ana):
        kind = category(cast)
        create_category_rule(actor=cast.ana, name="Pipes", category=kind, needs_approval=True)
        assert report(cast, category=kind).state == State.OPEN
    with acting(reporter):
        order = create_work_order(actor=reporter, title="New carpet", property=cast.tower, category=kind)
        assert order.state == State.AWAITING_APPROVAL


def test_another_priority_wants_a_reason_and_outlives_the_matrix(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast)
        with refused("required", 400):
            prioritize_work_order(order, actor=cast.ana, priority="P1", reason=" ")
        prioritize_work_order(order, actor=cast.ana, priority="P1", reason="The mayor comes")
        update_work_order(order, actor=cast.ana, urgency="can_wait")
        assert (order.priority, order.priority_reason) == (Priority.P1, "The mayor comes")
        prioritize_work_order(order, actor=cast.ana, reason="She does not")
        assert (order.priority, order.priority_override) == (Priority.P4, "")
        life_cycle.cancel_work_order(order, actor=cast.ana, reason="No")
        with refused("invalid-transition"):
            prioritize_work_order(order, actor=cast.ana, priority="P1", reason="Again")
    with acting(cast.ben), pytest.raises(NotPermitted):
        prioritize_work_order(order, actor=cast.ben, priority="P1", reason="Mine")


def test_what_is_booked_keeps_an_order_from_being_cancelled(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bookings, "BOOKINGS", (lambda row: "2.5 hours of labour", lambda row: ""))
    with acting(cast.ana):
        order, other = report(cast), report(cast)
        with refused("booked") as broken:
            life_cycle.cancel_work_order(order, actor=cast.ana, reason="No")
        assert broken.value.extra == {"booked": ["2.5 hours of labour"]}
        with refused("booked"):
            life_cycle.mark_work_order_duplicate(order, actor=cast.ana, duplicate_of=other)


def test_a_late_entry_takes_effect_after_the_move_before_it(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, reported_at=timezone.now() - timedelta(days=2))
        life_cycle.start_work_order(order, actor=cast.ana)
        yesterday = timezone.now() - timedelta(days=1)
        life_cycle.complete_work_order(order, actor=cast.ana, completed_at=yesterday)
        assert order.started_at == order.completed_at == yesterday
        started, completed = order.transitions.all()
        assert (started.verb, completed.verb) == ("start", "complete") and started.at <= completed.at
