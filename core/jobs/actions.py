"""What may be done with any job."""

from typing import TypeVar

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import RuleBroken
from core.jobs.models import AT_WORK, Job, JobStatus
from core.writing import changing

J = TypeVar("J", bound=Job)


def cancel_job(job: J, *, actor: Actor, permission: str = "") -> J:
    """Stop a job that is not ready. Its worker notices within some seconds, and nothing is left of it."""
    with changing(job, event=job.event("cancelled"), permission=permission, actor=actor) as row:
        if row.status not in AT_WORK:
            message = _("This is in the state “%s”.") % row.get_status_display()
            raise RuleBroken("status", "invalid-transition", message, status=409)
        row.status = JobStatus.CANCELLED
    return job
