"""No occurrence twice and none lost, whatever happens to those who make the work: killed, tried again, two at once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from core.acting import acting
from facilities.actions.spaces import create_space
from tests.cast import Cast
from tests.workorders.planning import plan_of
from workorders.models import Occurrence, WorkOrder

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PLACES = 40
# A worker of its own on the same database; its sets are small, so that there is a middle to be killed in.
WORKER = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from workorders.plans import generation
generation.generate_occurrences.__kwdefaults__["limit"] = 5
from workorders.tasks import make_planned_work
make_planned_work()
"""
Worker = subprocess.Popen[bytes]


def start_worker() -> Worker:
    """Another process that makes planned work until none is left."""
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"]],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )


def prepare(cast: Cast) -> date:
    """Plans whose work is to be made now at many places, some days before it is due; the day it is due."""
    due = timezone.localdate() + timedelta(days=1)
    with acting(cast.ana):
        for n in range(PLACES):
            room = create_space(actor=cast.ana, property=cast.tower, name=f"Room {n}", kind="room")
            plan_of(cast, title=f"Look {n}", space=room, rule="FREQ=YEARLY", starts_on=due)
    return due


def made(cast: Cast) -> int:
    with acting(cast.ana):
        return WorkOrder.objects.count()


def wait_for_some(cast: Cast, more_than: int, worker: Worker) -> None:
    """Until a worker has committed something new, or is done."""
    ends = time.monotonic() + 120
    while made(cast) <= more_than and worker.poll() is None:
        assert time.monotonic() < ends, "the worker made nothing"
        time.sleep(0.01)


def check(cast: Cast, due: date) -> None:
    """Each place has its order for the day once, and its next occurrence."""
    with acting(cast.ana):
        told = Counter(Occurrence.objects.values_list("plan__title", "key"))
        orders = Counter(WorkOrder.objects.values_list("title", flat=True))
        states = Counter(Occurrence.objects.values_list("state", flat=True))
        linked = Occurrence.objects.filter(due_on=due, work_order__isnull=False).count()
    assert set(told.values()) == {1} and set(orders.values()) == {1}
    assert len(orders) == linked == PLACES
    assert states == {"created": PLACES, "planned": PLACES}


def test_a_worker_killed_in_the_middle_makes_nothing_twice_and_loses_nothing(committed_cast: Cast) -> None:
    due, kills = prepare(committed_cast), 0
    while (before := made(committed_cast)) < PLACES:
        worker = start_worker()
        if kills < 3:
            wait_for_some(committed_cast, before, worker)
            worker.send_signal(signal.SIGKILL)
            kills += worker.wait() == -signal.SIGKILL
        else:
            assert worker.wait() == 0 and made(committed_cast) == PLACES
    assert kills > 0
    check(committed_cast, due)


def test_schedulers_at_once_one_of_them_killed_share_the_work(committed_cast: Cast) -> None:
    due = prepare(committed_cast)
    workers = [start_worker() for _ in range(3)]
    wait_for_some(committed_cast, 0, workers[0])
    random.choice(workers).send_signal(signal.SIGKILL)
    for worker in workers:
        worker.wait()
    assert start_worker().wait() == 0
    check(committed_cast, due)
