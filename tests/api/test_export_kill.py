"""A worker killed in the middle of an export: the row tells, the sweep sends it again, and the file is whole."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from api.exporting import tasks
from api.exporting.actions import request_export
from api.exporting.models import Export
from core.acting import acting
from core.bulk import creating_many
from core.jobs.models import JobStatus
from core.surfaces import surface_named
from tests.cast import Cast
from vendors.models import Vendor

ROOT = Path(__file__).resolve().parents[2]
ROWS = 3_000
# Another process on the same database, which reads few rows at a time and waits between them.
WORKER = """
import sys, time, django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
from api.exporting import running, tasks
from core.jobs import running as at_work
at_work.BEAT = 0.05
whole = running.stream_file
def slowly(*asked):
    for piece in whole(*asked):
        for line in piece.splitlines(keepends=True):
            time.sleep(0.005)
            yield line
running.stream_file = slowly
tasks.write_export(sys.argv[3], sys.argv[4])
"""


@pytest.mark.slow
def test_a_killed_export_is_written_by_the_next_worker(committed_cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ana = committed_cast.ana
    with acting(ana):
        creating_many([Vendor(name=f"Vendor {n:05}") for n in range(ROWS)], event="vendor.created", actor=ana)
        export = request_export(
            surface_named("vendor"), actor=ana, format="ndjson", question={"fields": ["name"], "ordering": ["name"]}
        )
    for _time in range(3):
        killed_in_the_middle(export, ana, tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    tasks.write_export(*ids_of(lost(export)))
    with acting(ana):
        export.refresh_from_db()
        assert (export.status, export.attempt, export.total) == (JobStatus.DONE, 4, ROWS)
        with export.file.open("rb") as file:
            lines = file.read().splitlines()
    assert lines == [b'{"name":"Vendor %05d"}' % n for n in range(ROWS)]


def killed_in_the_middle(export: Export, ana: Any, media: Path) -> None:
    """One worker, killed once it has told how far it is."""
    with acting(ana):
        export.refresh_from_db()
    before = export.attempt
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(media), *ids_of(export)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    ends = time.monotonic() + 120
    while export.attempt == before or not export.done:
        assert time.monotonic() < ends and worker.poll() is None, "the worker was over before it could be killed"
        time.sleep(0.02)
        with acting(ana):
            export.refresh_from_db()
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert export.status == JobStatus.RUNNING and 0 < export.done < ROWS


def lost(export: Export) -> Export:
    """What the sweep finds once the worker has given no sign for some minutes."""
    sent: list[Export] = []
    with patch("core.jobs.handing.timezone.now", return_value=timezone.now() + timedelta(minutes=5)):
        with patch("core.jobs.handing.send", side_effect=lambda job, task: sent.append(job)):
            assert tasks.resume_lost_exports() == 1
    assert [one.pk for one in sent] == [export.pk]
    return sent[0]


def ids_of(export: Export) -> list[str]:
    return [str(export.organization_id), str(export.pk)]
