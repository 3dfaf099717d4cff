"""Reports by mail: at a time of the reader's clock, once whoever sends, with what the reader may see, until ended."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Organization
from core.acting import acting
from core.actor import Actor
from core.errors import NotPermitted, NotVisible, RuleBroken
from notifications.addresses import unsubscribe_address
from notifications.delivery import deliver_due
from notifications.models import Mail
from tests.cast import Cast
from tests.pages.conftest import browser_of
from tests.workorders.ledger import make_order
from tests.workorders.test_teams import events, refusal
from workorders.actions.report_subscriptions import end_report_subscription, subscribe_to_report
from workorders.models import ReportSubscription
from workorders.reports import mailing
from workorders.reports.mailing import send_due_reports
from workorders.reports.rhythm import next_time

CHICAGO_NOON = datetime(2026, 6, 3, 17, 0, tzinfo=UTC)  # a Wednesday


def subscribe(actor: Actor, **values: Any) -> ReportSubscription:
    with acting(actor):
        return subscribe_to_report(actor=actor, **{"report": "ageing", **values})


def make_due(row: ReportSubscription, cast: Cast) -> None:
    with acting(cast.ana):
        ReportSubscription.objects.filter(pk=row.pk).update(next_at=timezone.now() - timedelta(minutes=1))


def send(cast: Cast) -> int:
    return send_due_reports(Organization.objects.get(pk=cast.organization.pk))


def letters(cast: Cast) -> list[Mail]:
    with acting(cast.ana):
        return list(Mail.objects.visible_to(cast.ana).prefetch_related("attachments").order_by("pk"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"rhythm": "daily"}, datetime(2026, 6, 4, 12, 0, tzinfo=UTC)),
        ({"rhythm": "daily", "clock": time(13)}, datetime(2026, 6, 3, 18, 0, tzinfo=UTC)),
        ({"rhythm": "weekly", "weekday": 0}, datetime(2026, 6, 8, 12, 0, tzinfo=UTC)),
        ({"rhythm": "weekly", "weekday": 2}, datetime(2026, 6, 10, 12, 0, tzinfo=UTC)),
        ({"rhythm": "monthly", "day": 28}, datetime(2026, 6, 28, 12, 0, tzinfo=UTC)),
        ({"rhythm": "monthly", "day": 1}, datetime(2026, 7, 1, 12, 0, tzinfo=UTC)),
    ],
)
def test_it_goes_out_by_the_clock_of_who_gets_it(values: dict[str, Any], expected: datetime) -> None:
    row = ReportSubscription(time_zone="America/Chicago", **{"clock": time(7), **values})
    assert next_time(row, CHICAGO_NOON) == expected


def test_both_days_on_which_clocks_change_have_one() -> None:
    row = ReportSubscription(time_zone="America/Chicago", rhythm="daily", clock=time(2, 30))
    for day in (date(2027, 3, 14), date(2027, 11, 7)):
        before = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        first = next_time(row, before)
        assert first > before and timedelta(hours=20) < next_time(row, first) - first < timedelta(hours=28)


def test_what_is_due_is_sent_once_with_its_file(cast: Cast) -> None:
    with acting(cast.ana):
        make_order(cast)
    row = subscribe(cast.ana, question="by=property&period=this_year&priority=P3", format="csv")
    assert send(cast) == 0
    make_due(row, cast)
    assert (send(cast), send(cast)) == (1, 0)
    (letter,) = letters(cast)
    assert (letter.to, letter.kind) == ("ana@lakeside.example", row.mail_kind)
    assert "P3" in letter.text and "by=property" in letter.text
    assert deliver_due(cast.organization.pk) == 1
    ((name, content, kind),) = outgoing.outbox[0].attachments
    assert name.startswith("ageing-") and kind.startswith("text/csv") and "Tower,1,1" in content
    with acting(cast.ana):
        row.refresh_from_db()
        assert row.next_at > timezone.now() and row.sent_at is not None
        assert events(row) == ["report_subscription.created", "report_subscription.updated", "report_subscription.sent"]


def test_it_shows_what_its_reader_may_see_whoever_asked(cast: Cast) -> None:
    with acting(cast.ana):
        make_order(cast)
        make_order(cast, property=cast.annex)
    row = subscribe(cast.ana, person=cast.ben.person_id, question="by=property", format="csv")
    make_due(row, cast)
    assert send(cast) == 1
    (letter,) = letters(cast)
    (attachment,) = letter.attachments.all()
    content = attachment.file.read().decode()
    assert letter.to == "ben@lakeside.example" and "Tower,1" in content and "Annex" not in content


def test_a_letters_link_ends_that_report_and_no_other(cast: Cast) -> None:
    ended, kept = subscribe(cast.ana), subscribe(cast.ana, report="recalls", format="csv")
    make_due(ended, cast)
    assert send(cast) == 1
    (letter,) = letters(cast)
    assert Client().post(urlsplit(unsubscribe_address(letter)).path).status_code == 200
    page = browser_of(cast.ana).get("/lakeside/reports/by-mail/")
    assert [one["row"].pk for one in page.context["entries"] if one["ended"]] == [ended.pk]
    for row in (ended, kept):
        make_due(row, cast)
    assert send(cast) == 2
    with acting(cast.ana):
        assert list(ReportSubscription.objects.values_list("pk", flat=True)) == [kept.pk]
    assert [one.kind for one in letters(cast)] == [ended.mail_kind, kept.mail_kind]


def test_what_can_no_longer_be_made_says_why(cast: Cast) -> None:
    row = subscribe(cast.ana, question="by=property")
    with acting(cast.ana):
        ReportSubscription.objects.filter(pk=row.pk).update(question="by=colour", next_at=timezone.now())
    assert send(cast) == 1
    (letter,) = letters(cast)
    assert "could not be made" in letter.text and not letter.attachments.all()


def test_one_that_breaks_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = subscribe(cast.ana), subscribe(cast.ana, report="recalls", format="csv")
    build = mailing.build_file

    def break_one(result: Any, *args: Any, **kwargs: Any) -> Any:
        if result.asked.report.name == "ageing":
            raise OSError("no fonts")
        return build(result, *args, **kwargs)

    monkeypatch.setattr(mailing, "build_file", break_one)
    for row in (broken, whole):
        make_due(row, cast)
    assert send(cast) == 2
    assert [one.kind for one in letters(cast)] == [whole.mail_kind]
    with acting(cast.ana):
        broken.refresh_from_db()
        assert timezone.now() < broken.next_at < timezone.now() + timedelta(hours=2)


def test_who_left_gets_nothing(cast: Cast) -> None:
    row = subscribe(cast.ana)
    with acting(cast.ana):
        ReportSubscription.objects.filter(pk=row.pk).update(next_at=timezone.now(), person_id=cast.cleo.person_id)
    assert send(cast) == 1
    assert letters(cast) == []
    with acting(cast.ana):
        assert not ReportSubscription.objects.exists()


def test_what_is_refused(cast: Cast) -> None:
    with acting(cast.ana):
        assert refusal(subscribe_to_report, actor=cast.ana, report="weather") == ("report", "unknown", 400)
        with pytest.raises(RuleBroken):
            subscribe_to_report(actor=cast.ana, report="ageing", question="colour=red")
        with pytest.raises(NotVisible):
            subscribe_to_report(actor=cast.ana, report="ageing", place="property:99")
        with pytest.raises(RuleBroken):
            subscribe_to_report(actor=cast.ana, report="ageing", person=cast.cleo.person_id)
    with acting(cast.ben):
        with pytest.raises(NotPermitted):
            subscribe_to_report(actor=cast.ben, report="ageing", person=cast.ana.person_id)
        without = replace(cast.ben, permissions=frozenset())
        with pytest.raises(NotPermitted):
            subscribe_to_report(actor=without, report="ageing")
    row = subscribe(cast.ana)
    with acting(cast.ben), pytest.raises(NotVisible):
        end_report_subscription(row, actor=cast.ben)


def test_the_page_makes_and_ends_one(cast: Cast) -> None:
    ana = browser_of(cast.ana)
    url = f"/lakeside/reports/costs/by-mail/?by=month&in=property:{cast.tower.number}"
    given = {"format": "xlsx", "rhythm": "monthly", "weekday": "0", "day": "3", "clock": "06:30", "person": ""}
    assert ana.get(url).status_code == 200
    assert ana.post(url, {**given, "day": "31"}).status_code == 422
    page = ana.post(url, given, follow=True)
    (entry,) = page.context["entries"]
    row = entry["row"]
    assert (row.report, row.format, row.day, row.place) == ("costs", "xlsx", 3, f"property:{cast.tower.number}")
    assert "by=month" in row.question
    page = ana.post(entry["end_url"], follow=True)
    assert page.context["entries"] == []


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_send_one_letter(committed_cast: Cast) -> None:
    rows = [subscribe(committed_cast.ana, format="csv") for _n in range(3)]
    for row in rows:
        make_due(row, committed_cast)
    organization = Organization.objects.get(pk=committed_cast.organization.pk)

    def work() -> None:
        send_due_reports(organization)
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(one.kind for one in letters(committed_cast)) == sorted(row.mail_kind for row in rows)
