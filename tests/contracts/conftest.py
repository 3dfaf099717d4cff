"""Contracts that need records of every module ask about the matrix's world; row tests note what they ask for."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import ApiClient
from tests.contracts import rows
from tests.matrix.conftest import passing_world as world

__all__ = ["world"]
WRITES = "ATRIUM_WRITE_ROWS" in os.environ
noted: dict[str, list[str]] = {}


@pytest.fixture(autouse=WRITES)
def note_calls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Note the calls of a test that performs a row's check, in their order."""
    if not request.node.get_closest_marker("row"):
        yield
        return
    calls = noted[request.node.nodeid.partition("[")[0]] = []
    generic = ApiClient.generic

    def note(self: ApiClient, method: str, path: str, *args: Any, **extra: Any) -> Any:
        answer = generic(self, method, path, *args, **extra)
        if len(calls) < rows.SHOWN:
            calls.append(rows.told(method, path if path.startswith("/") else f"/{path}", answer.status_code))
        return answer

    monkeypatch.setattr(ApiClient, "generic", note)
    yield


def pytest_sessionfinish() -> None:
    """Write the page once all have run."""
    if WRITES and noted:
        rows.write(noted)
