"""`make run`: the servers, the newest tables and the demo, then the four kinds of process until Ctrl-C."""

import ctypes
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from core.embedded import ServiceError, use_services

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".atrium"
# Ctrl-C answers within two seconds: a task that is still running is cut off and delivered again by its queue.
POLITE_SECONDS = 0.8
# Else glibc keeps a heap for each thread, and what large answers took is never given back.
MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072"}
START_SECONDS = 60
PR_SET_PDEATHSIG = 1
INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


class RunError(RuntimeError):
    """Atrium cannot be started, or one of its processes ended by itself."""


def main() -> int:
    for sign in INTERRUPTS:  # a shell starts background jobs with SIGINT ignored
        signal.signal(sign, interrupt)
    host, port = os.environ.get("BIND", "127.0.0.1"), int(os.environ.get("PORT") or 8000)
    given = dict(os.environ)
    try:
        refuse_taken_port(host, port)
        with use_services(ROOT) as addresses:
            os.environ.update(addresses)
            if "ATRIUM_PRODUCTION" not in given:
                # The demonstration's staff signs in by its well-known password alone.
                os.environ.setdefault("ATRIUM_ADMIN_MFA", "false")
            # A line for each request would drown what the person at this terminal waits for.
            os.environ.setdefault("LOG_LEVEL", "WARNING")
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(fresh_folder(STATE / "metrics"))
            run(host, port, given)
    except KeyboardInterrupt:
        return 0
    except (RunError, ServiceError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def fresh_folder(path: Path) -> Path:
    """An empty folder: counts of processes that have ended would be added to those of the new ones."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RunError(f"Port {port} of {host} is not free ({error.strerror}). Try: make run PORT=8001") from None


def run(host: str, port: int, given: dict[str, str]) -> None:
    children: list[subprocess.Popen[bytes]] = []
    try:
        children.append(start(prepare_command()))
        wait_until_prepared(children[0])
        children[:] = [start(web_command(host, port))]
        wait_until_answering(host, port, children)
        announce(host, port)
        # Only now: nobody waits for them, and on two cores they would slow the web server's start.
        children += [start(worker_command()), start(beat_command()), start(dispatcher_command())]
        if os.environ.get("MQTT_URL"):
            children.append(start(listener_command()))
        watch(children, given)
    finally:
        for sign in INTERRUPTS:
            signal.signal(sign, signal.SIG_IGN)
        stop(children)


def prepare_command() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "prepare"]


def web_command(host: str, port: int) -> list[str]:
    server = ["gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"]
    server += ["--workers", str(web_workers()), "--threads", "4", "--preload", "--no-control-socket"]
    return [sys.executable, "-m", *server, "--graceful-timeout", "1", "--log-level", "warning"]


def web_workers() -> int:
    """Two a core, up to eight: threads of one process share an interpreter, and mostly wait for each other."""
    return min(8, 2 * len(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else 4


def worker_command() -> list[str]:
    # The warning about root is for workers that unpickle; ours reads JSON only.
    quiet = ["-W", "ignore:You're running the worker with superuser"]
    options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    return [sys.executable, *quiet, "-m", "celery", "--app", "config", "--quiet", "worker", *options]


def beat_command() -> list[str]:
    options = ["--schedule", str(STATE / "beat-schedule"), "--pidfile", "", "--loglevel", "WARNING"]
    return [sys.executable, "-m", "celery", "--app", "config", "--quiet", "beat", *options]


def dispatcher_command() -> list[str]:
    """What sends webhooks as soon as something has changed."""
    return [sys.executable, str(ROOT / "manage.py"), "dispatch"]


def listener_command() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "listen_to_mqtt"]


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that a Ctrl-C reaches the runner alone and everything ends in order."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**MEMORY, **os.environ},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_the_runner,
    )


def end_with_the_runner() -> None:
    """Even a kill -9 of the runner leaves no web server behind that holds the port. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until_prepared(process: subprocess.Popen[bytes]) -> None:
    if process.wait():
        raise RunError("The database could not be prepared: the reason is above.")


def wait_until_answering(host: str, port: int, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(host, port):
        refuse_ended(children)
        if time.monotonic() > deadline:
            raise RunError(f"The web server did not answer within {START_SECONDS} s.")
        time.sleep(0.05)


def answers(host: str, port: int) -> bool:
    """Whatever the answer is: a page that fails is for its log to explain."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104  # only compared


def refuse_ended(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is not None:
            words = [str(word) for word in child.args]  # type: ignore[union-attr]  # always a list here
            raise RunError(f"`{' '.join(words)}` ended with code {child.returncode}.")


def announce(host: str, port: int) -> None:
    logins = STATE / "demo-logins"
    suffix = f"  {logins.read_text().strip()}" if logins.exists() else ""
    print(f"Atrium is ready: http://{reachable(host)}:{port}/{suffix}", flush=True)


def watch(children: list[subprocess.Popen[bytes]], given: dict[str, str]) -> None:
    """Until interrupted. An embedded server that was killed is started again."""
    while True:
        time.sleep(2)
        refuse_ended(children)
        with use_services(ROOT, given):
            pass


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask politely, then firmly (Celery's SIGQUIT drops running tasks), then end the whole group."""
    for sign in (signal.SIGTERM, signal.SIGQUIT):
        for child in children:
            if child.poll() is None:
                child.send_signal(sign)
        deadline = time.monotonic() + POLITE_SECONDS
        for child in children:
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0, deadline - time.monotonic()))
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


if __name__ == "__main__":
    sys.exit(main())
