"""The page of a request link: its address, its QR code, and what came by it."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.pages.addresses import record_address
from core.pages.answers import page
from core.pages.record_page import answer_record, get_record
from core.pages.requests import PageRequest
from workorders.doors import link_address
from workorders.intake.codes import qr_path, qr_svg
from workorders.models import RequestLink
from workorders.surfaces import request_links


@page
def request_link_page(request: PageRequest, number: int) -> HttpResponse:
    """The overview; its tabs are those of every record."""
    request.actor.require(request_links.permission("view"))
    record = get_record(request, request_links, number)
    return answer_record(request, request_links, record, "", **door(request, record))


@page
def request_link_code(request: PageRequest, number: int) -> HttpResponse:
    """The QR code as a file, for posters of one's own."""
    request.actor.require(request_links.permission("view"))
    record = get_record(request, request_links, number)
    answer = HttpResponse(qr_svg(scanned_address(request, record)), content_type="image/svg+xml")
    answer["Content-Disposition"] = content_disposition_header(True, f"RL-{record.number}.svg") or "attachment"
    return answer


def door(request: PageRequest, record: RequestLink) -> dict[str, Any]:
    """The address in full and as a code."""
    width, path = qr_path(scanned_address(request, record))
    code = record_address(request, request_links, record.number).partition("?")[0] + "code.svg"
    return {
        "code_url": code,
        "door": request.build_absolute_uri(link_address(record)),
        "qr_width": width,
        "qr_path": path,
    }


def scanned_address(request: PageRequest, record: RequestLink) -> str:
    """The address on a wall, which says that it was scanned."""
    return request.build_absolute_uri(f"{link_address(record)}?via=qr")
