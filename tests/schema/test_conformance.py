"""schemathesis asks every operation of the served document, and judges every answer by it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.coverage import GenerationSession
from schemathesis.specs.openapi.checks import negative_data_rejection
from werkzeug.test import Client

from core.surfaces import surfaces
from tests.api.conftest import make_key
from tests.matrix.addresses import Address, fill_blank, visited
from tests.matrix.callers import passing
from tests.matrix.conftest import world
from tests.matrix.world import World
from tests.schema.reading import cases_of, closed

__all__ = ["world"]
pytestmark = pytest.mark.slow
# Calls of each operation: half of them right by the document, half wrong.
CALLS = 4
ADDRESS = "/api/v1/schema/"
# What the document cannot say: whether there is such a record, and what its state and the house's rules allow.
REFUSED_BY_RULE = ["2xx", "304", "400", "404", "409", "412", "422", "501"]
OTHERS = "others"


@pytest.fixture(scope="module")
def one_connection() -> Iterator[None]:
    """The application is asked inside the test's transaction, as Django's own client asks it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def operations(one_connection: None) -> dict[str, list[Any]]:
    """By module, the operations of the document as it is served, with the application in this process."""
    application = WSGIHandler()
    document = Client(application).get(ADDRESS, headers={"Accept": "application/json"}).get_json()
    schema = schemathesis.openapi.from_dict(closed(document))
    schema.app = application
    schema.config.generation.with_security_parameters = False
    schema.config.generation.deterministic = True
    schema.config.checks.positive_data_acceptance.expected_statuses = REFUSED_BY_RULE
    found: dict[str, list[Any]] = defaultdict(list)
    for operation in (result.ok() for result in schema.get_all_operations()):
        found[module_of(operation.path)].append(operation)
    return found


@pytest.fixture(scope="module")
def session() -> GenerationSession:
    """What schemathesis keeps while it makes calls, as its own runs do."""
    return GenerationSession()


@pytest.fixture(scope="module")
def headers(world: World) -> dict[str, str]:
    """A program that may do everything."""
    return {"X-API-Key": make_key(world.cast.sys)}


@pytest.fixture(scope="module")
def values(world: World) -> dict[str, dict[str, str]]:
    """By path, what its blanks hold so that it leads to a record."""
    return {one.template: blanks(world, one) for one in visited() if one.is_api}


def blanks(world: World, address: Address) -> dict[str, str]:
    found = {name: fill_blank(address, name, world, "own") for name in address.blanks}
    if address.surface and "id" in found:
        found["id"] = str(world.places["own"].records[address.surface.module].pk)
    return found


@pytest.fixture(scope="module")
def known(world: World) -> dict[str, str]:
    """Members of bodies that the document knows only the form of: records that there are, and a time zone."""
    own = world.places["own"].records
    return {module: str(record.pk) for module, record in own.items()} | {"time_zone": "America/Chicago"}


@pytest.mark.parametrize("module", [*(surface.slug for surface in surfaces()), OTHERS])
def test_every_operation_answers_as_described(
    operations: dict[str, list[Any]],
    headers: dict[str, str],
    values: dict[str, dict[str, str]],
    known: dict[str, str],
    session: GenerationSession,
    module: str,
) -> None:
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    for operation in operations[module]:
        for case in cases_of(operation, values.get(operation.path, {}), known, CALLS, session):
            wrong += faults_of(case, headers, statuses)
    assert not wrong, "\n\n".join(wrong)
    assert statuses[200] and statuses[400], "right calls were done, and wrong ones refused"


def module_of(path: str) -> str:
    slug = path.removeprefix("/api/v1/").partition("/")[0]
    return slug if slug in {surface.slug for surface in surfaces()} else OTHERS


def faults_of(case: Any, headers: dict[str, str], statuses: Counter[int]) -> list[str]:
    """What every check of schemathesis finds wrong about the answer; what the call wrote is undone."""
    try:
        with passing():
            response = case.call(headers=headers)
        statuses[response.status_code] += 1
        # The bytes of a file are judged as if they were a text, and always wrong.
        unjudged = [negative_data_rejection] if str(case.media_type).startswith("multipart/") else []
        case.validate_response(response, headers=headers, excluded_checks=unjudged)
    except FailureGroup as found:
        return [f"{case.operation.label}: {found}"]
    return []
