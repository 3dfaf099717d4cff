"""A forwarded address is believed from a trusted proxy only, and only as far as proxies wrote it."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from core.addresses import ForwardedMiddleware, client_address


def seen(settings: Any, proxies: list[str], direct: str, **headers: Any) -> tuple[str, bool]:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=direct, **headers)
    ForwardedMiddleware(lambda r: HttpResponse())(request)
    return client_address(request), request.is_secure()


@pytest.mark.parametrize(
    ("proxies", "direct", "chain", "expected"),
    [
        ([], "198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (["10.0.0.0/8"], "198.51.100.9", "10.0.0.1", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.2", "203.0.113.5", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.2", "1.1.1.1, 203.0.113.5", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.2", "203.0.113.5, 10.0.0.3", "203.0.113.5"),
        (["10.0.0.0/8"], "10.0.0.2", "nonsense", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["unix"], "", "203.0.113.5", "203.0.113.5"),
        ([], "", "203.0.113.5", ""),
        ([], "::ffff:192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_the_callers_address(settings: Any, proxies: list[str], direct: str, chain: str, expected: str) -> None:
    assert seen(settings, proxies, direct, HTTP_X_FORWARDED_FOR=chain)[0] == expected


def test_the_scheme_is_believed_from_a_proxy_only(settings: Any) -> None:
    assert seen(settings, ["10.0.0.2"], "10.0.0.2", HTTP_X_FORWARDED_PROTO="https")[1]
    assert not seen(settings, [], "10.0.0.2", HTTP_X_FORWARDED_PROTO="https")[1]


def test_an_unbelieved_header_is_gone(settings: Any) -> None:
    settings.TRUSTED_PROXIES = []
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="10.0.0.1")

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str("X-Forwarded-For" in request.headers))

    assert ForwardedMiddleware(view)(request).content == b"False"
