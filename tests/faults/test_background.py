"""Background workers that are killed at random while others write: imports once, exports whole."""

import random
from collections import Counter
from collections.abc import Iterator
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from django.db import connections

from api.exporting.actions import request_export
from api.exporting.models import Export
from core.acting import acting
from core.bulk import creating_many
from core.imports.actions import map_import, start_import
from core.imports.mapping import Mapping
from core.imports.running import run_import
from core.jobs.models import JobStatus
from core.models import ImportBatch
from core.surfaces import surface_named
from facilities.models import Property
from tests.cast import Cast
from tests.depth import times
from tests.faults.forking import Forker, forking
from tests.imports.conftest import counts, upload
from vendors.models import Vendor
from workorders.models import WorkOrder

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.django_db(transaction=True)]
KILLS, LINES, ROWS = times(10, 50), 1_000, 3_000
# An export that was begun more often than five times is given up.
MOST_KILLS = 4
IMPORT = """
from core.imports import running, tasks
running.BY_SET = 50
work = tasks.work_on
"""
EXPORT = """
from api.exporting import running, tasks
from core.jobs import running as at_work
at_work.BEAT = 0.05
work = tasks.write_export
"""


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def busy(committed_cast: Cast) -> Iterator[Cast]:
    """The cast, while somebody writes."""
    over = Event()
    writer = Thread(target=write, args=(committed_cast, over))
    writer.start()
    yield committed_cast
    over.set()
    writer.join()


def write(cast: Cast, over: Event) -> None:
    dice, number = random.Random(3), 0
    try:
        while not over.is_set():
            number += 1
            with acting(cast.ana):
                Property.objects.filter(pk=cast.tower.pk).update(city=f"Town {number}")
            sleep(dice.random() / 20)
    finally:
        connections.close_all()


def reread(row: Any, cast: Cast) -> Any:
    with acting(cast.ana):
        row.refresh_from_db()
    return row


def test_imports_are_done_once_however_often_their_worker_dies(busy: Cast) -> None:
    dice, kills, batches = random.Random(7), 0, list[ImportBatch]()
    with forking(IMPORT) as worker:
        while kills < KILLS:
            batch = checked(busy, len(batches))
            batches.append(batch)
            while reread(batch, busy).status == "running" or batch.status == "queued":
                worker.begin(str(batch.organization_id), str(batch.pk))
                kills += worker.kill_after(dice.random() * 0.5) if kills < KILLS else worker.end()
    assert {reread(one, busy).status for one in batches} == {"done"}
    assert {counts(one) for one in batches} == {(LINES, 0, 0, 0)}
    with acting(busy.ana):
        titles = Counter(WorkOrder.objects.values_list("title", flat=True))
    assert titles == Counter(f"Leak {number}-{line}" for number in range(len(batches)) for line in range(LINES))


def checked(cast: Cast, number: int) -> ImportBatch:
    """A file whose dry run is over and that is to be imported now."""
    lines = "".join(f"Leak {number}-{line},T1\n" for line in range(LINES))
    batch = upload(cast.ana, "work-orders", f"Title,Where\n{lines}")
    with acting(cast.ana):
        map_import(batch, actor=cast.ana, mapping=Mapping({"Title": "title", "Where": "property"}))
        start_import(batch, actor=cast.ana, dry=True)
    run_import(batch.pk, actor=cast.ana)
    with acting(cast.ana):
        return start_import(batch, actor=cast.ana, dry=False) or batch


def test_exports_are_whole_however_often_their_worker_dies(busy: Cast, tmp_path: Any) -> None:
    dice, kills, exports = random.Random(7), 0, list[Export]()
    with acting(busy.ana):
        creating_many([Vendor(name=f"V {n:05}") for n in range(ROWS)], event="vendor.created", actor=busy.ana)
    with forking(EXPORT) as worker:
        while kills < KILLS:
            exports.append(asked_for(busy))
            kills += killed_now_and_then(worker, exports[-1], dice)
            worker.begin(str(busy.organization.pk), str(exports[-1].pk))
            worker.end()
    for export in exports:
        assert reread(export, busy).status == JobStatus.DONE and export.total == ROWS
        with export.file.open("rb") as file:
            assert file.read().splitlines() == [b'{"name":"V %05d"}' % n for n in range(ROWS)]
    kept = {tmp_path / export.file.name for export in exports}
    # A file that was stored by a worker who died before it said so is left for the daily sweep.
    assert kept <= {path for path in tmp_path.rglob("*") if path.is_file()} and len(kept) == len(exports)


def asked_for(cast: Cast) -> Export:
    question = {"fields": ["name"], "ordering": ["name"]}
    with acting(cast.ana):
        return request_export(surface_named("vendor"), actor=cast.ana, format="ndjson", question=question)


def killed_now_and_then(worker: Forker, export: Export, dice: random.Random) -> int:
    """How often a worker was killed at the export."""
    kills = 0
    for _life in range(MOST_KILLS):
        worker.begin(str(export.organization_id), str(export.pk))
        kills += worker.kill_after(dice.random() * 0.4)
    return kills
