"""The address under which the file of an export is fetched, or the document of a report."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from api.exporting.models import Export
from api.exports import CONTENT_TYPES, file_name
from core.actor import Actor
from core.documents.signing import address_of
from core.jobs.downloads import GOOD_FOR, job_of, send_file, signed_address
from core.surfaces import surface_named


def download_address(export: Any, actor: Actor) -> tuple[str, datetime] | None:
    """A fresh address of what there is to fetch, and when it ends. The export was read `with_document_names`."""
    if export.file:
        return signed_address(export, "download")
    if export.document_key and export.document_name:
        return address_of(export.document_key, actor=actor, seconds=int(GOOD_FOR.total_seconds()))
    return None


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file."""
    export = job_of(Export, token)
    name = file_name(surface_named(export.record_module), export.format)
    return send_file(export, name, CONTENT_TYPES[export.format])
