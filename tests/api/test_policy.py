"""What is no page says so itself: it loads nothing, and is shown in no frame."""

import pytest

from tests.api.conftest import ApiClient


@pytest.mark.parametrize("path", ["/api/v1/properties/", "/api/v1/properties/0/", "/api/v1/schema/"])
def test_data_loads_nothing(ana: ApiClient, path: str) -> None:
    assert ana.send("GET", path)["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_page_of_the_api_has_the_policy_of_pages(ana: ApiClient) -> None:
    policy = ana.send("GET", "/api/v1/docs/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
