"""The address under which the file of an organization's export is fetched, while its maker may export."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.copies.actions import EXPORT
from accounts.models import Organization, OrganizationCopy
from core.jobs.downloads import job_of, send_file, signed_address


def download_address(copy: OrganizationCopy) -> tuple[str, datetime]:
    """A fresh address of the file, and when it ends."""
    return signed_address(copy, "organization-download")


@require_safe
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file."""
    copy = job_of(OrganizationCopy, token, permission=EXPORT)
    organization = Organization.objects.get(pk=copy.organization_id)
    return send_file(copy, f"{organization.slug}-{copy.finished_at:%Y-%m-%d}.zip", "application/zip")
