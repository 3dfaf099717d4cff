"""What may be done with an import: by whom, in which state, and what is left of one that is refused."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from core.acting import acting
from core.actor import Actor, Scope
from core.changes import Change
from core.errors import NotPermitted, NotVisible, RuleBroken
from core.imports.actions import (
    cancel_import,
    map_import,
    plan_of,
    remembered_mapping,
    start_import,
    start_undo,
    upload_import,
)
from core.imports.mapping import Mapping
from core.imports.models import ImportBatch, ImportProblem, Status
from core.surfaces import surface_named
from tests.cast import Cast
from tests.imports.conftest import upload

LINES = "Title,Where\nLeak,T1\nLift,T9\n"
MAPPING = Mapping({"Title": "title", "Where": "property"})
ORDERS = surface_named("work_order")
STEPS: list[Callable[..., ImportBatch]] = [
    lambda batch, *, actor: map_import(batch, actor=actor, mapping=MAPPING),
    lambda batch, *, actor: start_import(batch, actor=actor, dry=True),
    lambda batch, *, actor: start_import(batch, actor=actor, dry=False),
    cancel_import,
    start_undo,
]


@pytest.fixture
def batch(cast: Cast) -> ImportBatch:
    """A file that is mapped and not yet checked."""
    batch = upload(cast.ana, "work-orders", LINES, "orders.csv")
    with acting(cast.ana):
        return map_import(batch, actor=cast.ana, mapping=MAPPING)


def put(batch: ImportBatch, **values: Any) -> ImportBatch:
    """As if a worker had come so far."""
    ImportBatch.objects.filter(pk=batch.pk).update(**values)
    return ImportBatch.objects.get(pk=batch.pk)


def refuse_line(batch: ImportBatch) -> ImportProblem:
    organization, words = batch.organization_id, "There is no such record."
    return ImportProblem.objects.create(
        organization_id=organization, batch=batch, line=3, code="unknown-reference", message=words
    )


def broken(act: Callable[[], object]) -> tuple[str, str, int]:
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.problems[0].field, refused.value.code, refused.value.status


def events(batch: ImportBatch) -> list[str]:
    rows = Change.objects.filter(record_id=batch.pk).order_by("id")
    return [event.removeprefix("import_batch.") for event in rows.values_list("event", flat=True)]


def files(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def granted(actor: Actor, *verbs: str) -> Actor:
    """The actor with these rights on work orders and no other."""
    return replace(actor, permissions=frozenset(ORDERS.permission(verb) for verb in verbs))


def test_an_empty_file_is_refused_and_nothing_kept(cast: Cast, tmp_path: Path) -> None:
    with acting(cast.ana):
        refused = broken(lambda: upload_import(ORDERS, actor=cast.ana, file=BytesIO(), name="a.csv", size=0))
        assert refused == ("file", "empty", 400)
        assert not ImportBatch.objects.exists() and not files(tmp_path)


@pytest.mark.parametrize(
    ("given", "kept"), [("  \x00 ", "import.csv"), ("a\x00b.csv", "ab.csv"), ("x" * 300 + ".csv", "x" * 196 + ".csv")]
)
def test_any_name_of_a_file_is_taken(cast: Cast, given: str, kept: str) -> None:
    assert upload(cast.ana, "work-orders", LINES, given).name == kept


def test_a_file_whose_import_cannot_be_stored_is_not_kept(cast: Cast, tmp_path: Path) -> None:
    """Cleo's transaction stores no record of Ana's organization; the file was written before."""
    data = LINES.encode()
    with acting(cast.cleo):
        with pytest.raises(DatabaseError):
            upload_import(ORDERS, actor=cast.ana, file=BytesIO(data), name="orders.csv", size=len(data))
    assert not files(tmp_path)


@pytest.mark.parametrize("verb", ["add", "change"])
def test_who_may_add_or_change_records_may_import_them(cast: Cast, verb: str) -> None:
    assert upload(granted(cast.ana, verb), "work-orders", LINES).status == Status.UPLOADED


def test_who_may_only_look_may_do_nothing_with_an_import(cast: Cast, batch: ImportBatch) -> None:
    reader = granted(cast.ana, "view")
    with pytest.raises(NotPermitted, match=ORDERS.permission("add")):
        upload(reader, "work-orders", LINES)
    with acting(reader):
        for step in STEPS:
            with pytest.raises(NotPermitted, match=ORDERS.permission("add")):
                step(batch, actor=reader)
        assert (ImportBatch.objects.get().version, events(batch)) == (2, ["uploaded", "mapped"])


@pytest.mark.parametrize("step", STEPS)
def test_the_import_of_others_does_not_exist(cast: Cast, batch: ImportBatch, step: Callable[..., ImportBatch]) -> None:
    """Neither another organization's, nor, for who sees a part of it, one that somebody else uploaded."""
    narrow = replace(
        cast.ben, permissions=cast.ana.permissions, scope=Scope(False, properties=cast.ben.scope.properties)
    )
    for actor in (cast.cleo, narrow):
        with acting(actor), pytest.raises(NotVisible):
            step(batch, actor=actor)


