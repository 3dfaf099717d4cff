"""A worker killed in the middle leaves whole batches, and the next one goes on behind them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from core.acting import acting
from core.imports.actions import map_import, start_import
from core.imports.mapping import Mapping
from core.imports.running import run_import
from core.models import ImportBatch
from tests.cast import Cast
from tests.imports.conftest import counts, upload
from workorders.models import WorkOrder

ROOT = Path(__file__).resolve().parents[2]
LINES = 3_000
# Another process on the same database: its batches are small, so that there is a middle to be killed in.
WORKER = """
import sys, django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
from core.imports import running, tasks
running.BY_SET = 100
tasks.work_on(sys.argv[3], sys.argv[4])
"""


@pytest.mark.slow
def test_a_killed_import_is_finished_by_the_next_worker(committed_cast: Cast, tmp_path: Path) -> None:
    ana = committed_cast.ana
    batch = upload(ana, "work-orders", "Title,Where\n" + "".join(f"Leak {n},T1\n" for n in range(LINES)))
    with acting(ana):
        map_import(batch, actor=ana, mapping=Mapping({"Title": "title", "Where": "property"}))
        start_import(batch, actor=ana, dry=True)
    run_import(batch.pk, actor=ana)
    with acting(ana):
        start_import(batch, actor=ana, dry=False)
    ids = [str(batch.organization_id), str(batch.pk)]
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(settings.MEDIA_ROOT), *ids],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    wait_until_some(ana, batch, worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    with acting(ana):
        batch.refresh_from_db()
        assert batch.status == "running" and 0 < batch.created < LINES
        assert WorkOrder.objects.count() == batch.created == batch.line - 1
    run_import(batch.pk, actor=ana)
    with acting(ana):
        batch.refresh_from_db()
        assert (batch.status, counts(batch)) == ("done", (LINES, 0, 0, 0))
        assert WorkOrder.objects.values("title").distinct().count() == WorkOrder.objects.count() == LINES


def wait_until_some(actor: Any, batch: ImportBatch, worker: "subprocess.Popen[bytes]") -> None:
    """Until the worker has committed its first batches."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        assert worker.poll() is None, "the worker was done before it could be killed"
        with acting(actor):
            batch.refresh_from_db()
        if batch.line:
            return
        time.sleep(0.02)
    raise AssertionError("the worker wrote nothing")
