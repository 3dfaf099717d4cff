"""What stands around every request: the policy of its answer, its id, and the limit of what it may bring.

The request id is one name for a call in the answer, the log, the change record and an error page.
"""

import re
from collections.abc import Callable
from typing import cast

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from core.http import IdentifiedRequest
from core.ids import new_id
from core.operations.context import working_for

# A caller's id is taken over when it is sane; anything else could forge lines of the log.
SANE = re.compile(r"^[A-Za-z0-9._:-]{1,64}$")


class ContentPolicyMiddleware(CSPMiddleware):
    """The policy of pages, for every answer that has none of its own: only those need it put together."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if HEADER in response else super().process_response(request, response)


class RequestIdMiddleware:
    """Gives each request its id and answers it as `X-Request-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = request.headers.get("X-Request-Id", "")
        request_id = offered if SANE.match(offered) else str(new_id())
        cast(IdentifiedRequest, request).request_id = request_id
        with working_for(request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class UploadLimitMiddleware:
    """Refuses a body larger than any form may send, before a byte of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Beside the file a form sends its other fields.
        limit = max(settings.ATRIUM_MAX_IMPORT_BYTES, settings.ATRIUM_MAX_FILE_BYTES) + 1_000_000
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > limit:
            return render(request, "413.html", {"limit": limit // 1_000_000}, status=413)
        return self.get_response(request)


def request_id(request: HttpRequest) -> dict[str, str]:
    """Context processor: templates, the error pages above all, show the request's id."""
    return {"request_id": getattr(request, "request_id", "")}
