"""An import is taken out as a whole, but for what somebody changed since or other records need."""

from typing import Any

from core.acting import acting
from core.changes import Change
from core.imports.actions import start_undo
from core.imports.undo import Preview, preview_undo, run_undo
from core.models import ExternalId, ImportProblem
from facilities.models import Property, Space
from tests.cast import Cast
from tests.imports.conftest import counts, import_file
from workorders.actions.work_orders import update_work_order
from workorders.models import WorkOrder

LINES = "Ref,Title,Where\nr-1,Leak,T1\nr-2,Lift,T1\nr-3,Door,T1\n"
COLUMNS = {"Ref": "external_id", "Title": "title", "Where": "property"}


def undo(cast: Cast, batch: Any) -> None:
    with acting(cast.ana):
        start_undo(batch, actor=cast.ana)
    run_undo(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        batch.refresh_from_db()


def titles(cast: Cast) -> list[str]:
    with acting(cast.ana):
        return sorted(WorkOrder.objects.visible_to(cast.ana).values_list("title", flat=True))


def test_what_was_made_goes_and_may_come_again(cast: Cast) -> None:
    batch = import_file(cast.ana, "work-orders", LINES, COLUMNS, system="city")
    with acting(cast.ana):
        assert preview_undo(batch) == Preview(3, 0, 0)
    undo(cast, batch)
    assert (batch.status, batch.undone, batch.kept, titles(cast)) == ("undone", 3, 0, [])
    with acting(cast.ana):
        assert not ExternalId.objects.exists()
        assert set(Change.objects.filter(event="work_order.deleted").values_list("request_id", flat=True)) == {
            f"import-undo:{batch.pk}"
        }
    assert counts(import_file(cast.ana, "work-orders", LINES, COLUMNS, system="city")) == (3, 0, 0, 0)


def test_what_was_changed_gets_its_former_values_back(cast: Cast) -> None:
    import_file(cast.ana, "work-orders", LINES, COLUMNS, system="city")
    other = LINES.replace("Leak,T1", "Flood,A1").replace("Lift", "Lifts")
    batch = import_file(cast.ana, "work-orders", other, COLUMNS, system="city")
    assert counts(batch) == (0, 2, 1, 0)
    undo(cast, batch)
    assert titles(cast) == ["Door", "Leak", "Lift"]
    with acting(cast.ana):
        assert set(WorkOrder.objects.values_list("property", flat=True)) == {cast.tower.pk}


def test_what_somebody_changed_since_stays(cast: Cast) -> None:
    batch = import_file(cast.ana, "work-orders", LINES, COLUMNS, system="city")
    with acting(cast.ana):
        order = WorkOrder.objects.get(title="Lift")
        update_work_order(order, actor=cast.ana, title="Lift 2")
        assert preview_undo(batch) == Preview(2, 0, 1)
    undo(cast, batch)
    assert (batch.undone, batch.kept, titles(cast)) == (2, 1, ["Lift 2"])
    with acting(cast.ana):
        kept = ImportProblem.objects.get(batch=batch)
        assert (kept.line, kept.message) == (0, "It was changed since.")
    undo(cast, batch)
    assert (batch.undone, batch.kept) == (2, 1)


def test_a_tree_goes_from_its_leaves_and_what_is_needed_stays(cast: Cast) -> None:
    lines = "Name,Code,Kind,In,Property\nRoom,R,room,F,T1\nFloor,F,floor,,T1\nHall,H,room,,T1\n"
    columns = {"Name": "name", "Code": "code", "Kind": "kind", "In": "parent", "Property": "property"}
    batch = import_file(cast.ana, "spaces", lines, columns)
    assert counts(batch) == (3, 0, 0, 0)
    with acting(cast.ana):
        hall = Space.objects.get(code="H")
        WorkOrder.objects.bulk_create(
            [WorkOrder(organization=cast.organization, number=9, title="Dust", space=hall, property=cast.tower)]
        )
    undo(cast, batch)
    with acting(cast.ana):
        assert list(Space.objects.visible_to(cast.ana).values_list("code", flat=True)) == ["H"]
        assert "work order" in ImportProblem.objects.get(batch=batch).message


def test_typed_values_come_back_as_they_were(cast: Cast) -> None:
    lines = "Code,Area,Built,Lat,Lon,Tags\nT1,12.50,1905,41.5,-87.6,\nA1,1,1906,,,\n"
    columns = {"Code": "code", "Area": "rentable_area", "Built": "year_built", "Lat": "latitude", "Lon": "longitude"}
    import_file(cast.ana, "properties", lines, columns, match="code")
    again = lines.replace("12.50,1905,41.5", "13,1999,40").replace(",\nA1", ',"old, tall"\nA1')
    batch = import_file(cast.ana, "properties", again, {**columns, "Tags": "tags"}, match="code")
    assert counts(batch) == (0, 1, 1, 0)
    with acting(cast.ana):
        assert Property.objects.get(code="T1").tags == ["old", "tall"]
    undo(cast, batch)
    with acting(cast.ana):
        tower = Property.objects.get(code="T1")
        assert (str(tower.rentable_area), tower.year_built, tower.latitude, tower.tags) == ("12.50", 1905, 41.5, [])
