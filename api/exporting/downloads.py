"""The address under which a file is fetched: signed, for a quarter of an hour, and only while its maker is a member."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from api.exporting.models import Export, ExportStatus
from api.exports import CONTENT_TYPES, file_name
from core.acting import acting
from core.actor import Actor
from core.imports.people import maker_of
from core.surfaces import surface_named

SALT, GOOD_FOR = "atrium.export", timedelta(minutes=15)


def download_address(export: Export) -> tuple[str, datetime]:
    """A fresh address of the file, and when it ends."""
    token = signing.dumps([str(export.organization_id), str(export.pk)], salt=SALT, compress=True)
    return reverse("download", args=[token]), datetime.now(UTC) + GOOD_FOR


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file. An address that is too old, forged, or of a file that is gone is as unknown as any."""
    try:
        organization, key = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise Http404 from None
    export = find_ready(UUID(organization), UUID(key))
    if export is None:
        raise Http404
    name = file_name(surface_named(export.record_module), export.format)
    answer = FileResponse(export.file.open("rb"), as_attachment=True, filename=name)
    answer["Content-Type"] = CONTENT_TYPES[export.format]
    answer["Cache-Control"] = "private, no-store"
    return answer


def find_ready(organization_id: UUID, key: UUID) -> Export | None:
    """The export whose file is there, while whoever asked for it is a member."""
    system = Actor.system(organization_id)
    with acting(system):
        rows: Any = Export.objects.visible_to(system)
        export: Export | None = rows.filter(pk=key, status=ExportStatus.DONE).first()
        if export is None or maker_of(organization_id, export.created_by_id) is None:
            return None
        return export
