"""Lines become records once, by the rules of the module, and a dry run says the same beforehand."""

from datetime import UTC, datetime
from typing import Any

import pytest

from core.acting import acting
from core.changes import Change
from core.errors import NotPermitted
from core.imports import running
from core.imports.actions import map_import, start_import
from core.imports.mapping import Mapping
from core.imports.running import run_import
from core.models import ExternalId
from facilities.models import Property, Region
from tests.cast import Cast
from tests.imports.conftest import counts, import_file, problems, upload
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


def import_orders(cast: Cast, data: str = ORDERS, **options: Any) -> Any:
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


@pytest.mark.parametrize("size", [1, 2, 500])
def test_a_dry_run_in_many_batches_says_what_the_run_does(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("core.imports.running.ONE_BY_ONE", size)
    lines = "Name,Code,Kind,In,Property\nF,F,floor,,T1\nS,S,suite,F,\nR,R,room,S,\nQ,Q,floor,R,\nX,X,room,Nowhere,T1\n"
    columns = {"Name": "name", "Code": "code", "Kind": "kind", "In": "parent.code", "Property": "property"}
    dry = import_file(cast.ana, "spaces", lines, columns, dry=True)
    found = problems(cast.ana, dry)
    assert found == [(5, "In", "wrong-level"), (6, "In", "unknown-reference")]
    batch = import_file(cast.ana, "spaces", lines, columns)
    assert batch.expected == {"created": 3, "updated": 0, "unchanged": 0, "refused": 2}
    assert (problems(cast.ana, batch), counts(batch)) == (found, (3, 0, 0, 2))


@pytest.mark.parametrize("size", [1, 500])
def test_a_value_that_must_be_unique_is_so_over_the_batches_of_a_dry_run(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("core.imports.running.ONE_BY_ONE", size)
    lines = "Ref,Name,Code,Portfolio\n1,Hall,H1,Great Lakes\n2,Shed,H1,Great Lakes\n3,Barn,,Great Lakes\n"
    columns = {"Ref": "external_id", "Name": "name", "Code": "code", "Portfolio": "portfolio"}
    dry = import_file(cast.ana, "properties", lines, columns, system="s", dry=True)
    assert problems(cast.ana, dry) == [(3, "Code", "unique")]
    assert counts(import_file(cast.ana, "properties", lines, columns, system="s")) == (2, 0, 0, 1)


def test_a_run_goes_on_behind_its_last_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.imports.running.BY_SET", 2)
    lines = "Title,Where\n" + "".join(f"Leak {n},T1\n" for n in range(7))
    batch = upload(cast.ana, "work-orders", lines)
    columns = {"Title": "title", "Where": "property"}
    with acting(cast.ana):
        map_import(batch, actor=cast.ana, mapping=Mapping(columns))
        start_import(batch, actor=cast.ana, dry=True)
    run_import(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        start_import(batch, actor=cast.ana, dry=False)
    keep, calls = running._keep, []

    def die(*arguments: Any) -> None:
        keep(*arguments)
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "_keep", die)
    with pytest.raises(KeyboardInterrupt):
        run_import(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        batch.refresh_from_db()
        assert (batch.status, batch.line, batch.created, WorkOrder.objects.count()) == ("running", 5, 4, 4)
    run_import(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        batch.refresh_from_db()
        assert (batch.status, counts(batch), WorkOrder.objects.count()) == ("done", (7, 0, 0, 0), 7)


def test_two_workers_on_one_import_write_each_line_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.imports.running.BY_SET", 2)
    batch = upload(cast.ana, "work-orders", "Title,Where\n" + "".join(f"Leak {n},T1\n" for n in range(5)))
    with acting(cast.ana):
        map_import(batch, actor=cast.ana, mapping=Mapping({"Title": "title", "Where": "property"}))
        start_import(batch, actor=cast.ana, dry=True)
    run_import(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        start_import(batch, actor=cast.ana, dry=False)
    take, calls = running._take, []

    def overtake(*arguments: Any, **options: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            run_import(batch.pk, actor=cast.ana)
        take(*arguments, **options)

    monkeypatch.setattr(running, "_take", overtake)
    run_import(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        batch.refresh_from_db()
        assert (batch.status, counts(batch), WorkOrder.objects.count()) == ("done", (5, 0, 0, 0), 5)
