"""The log: every line names its request and actor, and none tells a secret."""

import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from core.acting import acting
from core.operations.context import current_request_id, working_for
from core.operations.logs import ContextFilter, JsonFormatter, redact
from core.operations.tasks import HEADER, begin, end, name_request
from tests.api.conftest import ApiClient, make_key
from tests.cast import Cast


def line(**values: Any) -> dict[str, Any]:
    """A record as the console would write it."""
    record = logging.getLogger("test").makeRecord("test", logging.INFO, "", 0, "It %s", ("happened",), None)
    record.__dict__.update(values)
    ContextFilter().filter(record)
    return json.loads(JsonFormatter().format(record))


def test_a_line_names_request_organization_and_actor(cast: Cast) -> None:
    with working_for("r-1"), acting(cast.ana):
        told = line(duration_ms=1.5, request=object())
    assert told["message"] == "It happened" and told["request_id"] == "r-1" and told["duration_ms"] == 1.5
    assert (told["organization"], told["actor"]) == (str(cast.organization.pk), str(cast.ana.person_id))
    assert told["time"].endswith("+00:00") and "request" not in told
    assert "request_id" not in line()


def test_each_request_is_one_line_of_its_pattern(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    key = make_key(cast.ana)
    with caplog.at_level(logging.INFO, "atrium.access"):
        ApiClient(key).get(f"properties/{cast.tower.pk}/", headers={"X-Request-Id": "mine"})
        Client().get("/healthz")
    (record,) = [one for one in caplog.records if one.name == "atrium.access"]
    told = json.loads(JsonFormatter().format(record))
    assert (told["route"], told["status"], told["request_id"]) == ("/api/v1/properties/<uuid:id>/", 200, "mine")
    assert told["actor"] == str(cast.ana.person_id) and told["credential"] and told["duration_ms"] > 0
    assert key not in json.dumps(told) and str(cast.tower.pk) not in json.dumps(told)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRETSECRET",
        "sent Api-Key atr_12345678.SECRETSECRET to us",
        "POST client_secret=SECRETSECRET&grant_type=x",
        '{"password": "SECRETSECRET"}',
        "{'api_key': 'SECRETSECRET'}",
        "Not Found: /track/SECRETSECRET/photos/",
        "Not Found: /files/0190c2a4-0000-7000-8000-000000000000/SECRETSECRET:1:2/",
        "GET /calendars/SECRETSECRET.ics",
        "could not connect to postgresql://atrium:SECRETSECRET@db.example:5432/atrium",
        "cookie sessionid=SECRETSECRET; path=/",
    ],
)
def test_no_secret_is_told(text: str) -> None:
    assert "SECRETSECRET" in text and "SECRETSECRET" not in redact(text)


def test_ordinary_words_are_told_as_they_are() -> None:
    plain = "The report of /lakeside/work-orders/17/ failed: token expired for dana@lakeside.example"
    assert redact(plain) == plain


def test_a_trace_tells_no_secret_either() -> None:
    try:
        raise ValueError("password=SECRETSECRET")
    except ValueError as error:
        told = line(exc_info=(type(error), error, error.__traceback__))
    assert "ValueError" in told["trace"] and "SECRETSECRET" not in json.dumps(told)


def test_a_task_carries_the_request_that_asked_for_it(caplog: pytest.LogCaptureFixture) -> None:
    headers: dict[str, Any] = {}
    with working_for("r-7"):
        name_request(headers=headers)
    assert headers == {HEADER: "r-7"}
    task = SimpleNamespace(name="core.tasks.x", request=SimpleNamespace(**headers))
    with caplog.at_level(logging.INFO, "atrium.tasks"):
        begin(task_id="t-1", task=task)
        assert current_request_id() == "r-7"
        end(task_id="t-1", task=task, state="FAILURE")
    assert current_request_id() == "" and caplog.records[-1].levelname == "ERROR"
    begin(task_id="t-2", task=SimpleNamespace(name="x", request=SimpleNamespace()))
    assert current_request_id() == "t-2"
    end(task_id="t-2", task=task, state="SUCCESS")
