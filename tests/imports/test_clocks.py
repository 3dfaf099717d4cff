"""Orders from a file: their clocks begin when they were reported, and ended when they were done."""

from core.acting import acting
from tests.cast import Cast
from tests.imports.conftest import counts, import_file
from tests.workorders.promises import at, promise
from workorders.models import SlaClock, WorkOrder

LINES = """title,property,reported,completed,state
Leak,T1,2026-08-28 09:00,,open
Lift,T1,2026-08-28 09:00,2026-09-02 09:00,completed
"""


def test_imported_orders_have_clocks(cast: Cast) -> None:
    with acting(cast.ana):
        promise(cast)
    names = {"reported": "reported_at", "completed": "completed_at"}
    columns = {"title": "title", "property": "property", "state": "state", **names}
    batch = import_file(cast.ana, "work-orders", LINES, columns)
    assert counts(batch) == (2, 0, 0, 0)
    with acting(cast.ana):
        leak, lift = WorkOrder.objects.order_by("title")
        assert (leak.due_at, leak.due_given) == (at("2026-08-31 16:00"), False)
        clock = SlaClock.objects.get(work_order=lift, timer="resolution")
        assert (clock.state, clock.met_at, clock.breached_at) == (
            "stopped", at("2026-09-02 09:00"), at("2026-08-31 16:00"),
        )  # fmt: skip
        assert lift.sla_state == "breached"
