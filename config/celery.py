"""The Celery application. Tasks carry ids only: the truth is rows, which a sweep re-queues when a worker dies."""

import os

from celery import Celery
from celery.signals import worker_process_init

from core.operations.tasks import watch_tasks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("atrium")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
watch_tasks()


@worker_process_init.connect(weak=False)
def trace_worker(**kwargs: object) -> None:
    """Each process of a worker sends its own traces: a thread that was started before the fork is gone after it."""
    from core.operations.tracing import start_tracing

    start_tracing()
