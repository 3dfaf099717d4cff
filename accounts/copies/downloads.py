"""The address of an export's file: signed, for a quarter of an hour, and only while its maker may export."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.copies.actions import EXPORT
from accounts.models import CopyStatus, Organization, OrganizationCopy
from core.acting import acting
from core.actor import Actor
from core.imports.people import maker_of

SALT, GOOD_FOR = "atrium.organization_copy", timedelta(minutes=15)


def download_address(copy: OrganizationCopy) -> tuple[str, datetime]:
    """A fresh address of the file, and when it ends."""
    token = signing.dumps([str(copy.organization_id), str(copy.pk)], salt=SALT, compress=True)
    return reverse("organization-download", args=[token]), datetime.now(UTC) + GOOD_FOR


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file. An address that is too old, forged, or of a file that is gone is as unknown as any."""
    try:
        organization, key = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Http404 from None
    copy = find_ready(UUID(organization), UUID(key))
    if copy is None:
        raise Http404
    name = f"{Organization.objects.get(pk=copy.organization_id).slug}-{copy.finished_at:%Y-%m-%d}.zip"
    answer = FileResponse(copy.file.open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = "application/zip"
    answer["Cache-Control"] = "private, no-store"
    return answer


def find_ready(organization_id: UUID, key: UUID) -> OrganizationCopy | None:
    """The export whose file is there, while whoever asked for it may still export."""
    system = Actor.system(organization_id)
    with acting(system):
        rows: Any = OrganizationCopy.objects.visible_to(system)
        copy: OrganizationCopy | None = rows.filter(pk=key, status=CopyStatus.DONE).exclude(file="").first()
        maker = maker_of(organization_id, copy.created_by_id) if copy else None
        return copy if maker is not None and maker.may(EXPORT) else None
