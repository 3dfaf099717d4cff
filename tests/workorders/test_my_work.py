"""My work: whose jobs it shows, what each step does once and with its real time, and what it refuses."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.acting import acting
from core.documents.models import DocumentLink
from facilities.actions.equipment import create_equipment
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.test_assignment import report
from tests.workorders.test_teams import events, refusal
from workorders.actions.field import finish_work_order
from workorders.actions.holds import hold_work_order
from workorders.actions.meters import create_meter
from workorders.actions.tasks import add_task
from workorders.actions.teams import add_team_member, create_team
from workorders.choices import State
from workorders.models import HoldReason, Meter, Receipt, Task, TimeEntry, WorkOrder

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
KEY = "0123456789abcdef"
DATA = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def ben(cast: Cast) -> Client:
    return browser_of(cast.ben)


def photo(name: str = "leak.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def step(client: Client, order: WorkOrder, name: str, **sent: Any) -> Any:
    return client.post(f"/lakeside/my-work/{name}/{order.number}/", sent, **DATA)


def page(client: Client) -> str:
    return client.get("/lakeside/my-work/").content.decode()


def test_it_shows_ones_own_jobs_and_those_that_ones_team_has_not_taken(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        team = create_team(actor=cast.ana, name="Night")
        add_team_member(team, actor=cast.ana, person=cast.ben.person_id)
        report(cast, title="Mine alone", assignee_id=cast.ben.person_id)
        report(cast, title="Free for the team", team=team)
        report(cast, title="Taken by Ana", team=team, assignee_id=cast.ana.person_id)
        report(cast, title="Nobody has it")
    shown = page(ben)
    assert "Mine alone" in shown and "Free for the team" in shown
    assert "Taken by Ana" not in shown and "Nobody has it" not in shown


def test_it_asks_the_same_number_of_questions_for_any_number_of_jobs(
    cast: Cast, ben: Client, django_assert_max_num_queries: Any
) -> None:
    with acting(cast.ana):
        for _n in range(12):
            report(cast, assignee_id=cast.ben.person_id)
    with django_assert_max_num_queries(18):
        page(ben)


def test_today_is_what_is_planned_due_or_begun(cast: Cast, ben: Client) -> None:
    later = timezone.now() + timedelta(days=9)
    with acting(cast.ana):
        report(cast, title="Next week", assignee_id=cast.ben.person_id, planned_start=later)
        report(cast, title="Whenever", assignee_id=cast.ben.person_id)
        times = {"reported_at": timezone.now() - timedelta(days=3), "due_at": timezone.now() - timedelta(days=1)}
        report(cast, title="Late already", assignee_id=cast.ben.person_id, **times)
    shown = page(ben)
    assert shown.index("Late already") < shown.index("h-group-2") < shown.index("Next week") < shown.index("Whenever")


def test_what_a_phone_sends_twice_is_done_once_with_its_real_time(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id, reported_at=timezone.now() - timedelta(hours=9))
    pressed = (timezone.now() - timedelta(hours=2)).replace(microsecond=0)
    for _again in range(2):
        answer = step(ben, order, "check-in", kind="on_site", at=pressed.isoformat(), key=KEY)
        assert (answer.status_code, answer.json()["outcome"]) == (200, "done")
    with acting(cast.ana):
        entry = TimeEntry.objects.get()
        order.refresh_from_db()
        assert (entry.started_at, order.started_at, order.state) == (pressed, pressed, State.IN_PROGRESS)
        assert set(order.transitions.values_list("at", flat=True)) == {pressed}
        assert Receipt.objects.count() == 1


def test_a_refusal_keeps_no_receipt_so_that_it_can_be_sent_again(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id)
    answer = step(ben, order, "check-out", key=KEY)
    assert answer.status_code == 422 and "not checked in" in answer.json()["message"]
    with acting(cast.ana):
        assert not Receipt.objects.exists()
    step(ben, order, "check-in")
    assert (
        step(ben, order, "check-out", key=KEY, at=(timezone.now() + timedelta(seconds=1)).isoformat()).status_code
        == 200
    )


def test_a_job_is_closed_by_three_answers(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id, reported_at=timezone.now() - timedelta(hours=9))
    sent = {"resolution": "Valve replaced", "minutes": "45", "photos": photo(), "signed_name": "Tom Tran"}
    assert step(ben, order, "finish", **sent, signature=photo("signature.png")).status_code == 200
    with acting(cast.ana):
        order.refresh_from_db()
        assert (order.state, order.resolution) == (State.COMPLETED, "Valve replaced")
        assert list(order.time_entries.values_list("minutes", flat=True)) == [45]
        assert DocumentLink.objects.filter(record_id=order.pk).count() == 2
        assert (order.signed_by, order.signature.content_type) == ("Tom Tran", "image/png")
        assert "work_order.signed" in events(order)


def test_who_is_checked_in_leaves_by_finishing_and_needs_no_minutes(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id, reported_at=timezone.now() - timedelta(hours=9))
    begun = timezone.now() - timedelta(minutes=30)
    step(ben, order, "check-in", at=begun.isoformat())
    assert step(ben, order, "finish", resolution="Done").status_code == 200
    with acting(cast.ana):
        assert list(TimeEntry.objects.values_list("minutes", flat=True)) == [30]


def test_finishing_takes_work_up_that_was_on_hold_and_asks_for_hours(cast: Cast) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id, reported_at=timezone.now() - timedelta(hours=9))
        reason = HoldReason.objects.first() or HoldReason.objects.create(
            organization_id=cast.organization.pk, number=1, code="parts", label="Parts"
        )
        hold_work_order(order, actor=cast.ana, hold_reason=reason)
    with acting(cast.ben):
        assert refusal(finish_work_order, order, actor=cast.ben, resolution="Done")[:2] == ("minutes", "required")
        finish_work_order(order, actor=cast.ben, resolution="Done", minutes=10)
        assert order.state == State.COMPLETED


def test_the_checklist_is_ticked_and_meters_are_read(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        chiller = create_equipment(actor=cast.ana, name="Chiller", property=cast.tower)
        meter = create_meter(actor=cast.ana, name="Hours", equipment=chiller, unit="h")
        order = report(cast, assignee_id=cast.ben.person_id, equipment=chiller)
        first, second = (add_task(order, actor=cast.ana, title=title) for title in ("Close valve", "Open valve"))
    shown = page(ben)
    assert "Close valve" in shown and "Read a meter" in shown
    assert step(ben, order, "tasks", tasks=[str(first.pk), str(second.pk)]).status_code == 200
    # What somebody else has ticked meanwhile is done as well; what is no task of it is refused.
    assert step(ben, order, "tasks", tasks=[str(first.pk)]).status_code == 200
    assert step(ben, order, "tasks", tasks=[str(order.pk)]).status_code == 422
    assert step(ben, order, "reading", meter=str(meter.pk), value="1250.5").status_code == 200
    assert step(ben, order, "reading", meter=str(order.pk), value="1250.5").status_code == 422
    with acting(cast.ana):
        assert Task.objects.filter(done_by_id=cast.ben.person_id).count() == 2
        assert Meter.objects.get(pk=meter.pk).last_value == Decimal("1250.5")


def test_without_a_script_what_was_typed_comes_back(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id)
    answer = ben.post(f"/lakeside/my-work/finish/{order.number}/", {"resolution": "Valve replaced"})
    assert answer.status_code == 422
    assert "Valve replaced" in answer.content.decode() and "Say how long it took." in answer.content.decode()
    answer = ben.post(f"/lakeside/my-work/check-in/{order.number}/", {"kind": "travel"})
    assert (answer.status_code, answer["Location"]) == (302, "/lakeside/my-work/")


def test_another_organizations_job_and_one_outside_the_scope_do_not_exist(cast: Cast, ben: Client) -> None:
    with acting(cast.ana):
        outside = report(cast, property=cast.annex)
    assert step(ben, outside, "check-in").status_code == 404
    assert browser_of(cast.cleo).post(f"/lakeside/my-work/check-in/{outside.number}/").status_code == 404
    assert ben.post(f"/lakeside/my-work/nonsense/{outside.number}/").status_code == 404
    with acting(cast.ana):
        assert not TimeEntry.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{"at": "yesterday"}, {"key": "x"}, {"kind": "flying"}, {"latitude": "NaN"}, {"at": "9999-12-31T23:59:59Z"}],
)
def test_bad_input_is_refused_and_writes_nothing(cast: Cast, ben: Client, sent: dict[str, str]) -> None:
    with acting(cast.ana):
        order = report(cast, assignee_id=cast.ben.person_id)
    assert step(ben, order, "check-in", **sent).status_code == 422
    with acting(cast.ana):
        assert not TimeEntry.objects.exists()


def test_the_worker_is_served_below_the_page(cast: Cast, ben: Client) -> None:
    answer = ben.get("/lakeside/my-work/worker.js")
    assert answer.status_code == 200 and answer["Content-Type"] == "text/javascript"
