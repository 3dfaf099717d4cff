"""Lines become records once, by the rules of the module, and a dry run says the same beforehand."""

from datetime import UTC, datetime

import pytest

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted
from core.models import ExternalId
from facilities.models import Property, Region
from tests.cast import Cast
from tests.imports.conftest import counts, import_file, problems
from workorders.models import WorkOrder

ORDERS = """Ref,What,Where,When,How bad,Who
r-1,Leak,T1,2026-03-01 09:00,Life safety or building down,ben@lakeside.example
r-2,Lift stuck,T1,2026-03-02T10:00:00Z,many,
"""
COLUMNS = {
    "Ref": "external_id",
    "What": "title",
    "Where": "property",
    "When": "reported_at",
    "How bad": "impact",
    "Who": "assignee",
}


def import_orders(cast: Cast, data: str = ORDERS, **options: object) -> object:
    return import_file(cast.ana, "work-orders", data, COLUMNS, system="city", **options)


def test_lines_become_records_by_the_rules_of_the_module(cast: Cast) -> None:
    batch = import_orders(cast)
    assert (batch.status, counts(batch)) == ("done", (2, 0, 0, 0))
    with acting(cast.ana):
        first = WorkOrder.objects.get(title="Leak")
        assert (first.property_id, first.assignee_id) == (cast.tower.pk, cast.ben.person_id)
        assert (first.impact, first.priority) == ("life_safety", "P2")
        # Chicago's clock: the property's, since the file gave no offset.
        assert first.reported_at == datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
        change = Change.objects.get(record_id=first.pk, event="work_order.created")
        assert (change.source, change.request_id) == ("import", f"import:{batch.pk}")
        assert ExternalId.objects.get(record_id=first.pk).key == "r-1"


def test_a_second_import_of_the_same_lines_changes_nothing(cast: Cast) -> None:
    import_orders(cast)
    assert counts(import_orders(cast)) == (0, 0, 2, 0)
    assert counts(import_orders(cast, ORDERS.replace("Lift stuck", "Lift stands"))) == (0, 1, 1, 0)
    with acting(cast.ana):
        assert sorted(WorkOrder.objects.values_list("title", "version")) == [("Leak", 1), ("Lift stands", 2)]


def test_a_dry_run_counts_what_the_run_does_and_keeps_nothing(cast: Cast) -> None:
    import_orders(cast, ORDERS.splitlines()[0] + "\n" + ORDERS.splitlines()[1] + "\n")
    data = ORDERS.replace("Leak", "Leaks") + "r-3,Noise,T9,2026-03-02,one,\nr-1,Twice,T1,2026-03-02,one,\n"
    dry = import_orders(cast, data, dry=True)
    assert (dry.status, counts(dry)) == ("checked", (0, 0, 0, 0))
    assert dry.expected == {"created": 1, "updated": 1, "unchanged": 0, "refused": 2}
    assert problems(cast.ana, dry) == [(4, "Where", "unknown-reference"), (5, "Ref", "duplicate")]
    with acting(cast.ana):
        assert list(WorkOrder.objects.values_list("title", flat=True)) == ["Leak"]
    assert counts(import_orders(cast, data)) == (1, 1, 0, 2)


def test_another_organizations_record_is_as_unknown_as_none(cast: Cast) -> None:
    lines = "What,Where,Who\nA,Elsewhere,\nB,Nowhere,\nC,T1,cleo@harbour.example\nD,T1,nobody@harbour.example\n"
    columns = {"What": "title", "Where": "property", "Who": "assignee"}
    batch = import_file(cast.ana, "work-orders", lines, columns, dry=True)
    assert problems(cast.ana, batch) == [
        (2, "Where", "unknown-reference"),
        (3, "Where", "unknown-reference"),
        (4, "Who", "unknown-reference"),
        (5, "Who", "unknown-reference"),
    ]


def test_a_scope_is_kept(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        import_file(cast.ben, "work-orders", "What,Where\nA,T1\n", {"What": "title", "Where": "property"})


def test_a_tree_comes_in_one_file_in_any_order(cast: Cast) -> None:
    lines = "Name,Code,Above,Portfolio\nLoop,LP,CC,Great Lakes\nCentre,CC,,Great Lakes\nBlock,BL,LP,\nLost,LO,XX,\n"
    columns = {"Name": "name", "Code": "code", "Above": "parent", "Portfolio": "portfolio"}
    batch = import_file(cast.ana, "regions", lines, columns, match="code")
    assert (counts(batch), problems(cast.ana, batch)) == ((3, 0, 0, 1), [(5, "Above", "unknown-reference")])
    with acting(cast.ana):
        block = Region.objects.get(code="BL")
        assert (block.parent.code, block.parent.parent.code) == ("LP", "CC")
        assert block.portfolio_id == cast.portfolio.pk


def test_properties_are_matched_by_code(cast: Cast) -> None:
    lines = "Code,Name,Zip,Portfolio\nT1,Tower,606,\nN1,New hall,00601,Great Lakes\nT1,Again,1,\n"
    columns = {"Code": "code", "Name": "name", "Zip": "postal_code", "Portfolio": "portfolio"}
    batch = import_file(cast.ana, "properties", lines, columns, match="code")
    assert (counts(batch), problems(cast.ana, batch)) == ((1, 1, 0, 1), [(4, "Code", "duplicate")])
    with acting(cast.ana):
        assert dict(Property.objects.values_list("code", "postal_code"))["T1"] == "606"