@pytest.mark.parametrize("dry", [True, False])
def test_what_is_not_mapped_is_not_started(cast: Cast, dry: bool) -> None:
    batch = upload(cast.ana, "work-orders", LINES)
    with acting(cast.ana):
        refused = broken(lambda: start_import(batch, actor=cast.ana, dry=dry))
        assert refused == ("mapping", "required", 400)
        assert ImportBatch.objects.get().status == Status.UPLOADED and events(batch) == ["uploaded"]


def test_a_new_mapping_takes_back_what_the_dry_run_counted(cast: Cast, batch: ImportBatch) -> None:
    with acting(cast.ana):
        put(batch, status=Status.CHECKED, expected={"created": 2})
        map_import(batch, actor=cast.ana, mapping=replace(MAPPING, dates="DD.MM.YYYY"))
        assert (batch.status, batch.expected, batch.total) == (Status.UPLOADED, {}, 2)
        assert batch.mapping["dates"] == "DD.MM.YYYY" and events(batch)[-1] == "mapped"


@pytest.mark.parametrize("dry", [True, False])
def test_an_import_begins_anew_without_the_lines_that_were_refused_before(
    cast: Cast, batch: ImportBatch, dry: bool
) -> None:
    with acting(cast.ana):
        refuse_line(batch)
        put(batch, status=Status.CHECKED, line=3, created=1, refused=1, failure="It was cancelled.")
        start_import(batch, actor=cast.ana, dry=dry)
        assert (batch.status, batch.line, batch.done, batch.failure) == (
            Status.CHECKING if dry else Status.RUNNING, 0, 0, ""
        )  # fmt: skip
        assert (batch.started_at is None) == dry and not ImportProblem.objects.exists()
        assert events(batch)[-1] == ("checked" if dry else "started")


def test_an_import_that_stopped_goes_on_where_it_was(cast: Cast, batch: ImportBatch) -> None:
    """With its lines, its refusals and the time of its start; a dry run of it would begin anew."""
    with acting(cast.ana):
        start_import(batch, actor=cast.ana, dry=False)
        began = batch.started_at
        put(batch, status=Status.FAILED, line=3, created=1, refused=1, failure="The disk is full.")
        refused = refuse_line(batch)
        start_import(batch, actor=cast.ana, dry=False)
        assert (batch.status, batch.line, batch.created, batch.refused) == (Status.RUNNING, 3, 1, 1)
        assert (batch.started_at, batch.failure) == (began, "")
        assert list(ImportProblem.objects.all()) == [refused]


