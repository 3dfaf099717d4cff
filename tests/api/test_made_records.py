"""The answer to a create is the record as a read shows it, though only what the record refers to is joined."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from api.writes import create_record
from core.actor import Actor
from core.records import Record
from core.surfaces import Surface
from tests.api.conftest import ApiClient
from tests.cast import Cast
from workorders.actions.work_orders import update_work_order
from workorders.models import WorkOrder


def make(client: ApiClient, cast: Cast, **values: Any) -> tuple[Any, list[str]]:
    body = {"title": "Leak", "property": str(cast.tower.pk), **values}
    with CaptureQueriesContext(connection) as seen:
        answer = client.send("POST", "/api/v1/work-orders/", body)
    assert answer.status_code == 201, answer.content
    return answer, [one["sql"] for one in seen.captured_queries if 'AS "property__name"' in one["sql"]]


def test_it_joins_only_what_the_record_refers_to(cast: Cast, ana: ApiClient) -> None:
    answer, (asked,) = make(ana, cast)
    assert "facilities_property" in asked and "facilities_equipment" not in asked and "workorders_team" not in asked
    assert answer.content == ana.send("GET", answer["Location"].removeprefix("http://testserver")).content


def test_what_it_refers_to_is_told(cast: Cast, ana: ApiClient) -> None:
    answer, (asked,) = make(ana, cast, assignee=str(cast.ben.person_id))
    assert "accounts_person" in asked and answer.json()["assignee"]["id"] == str(cast.ben.person_id)
    assert answer.content == ana.send("GET", answer["Location"].removeprefix("http://testserver")).content


def test_a_record_that_was_changed_since_is_read_whole(
    cast: Cast, ana: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An action may go on with a row of its own; what it hands back is then the record as it was."""

    def create_and_assign(surface: Surface, actor: Actor, body: dict[str, Any]) -> Record:
        made = create_record(surface, actor, body)
        again = WorkOrder.objects.visible_to(actor).get(pk=made.pk)
        update_work_order(again, actor=actor, assignee=Person.objects.get(pk=cast.ben.person_id))
        return made

    monkeypatch.setattr("api.views.records.create_record", create_and_assign)
    answer, asked = make(ana, cast)
    assert len(asked) == 2 and answer.json()["assignee"]["id"] == str(cast.ben.person_id)
    assert answer.json()["version"] == 2 and answer["ETag"].startswith('"2')
