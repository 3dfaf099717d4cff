"""Whoever is killed in the middle of an import or a sandbox leaves nothing half done; the next one does it whole."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection

from accounts.copies import tasks
from accounts.copies.actions import reset_sandbox
from accounts.copies.catalogue import CHANGES
from accounts.copies.importing import import_organization
from accounts.copies.sandboxes import make_sandbox
from accounts.models import Organization, OrganizationCopy
from core.acting import acting
from core.db.roles import as_owner
from core.jobs import handing
from core.jobs.models import JobStatus
from tests.cast import Cast
from tests.copies.comparing import contents, files_below
from tests.copies.conftest import exported
from tests.copies.test_sandbox import rows_of
from tests.databases import empty_tables
from tests.matrix.world import make_world

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
# Another process on the same database, which takes its time over each table.
WORKER = """
import sys, time, django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
from accounts.copies import importing, sandboxes, tasks
from core.jobs import running as at_work
at_work.BEAT = 0.05
def slowly(act):
    def waiting(*given):
        time.sleep(0.2)
        return act(*given)
    return waiting
sandboxes.copy_table = slowly(sandboxes.copy_table)
importing.Arrival.take_table = slowly(importing.Arrival.take_table)
"""
SANDBOX = WORKER + "tasks.work_on_copy(sys.argv[3], sys.argv[4])"
IMPORT = WORKER + "importing.import_organization(open(sys.argv[3], 'rb'))"


def killed(program: str, media: Path, *given: object, when: Callable[[], bool]) -> None:
    """A process that is killed once it has got somewhere."""
    worker = subprocess.Popen(
        [sys.executable, "-c", program, connection.settings_dict["NAME"], str(media), *map(str, given)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    ends = time.monotonic() + 120
    while not when():
        assert time.monotonic() < ends and worker.poll() is None, "the worker was over before it could be killed"
        time.sleep(0.02)
    worker.kill()
    worker.wait()
    # Its server process ends the transaction by itself.
    while others_at_work():
        assert time.monotonic() < ends, "the killed worker's transaction lives on"
        time.sleep(0.02)


def others_at_work() -> bool:
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid() and xact_start is not null)"
        )
        return bool(cursor.fetchone()[0])


def test_a_killed_import_leaves_nothing_and_is_repeated(committed_cast: Cast, media: Path, tmp_path: Path) -> None:
    make_world(committed_cast)
    organization = committed_cast.organization
    file = tmp_path / "lakeside.zip"
    file.write_bytes(exported(organization))
    before, files = contents(organization.pk), files_below(str(organization.pk))
    empty_tables()

    def is_writing() -> bool:
        with as_owner(connection) as owner, owner.cursor() as cursor:
            cursor.execute(
                "select exists (select from pg_locks l join pg_class c on c.oid = l.relation"
                " where c.relname = 'facilities_region' and l.mode = 'RowExclusiveLock')"
            )
            return bool(cursor.fetchone()[0])

    killed(IMPORT, media, file, when=is_writing)
    assert not Organization.objects.exists()
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute("select count(*) from core_change")
        assert cursor.fetchone()[0] == 0
    import_organization(BytesIO(file.read_bytes()))
    after = contents(organization.pk)
    assert before.pop(CHANGES) <= after.pop(CHANGES) and after == before
    assert files_below(str(organization.pk)) == files


def test_a_killed_reset_leaves_the_sandbox_and_is_done_by_the_next_worker(committed_cast: Cast, media: Path) -> None:
    ana, organization = committed_cast.ana, committed_cast.organization
    sandbox = make_sandbox(organization)
    before = rows_of(sandbox)
    with acting(ana):
        copy = reset_sandbox(organization, actor=ana)

    def has_told() -> bool:
        with acting(ana):
            copy.refresh_from_db()
        return copy.status == JobStatus.RUNNING and copy.done > 3

    killed(SANDBOX, media, organization.pk, copy.pk, when=has_told)
    assert rows_of(sandbox) == before
    with patch.object(handing, "LOST_AFTER", timedelta(0)), patch.object(handing, "send") as send:
        assert tasks.resume_lost_copies() == 1
    assert send.call_args[0][0].pk == copy.pk
    tasks.work_on_copy(str(organization.pk), str(copy.pk))
    with acting(ana):
        found = OrganizationCopy.objects.get(pk=copy.pk)
    assert (found.status, found.attempt) == (JobStatus.DONE, 2)
    sandbox.refresh_from_db()
    moved = {"accounts_membership", "core_counter"}
    after = rows_of(sandbox)
    assert sandbox.is_active and {n: r for n, r in after.items() if n not in moved} == {
        n: r for n, r in before.items() if n not in moved
    }
