"""A worker that is killed over and over. Its program is loaded once; each of its lives is a fork, begun in no time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
# On the test's database; nothing of it is asked before the fork.
PROGRAM = """
import os, sys, traceback, django
django.setup()
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
exec(sys.argv[3])
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            work(*line.split())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass
class Forker:
    """One program; `begin` starts a life of it, which is then killed or waited for."""

    process: "subprocess.Popen[str]"
    pid: int = 0

    def begin(self, *words: str) -> None:
        assert self.process.stdin is not None
        print(*words, file=self.process.stdin, flush=True)
        self.pid = int(self._line())

    def kill_after(self, seconds: float) -> bool:
        """Whether it was still at work, and died of it."""
        time.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        return self.end() == -signal.SIGKILL

    def end(self) -> int:
        """How the life ended, by itself or otherwise."""
        code = int(self._line())
        assert code in (0, -signal.SIGKILL), "the worker failed"
        return code

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the program is gone"
        return line


@contextmanager
def forking(code: str) -> Iterator[Forker]:
    """A program in which `work(…)` is defined, on the database and files of the test."""
    names = (str(connection.settings_dict["NAME"]), str(settings.MEDIA_ROOT))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *names, code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    forker = Forker(process)
    try:
        assert forker._line() == "ready\n"
        yield forker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
