"""Running the servers' programs: as whom, in which surroundings, and which of them live."""

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pwd import getpwnam

WAIT_SECONDS = 60


class ServiceError(RuntimeError):
    """An embedded server cannot be started; the message says what to do."""


@dataclass(frozen=True)
class ServerUser:
    """Who the servers run as: whoever asks, but never root, which PostgreSQL refuses."""

    uid: int
    gid: int

    @classmethod
    def of(cls, data: Path) -> "ServerUser":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if data.exists() and data.stat().st_uid != 0:
            return cls(data.stat().st_uid, data.stat().st_gid)
        nobody = getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def folder(self, path: Path) -> Path:
        """Make a folder that only this user may enter, or make sure that it is one."""
        path.parent.mkdir(exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0 and path.lstat().st_uid == 0:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)
        if path.is_symlink() or path.stat().st_uid != self.uid:
            raise ServiceError(f"{path} belongs to another user: remove it, or run this as its owner.")
        path.chmod(0o700)
        return path

    def command(self, *arguments: object) -> list[str]:
        """The command as this user, lent root's right to pass closed folders so that none must be opened."""
        words = [str(argument) for argument in arguments]
        if os.geteuid() != 0:
            return words
        if not shutil.which("setpriv"):
            raise ServiceError("As root the servers need `setpriv` of util-linux: install it, or run as another user.")
        prefix = ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--no-new-privs"]
        if capability := _capability_to_read():
            # Without no_setuid_fixup access(2) ignores the capability: initdb does not find its own programs.
            prefix += ["--securebits=+no_setuid_fixup"]
            prefix += [f"--{kind}=-all,+{capability}" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
        return [*prefix, "--", *words]


def _capability_to_read() -> str | None:
    status = Path("/proc/self/status").read_text()
    effective = int(status.partition("CapEff:")[2].split()[0], 16)
    bits = {"dac_read_search": 2, "dac_override": 1}
    return next((name for name, bit in bits.items() if effective >> bit & 1), None)


def run(command: list[str], script: str = "") -> None:
    done = _execute(command, script)
    if done.returncode:
        raise ServiceError(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")


def succeeds(command: list[str]) -> bool:
    return _execute(command).returncode == 0


def _execute(command: list[str], script: str = "") -> subprocess.CompletedProcess[str]:
    """Away from the caller's folder, terminal (a Ctrl-C is for us to handle) and PostgreSQL variables."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        command,
        cwd="/",
        env=environment,
        input=script,
        text=True,
        capture_output=True,
        start_new_session=True,
    )


def living_processes() -> Iterator[tuple[int, str]]:
    """Every living process with its command line, which any user may read; a zombie has none."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ").strip()
            except OSError:  # it ended while we looked
                continue
            if words:
                yield int(entry.name), words


def wait_until_gone(pids: Callable[[], list[int]]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while left := pids():
        if time.monotonic() > deadline:
            raise ServiceError(f"Processes {left} did not stop within {WAIT_SECONDS} s.")
        time.sleep(0.02)


def package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ServiceError(f"The Python package {name} is missing: `make run` installs it.")
    return Path(spec.origin).parent
