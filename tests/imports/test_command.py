"""`manage.py import`: the same work from the command line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.acting import acting
from core.changes import Change
from core.models import ImportBatch, ImportProblem
from tests.cast import Cast
from workorders.models import WorkOrder

LINES = "Ref,What,Where,Due\nr-1,Leak,T1,\nr-2,Lift,T9,\nr-3,Door,T1,17-07-1905\n"
MAPPING = "Ref=external_id,What=title,Where=property.code,Due=due_at"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(LINES)
    return path


def call(*arguments: Any, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_a_dry_run_says_what_would_come_and_leaves_nothing(cast: Cast, file: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    arguments = ["work-orders", file, "--organization", "lakeside", "--mapping", MAPPING, "--system", "city"]
    out, err = call(*arguments, "--dry-run", "--errors", errors)
    assert out == "created 1, updated 0, unchanged 0, refused 2\n"
    assert "line 4, Due: '17-07-1905' Give a time as YYYY-MM-DD 14:30" in err
    assert errors.read_text().splitlines() == [
        "line,column,value,problem,Ref,What,Where,Due",
        "3,Where,T9,There is no such record.,r-2,Lift,T9,",
        '4,Due,17-07-1905,"Give a time as YYYY-MM-DD 14:30, with its offset where it is known.",r-3,Door,T1,17-07-1905',
    ]
    with acting(cast.ana):
        assert not WorkOrder.objects.exists() and not ImportBatch.objects.exists()
        assert not ImportProblem.objects.exists()


def test_it_imports_as_the_member_it_is_told(cast: Cast, file: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(dict(pair.split("=") for pair in MAPPING.split(","))))
    arguments = ["work_order", file, "--organization", "lakeside", "--mapping", mapping, "--system", "city"]
    out, _err = call(*arguments, "--as", "ana@lakeside.example")
    assert out == "created 1, updated 0, unchanged 0, refused 2\n"
    with acting(cast.ana):
        change = Change.objects.get(event="work_order.created")
        assert (change.actor_id, change.source) == (cast.ana.person_id, "import")


def test_headings_decide_without_a_mapping(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("Title,Property\nLeak,T1\n")
    assert call("work-orders", file, "--organization", "lakeside")[0].startswith("created 1,")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cars", "x.csv", "--organization", "lakeside"], "no module 'cars'"),
        (["work-orders", "x.csv", "--organization", "nowhere"], "no organization 'nowhere'"),
        (["work-orders", "x.csv", "--organization", "lakeside"], "no file x.csv"),
        (["work-orders", "x.csv", "--organization", "lakeside", "--as", "cleo@harbour.example"], "no member"),
    ],
)
def test_what_does_not_exist_is_named(cast: Cast, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call(*arguments)


def test_a_wrong_mapping_names_every_fault(cast: Cast, file: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call("work-orders", file, "--organization", "lakeside", "--mapping", "Title=title,What=colour,Ref=external_id")
    for words in ("no column “Title”", "no field “colour”", "Name the system"):
        assert words in str(refused.value)
    with acting(cast.ana):
        assert not ImportBatch.objects.exists()
