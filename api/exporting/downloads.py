"""The address under which the file of an export is fetched."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from api.exporting.models import Export
from api.exports import CONTENT_TYPES, file_name
from core.jobs.downloads import job_of, send_file, signed_address
from core.surfaces import surface_named


def download_address(export: Export) -> tuple[str, datetime]:
    """A fresh address of the file, and when it ends."""
    return signed_address(export, "download")


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file."""
    export = job_of(Export, token)
    name = file_name(surface_named(export.record_module), export.format)
    return send_file(export, name, CONTENT_TYPES[export.format])