@pytest.mark.parametrize("status", Status)
def test_each_step_is_taken_from_its_own_states(cast: Cast, batch: ImportBatch, status: Status) -> None:
    before_work = {Status.UPLOADED, Status.CHECKED, Status.FAILED}
    at_work, over = {Status.CHECKING, Status.RUNNING}, {Status.DONE, Status.FAILED, Status.UNDONE}
    with acting(cast.ana):
        for step, allowed in zip(STEPS, (before_work, before_work, before_work, at_work, over), strict=True):
            put(batch, status=status)
            if status in allowed:
                assert step(batch, actor=cast.ana).pk == batch.pk
            else:
                refused = broken(lambda step=step: step(batch, actor=cast.ana))
                assert refused == ("status", "invalid-transition", 409)
                assert ImportBatch.objects.get().status == status


def test_a_cancelled_import_says_so_and_keeps_what_is_done(cast: Cast, batch: ImportBatch) -> None:
    with acting(cast.ana):
        put(batch, status=Status.RUNNING, line=2, created=1)
        cancel_import(batch, actor=cast.ana)
        assert (batch.status, batch.created, bool(batch.failure)) == (Status.FAILED, 1, True)
        start_undo(batch, actor=cast.ana)
        assert (batch.status, batch.failure) == (Status.UNDOING, "")
        assert events(batch)[-2:] == ["cancelled", "undoing"]


@pytest.mark.parametrize("step", STEPS)
def test_an_import_of_a_module_that_is_no_more_does_not_exist(
    cast: Cast, batch: ImportBatch, step: Callable[..., ImportBatch]
) -> None:
    """Its row is older than this version of Atrium."""
    with acting(cast.ana):
        former = put(batch, record_module="fax_machine")
        with pytest.raises(NotVisible, match="fax_machine"):
            step(former, actor=cast.ana)


def test_the_stored_mapping_is_compiled_for_the_heading_of_the_file(cast: Cast, batch: ImportBatch) -> None:
    with acting(cast.ana):
        assert plan_of(batch, ["Title", "Where"], actor=cast.ana).mapping == MAPPING
        refused = broken(lambda: plan_of(batch, ["Title"], actor=cast.ana))
        assert refused == ("columns.Where", "unknown-column", 400)


def remembered(actor: Actor, *heading: str) -> dict[str, str]:
    with acting(actor):
        columns: dict[str, str] = remembered_mapping(ORDERS, list(heading), actor=actor)["columns"]
        return columns


@pytest.mark.parametrize("status", [Status.CHECKED, Status.DONE])
def test_the_last_mapping_that_fits_the_columns_is_remembered(cast: Cast, status: Status) -> None:
    """What was read later with other columns does not hide it, and further columns do no harm."""
    for columns in ({"Betreff": "title", "Ort": "property"}, {"Sujet": "title"}):
        batch = upload(cast.ana, "work-orders", ",".join(columns) + "\n")
        with acting(cast.ana):
            map_import(batch, actor=cast.ana, mapping=Mapping(columns))
            put(batch, status=status)
    assert remembered(cast.ana, "Ort", "Betreff", "Due") == {"Betreff": "title", "Ort": "property"}
    assert remembered(cast.ana, "Betreff", "Due") == {"Due": "due_at"}


def test_only_what_the_same_person_checked_in_the_module_is_remembered(cast: Cast) -> None:
    batch = upload(cast.ana, "work-orders", "Betreff\nLeak\n")
    with acting(cast.ana):
        map_import(batch, actor=cast.ana, mapping=Mapping({"Betreff": "title"}))
    assert remembered(cast.ana, "Betreff") == {}
    with acting(cast.ana):
        put(batch, status=Status.CHECKED)
        assert remembered_mapping(surface_named("property"), ["Betreff"], actor=cast.ana)["columns"] == {}
    assert remembered(cast.ana, "Betreff") == {"Betreff": "title"}
    assert remembered(cast.sys, "Betreff") == remembered(cast.cleo, "Betreff") == {}
