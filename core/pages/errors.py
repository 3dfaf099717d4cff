"""The answers that are not the page asked for, in the look of all the others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from core.errors import WriteTookTooLong


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. No context processor runs: whatever broke may be what they need."""
    known = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(render_to_string("500.html", known), status=500)


def took_too_long(request: HttpRequest, late: WriteTookTooLong) -> HttpResponse:
    """The transaction was ended, and with it perhaps the connection: nothing more is asked of the database here."""
    known = {"request_id": getattr(request, "request_id", ""), "request": request, "happened": str(late)}
    return HttpResponse(render_to_string("503.html", known), status=503, headers={"Retry-After": "1"})


def storage_full(request: HttpRequest) -> HttpResponse:
    """There is no room for a file that was sent."""
    return render(request, "507.html", status=507)


def gone(request: HttpRequest) -> HttpResponse:
    """The record was deleted; only those who could see it are told so, others get 404."""
    return render(request, "410.html", status=410)


def too_many_requests(request: HttpRequest, wait: int) -> HttpResponse:
    """``wait`` is in seconds, and said to programs as well."""
    response = render(request, "429.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response
