"""The address under which a job's file is fetched: signed, for a quarter of an hour, while its maker is a member."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core import signing
from django.http import FileResponse, Http404
from django.urls import reverse

from core.acting import acting
from core.actor import Actor
from core.imports.people import maker_of
from core.jobs.models import Job, JobStatus

J = TypeVar("J", bound=Job)
GOOD_FOR = timedelta(minutes=15)


def signed_address(job: Job, route: str) -> tuple[str, datetime]:
    """A fresh address of the file, and when it ends."""
    token = signing.dumps([str(job.organization_id), str(job.pk)], salt=_salt(type(job)), compress=True)
    return reverse(route, args=[token]), datetime.now(UTC) + GOOD_FOR


def job_of(model: type[J], token: str, *, permission: str = "") -> J:
    """The job whose file is there, while who asked for it is a member and holds the permission.

    Http404: an address that is too old, forged, or of a file that is gone is as unknown as any.
    """
    try:
        organization, key = signing.loads(token, salt=_salt(model), max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Http404 from None
    system = Actor.system(UUID(organization))
    with acting(system):
        ready: Any = model.objects.visible_to(system).filter(status=JobStatus.DONE).exclude(file="")
        job: J | None = ready.filter(pk=UUID(key)).first()
        maker = maker_of(job.organization_id, job.created_by_id) if job else None
    if job is None or maker is None or (permission and not maker.may(permission)):
        raise Http404
    return job


def send_file(job: Job, name: str, content_type: str) -> FileResponse:
    """The file, for nobody to keep on the way."""
    answer = FileResponse(job.file.open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"], answer["Cache-Control"] = content_type, "private, no-store"
    return answer


def _salt(model: type[Job]) -> str:
    return f"atrium.{model.module}"
