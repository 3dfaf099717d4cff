"""A web server that is killed while files come in."""

import hashlib
import os
import random
import signal
import time
from pathlib import Path
from threading import Event, Thread

import httpx2

from tests.depth import times
from tests.faults.conftest import PDF, Installation, moments_of_work, wait_until
from tests.test_runner import descendants

KILLS, SENDERS = times(10, 50), 4
STORED = "select sha256, size, file from core_document"


def kill_while_files_come_in(installation: Installation) -> None:
    """Every file that was answered for is there, whole, and what the killed left behind goes."""
    answered: list[str] = []
    over = Event()
    senders = [Thread(target=send_files, args=(installation, answered, over, seed)) for seed in range(SENDERS)]
    for sender in senders:
        sender.start()
    kill_workers(installation, answered)
    over.set()
    for sender in senders:
        sender.join()
    wait_until(lambda: installation.status("/readyz") == 200)
    stored = {digest: (size, name) for digest, size, name in installation.rows(STORED)}
    assert answered and set(answered) <= stored.keys()
    for digest, (size, name) in stored.items():
        content = (installation.media / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, digest)
    assert_orphans_go(installation, {name for _size, name in stored.values()})


def send_files(installation: Installation, answered: list[str], over: Event, seed: int) -> None:
    """Send one file after the other, each different, and remember those that were answered with 201."""
    noise = random.Random(seed)
    while not over.is_set():
        content = PDF + noise.randbytes(600_000)
        try:
            with installation.client() as client:
                path = f"/api/v1/properties/{installation.place}/documents/"
                answer = client.post(path, files={"file": ("plan.pdf", content)})
        except httpx2.HTTPError:
            continue
        if answer.status_code == 201:
            answered.append(hashlib.sha256(content).hexdigest())


def kill_workers(installation: Installation, answered: list[str]) -> None:
    """Kill one process that answers after the other."""
    for dice in moments_of_work(answered, KILLS):
        os.kill(dice.choice(web_workers(installation)), signal.SIGKILL)


def web_workers(installation: Installation) -> list[int]:
    """The children of gunicorn's master, waited for while it starts them anew."""
    master = installation.children[0].pid
    wait_until(lambda: bool(descendants(master)))
    return list(descendants(master))


def assert_orphans_go(installation: Installation, named: set[str]) -> None:
    """What the killed have left lies around for a day, and then the sweep takes it and nothing else."""
    old = time.time() - 2 * 24 * 3600
    for path in files_of(installation):
        os.utime(path, (old, old))
    code = "from core.documents.tasks import collect_all_orphans; collect_all_orphans()"
    installation.manage("shell", "--command", code)
    assert {str(path.relative_to(installation.media)) for path in files_of(installation)} == named


def files_of(installation: Installation) -> list[Path]:
    return [path for path in installation.media.rglob("*") if path.is_file()]
