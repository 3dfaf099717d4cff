"""From an empty folder to the table: prepare the database, start the servers, take the rounds."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clients import open_clients
from benchmarks.figures import table, take_rounds

if TYPE_CHECKING:
    from benchmarks.filling import Filled

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".atrium" / "bench"
FILLED = STATE / "filled.json"


def run(rows: int, rounds: int, only: str, port: int, addresses: dict[str, str]) -> int:
    """Measure and print; the exit code."""
    folders = {name: str(STATE / name.lower()) for name in ("STATIC_ROOT", "MEDIA_ROOT")}
    os.environ.update(addresses, DJANGO_SETTINGS_MODULE="config.settings", **folders)
    filled = fill_once(rows)
    from benchmarks.measures import build_figures
    from benchmarks.servers import run_servers
    from benchmarks.stage import Stage

    with run_servers(port) as (atrium, plain), open_clients() as clients:
        stage = Stage(atrium, plain, clients, filled)
        figures = [figure for figure in build_figures(stage) if any(one in figure.name for one in only.split(","))]
        results = take_rounds(figures, rounds, say)
    print(table(results), flush=True)
    return int(any(result.verdict == "BELOW BAR" for result in results))


def fill_once(rows: int) -> "list[Filled]":
    """Fill the database, unless the same code has filled it with as many rows before."""
    import django

    kept = read_filled(rows)
    if kept is None:
        FILLED.unlink(missing_ok=True)
        empty_database()
    django.setup()
    from benchmarks.filling import Filled, fill
    from core.management.commands.prepare import collect_static_files

    collect_static_files()
    if kept is None:
        found = fill(rows, say)
        kept = {"filled": [asdict(one) for one in found]}
        FILLED.write_text(json.dumps({"rows": rows, "code": fingerprint(), **kept}, default=str))
        kept = json.loads(FILLED.read_text())
    return [Filled(**one) for one in kept["filled"]]


def read_filled(rows: int) -> dict[str, Any] | None:
    if not FILLED.exists():
        return None
    kept: dict[str, Any] = json.loads(FILLED.read_text())
    return kept if (kept["rows"], kept["code"]) == (rows, fingerprint()) else None


def fingerprint() -> str:
    """Of everything that makes the tables and their rows."""
    paths = [*ROOT.glob("*/migrations/**/*.py"), *ROOT.glob("*/migrations/**/*.sql"), ROOT / "core/db/operations.py"]
    paths += [Path(__file__).parent / name for name in ("filling.py", "texts.py")]
    paths += (Path(__file__).parent / "sql").glob("*.sql")
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def empty_database() -> None:
    """New tables: rows of an earlier run would be counted along."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_ADMIN_URL"], autocommit=True) as owner:
        owner.execute("drop schema public cascade")
        owner.execute("create schema public")
    say("migrate")
    # A hundred small transactions need not each wait for the disk.
    hasty = {**os.environ, "PGOPTIONS": "-c synchronous_commit=off"}
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "-v", "0"], check=True, cwd=ROOT, env=hasty)


def say(text: str) -> None:
    """Progress goes beside the table."""
    print(text, file=sys.stderr, flush=True)
