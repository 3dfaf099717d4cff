"""What a person reads when the page asked for cannot be shown."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.pages.errors import gone, server_error, too_many_requests

pytestmark = pytest.mark.usefixtures("plain_files")


def known(request: Any) -> HttpRequest:
    request.request_id = "7f3a-91c2"
    return request


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "410", "429", "500", "503"])
def test_says_what_happened_and_what_to_do(status: str) -> None:
    html = render_to_string(f"{status}.html", {"request_id": "7f3a-91c2"})
    assert html.count("<h1>") == 1
    assert "<title>" in html
    assert "7f3a-91c2" in html
    assert html.count("<p>") >= 2


def test_a_fault_of_ours_names_the_request() -> None:
    response = server_error(known(RequestFactory().get("/")))
    assert response.status_code == 500
    assert b"7f3a-91c2" in response.content


def test_too_many_requests_says_when_to_come_back() -> None:
    response = too_many_requests(RequestFactory().get("/"), wait=60)
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_gone_is_not_missing() -> None:
    assert gone(RequestFactory().get("/")).status_code == 410


def test_with_a_shell_the_way_on_stays_in_sight() -> None:
    shell = {"navigation": [{"label": "Work", "icon": "work", "url": "/work/", "count": 17, "current": True}]}
    html = render_to_string("404.html", {"shell": shell})
    assert 'aria-current="page"' in html
    assert "Nothing is here" in html
