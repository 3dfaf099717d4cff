"""Custom fields are columns like any other."""

from core.acting import acting
from core.actions.custom_fields import create_custom_field
from core.actor import Actor
from facilities.models import Property
from tests.cast import Cast
from tests.imports.conftest import counts, import_file, problems
from workorders.models import WorkOrder

LINES = "Ref,What,Where,Badge,Seen,Grade\n1,Leak,T1,17,2026-03-01 09:00,High\n2,Lift,T1,x,,\n3,Door,T1,,,none\n"
COLUMNS = {
    "Ref": "external_id",
    "What": "title",
    "Where": "property",
    "Badge": "custom_fields.badge",
    "Seen": "custom_fields.seen",
    "Grade": "custom_fields.grade",
}


def define(cast: Cast, module: str) -> None:
    kinds = {"badge": "integer", "seen": "datetime", "grade": "choice"}
    system = Actor.system(cast.organization.pk)
    with acting(system):
        for name, kind in kinds.items():
            choices = [["hi", "High"], ["lo", "Low"]] if kind == "choice" else []
            create_custom_field(
                actor=system, record_module=module, name=name, label=name.title(), kind=kind, choices=choices
            )


def test_custom_values_are_read_by_their_kind(cast: Cast) -> None:
    define(cast, "work_order")
    batch = import_file(cast.ana, "work-orders", LINES, COLUMNS, system="city")
    assert problems(cast.ana, batch) == [(3, "Badge", "integer"), (4, "Grade", "choice")]
    with acting(cast.ana):
        stored = WorkOrder.objects.get().custom_fields
        assert stored == {"badge": 17, "seen": "2026-03-01T15:00:00.000000Z", "grade": "hi"}
    again = import_file(cast.ana, "work-orders", LINES, COLUMNS, system="city")
    assert counts(again) == (0, 0, 1, 2)
    more = import_file(cast.ana, "work-orders", LINES.replace("17", "18"), COLUMNS, system="city")
    assert counts(more) == (0, 1, 0, 2)


def test_the_same_where_each_line_is_an_action(cast: Cast) -> None:
    define(cast, "property")
    lines = "Name,Code,Portfolio,Badge,Seen\nHall,H1,Great Lakes,17,2026-03-01 09:00\nTower,T1,,4,\n"
    columns = {
        "Name": "name",
        "Code": "code",
        "Portfolio": "portfolio",
        "Badge": "custom_fields.badge",
        "Seen": "custom_fields.seen",
    }
    batch = import_file(cast.ana, "properties", lines, columns, match="code")
    assert (counts(batch), problems(cast.ana, batch)) == ((1, 1, 0, 0), [])
    assert counts(import_file(cast.ana, "properties", lines, columns, match="code")) == (0, 0, 2, 0)
    with acting(cast.ana):
        assert Property.objects.get(code="H1").custom_fields["badge"] == 17
