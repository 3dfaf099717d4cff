"""Tasks watched: the request that asked for one goes with it, and how it ended is counted and logged."""

import logging
import time
from contextlib import ExitStack
from typing import Any

from celery import signals

from core.operations.context import current_request_id, working_for

log = logging.getLogger("atrium.tasks")
HEADER = "atrium_request_id"
_open: dict[str, tuple[ExitStack, float]] = {}


def watch_tasks() -> None:
    """Called where the Celery application is made, so in every process that sends or runs tasks."""
    signals.before_task_publish.connect(name_request, weak=False)
    signals.task_prerun.connect(begin, weak=False)
    signals.task_postrun.connect(end, weak=False)


def name_request(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Send the id of the request, or of the task that sends this one."""
    if headers is not None and current_request_id():
        headers.setdefault(HEADER, current_request_id())


def begin(task_id: str = "", task: Any = None, **kwargs: Any) -> None:
    """A task of no request is named by its own id."""
    stack = ExitStack()
    stack.enter_context(working_for(str(getattr(task.request, HEADER, None) or task_id)))
    _open[task_id] = stack, time.perf_counter()


def end(task_id: str = "", task: Any = None, state: str = "", **kwargs: Any) -> None:
    from core.operations.metrics import TASKS

    stack, began = _open.pop(task_id, (ExitStack(), time.perf_counter()))
    took, outcome = time.perf_counter() - began, (state or "unknown").lower()
    TASKS.labels(task.name, outcome).observe(took)
    level = logging.INFO if outcome == "success" else logging.ERROR
    log.log(level, "%s: %s", task.name, outcome, extra={"task": task.name, "duration_ms": round(took * 1000, 1)})
    stack.close()
