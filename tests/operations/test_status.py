"""The status page and the probes: what answers, what waits, and trying again."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.acting import acting
from core.operations import health
from notifications.models import Mail
from tests.cast import Cast
from tests.pages.conftest import browser_of

STATUS = "/lakeside/settings/status/"


@pytest.fixture
def ana(cast: Cast) -> Client:
    return browser_of(cast.ana)


def add_letter(cast: Cast, state: str) -> Mail:
    with acting(cast.ana):
        return Mail.objects.create(
            organization_id=cast.organization.pk,
            to="dana@example.org",
            kind="request",
            subject="Lift",
            state=state,
            created_at=timezone.now(),
        )


def test_it_shows_servers_figures_and_versions(cast: Cast, ana: Client) -> None:
    page = ana.get(STATUS)
    text = page.content.decode()
    assert page.status_code == 200 and "PostgreSQL" in text and "0.1.0" in text and "Oldest unread change" in text
    assert [one["answers"] for one in page.context["checks"]] == [True] * 4
    assert "Virus scanner" not in text


def test_a_letter_given_up_alarms_and_is_tried_again(cast: Cast, ana: Client) -> None:
    letter = add_letter(cast, "failed")
    rows = {row["gauge"].name: row for row in ana.get(STATUS).context["rows"]}
    assert (rows["letters_failed"]["value"], rows["letters_failed"]["alarm"]) == (1, True)
    assert rows["letters_failed"]["url"] == "/lakeside/settings/mail/" and rows["letters_failed"]["retry"]
    answer = ana.post(f"{STATUS}letters_failed/retry/", follow=True)
    assert b"1 tried again" in answer.content
    with acting(cast.ana):
        letter.refresh_from_db()
    assert letter.state == "queued"
    assert ana.post(f"{STATUS}queue_tasks/retry/").status_code == 404
    assert ana.post(f"{STATUS}nonsense/retry/").status_code == 404


def test_it_is_for_those_who_run_the_organization(cast: Cast) -> None:
    assert browser_of(cast.ben).get(STATUS).status_code == 403
    assert browser_of(cast.ben).post(f"{STATUS}letters_failed/retry/").status_code == 403
    assert browser_of(cast.cleo).get(STATUS).status_code == 404


def test_letters_of_other_organizations_are_not_counted(cast: Cast) -> None:
    add_letter(cast, "failed")
    page = browser_of(cast.cleo).get("/harbour/settings/status/")
    assert {row["gauge"].name: row for row in page.context["rows"]}["letters_failed"]["value"] == 0


def test_the_probes_tell_alive_from_ready(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"} == Client().get("/readyz").json()
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health, "pending_migrations", lambda: ["core.9999_later"])
    late = Client().get("/readyz")
    assert (late.status_code, late.json()["detail"]) == (503, "migrations: no answer")
    assert Client().get("/healthz").status_code == 200


def test_a_broker_that_is_away_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import current_app
    from kombu import Connection

    away = Connection("redis://127.0.0.1:1/0")
    monkeypatch.setattr(current_app, "connection_for_write", lambda **kwargs: away)
    assert not health.broker_answers()
    assert Client().get("/readyz").json()["detail"] == "broker: no answer"
