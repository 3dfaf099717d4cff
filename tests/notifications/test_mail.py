"""Letters: written with what they tell, delivered later, kept while the server is down, sent to nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone

from accounts.actions.memberships import end_membership
from accounts.models import Membership, Organization
from core.acting import acting
from core.actor import Actor
from core.keys import Key
from notifications.actions.mail import suppress_address
from notifications.actions.preferences import set_schedule
from notifications.actions.reading import mark_read
from notifications.composing import compose_due
from notifications.delivery import GIVEN_UP_AFTER, deliver_due
from notifications.models import Mail, MailSuppression, Notification
from notifications.outbox import Attachment, Letter, queue_letters
from tests.cast import Cast
from tests.notifications.conftest import News
from tests.notifications.sink import mail_server
from workorders.actions.comments import add_comment
from workorders.actions.work_orders import create_work_order
from workorders.models import WorkOrder

BEN = "ben@lakeside.example"


def give_work(cast: Cast, title: str = "Leak") -> WorkOrder:
    with acting(cast.ana):
        return create_work_order(actor=cast.ana, title=title, property=cast.tower, assignee_id=cast.ben.person_id)


def compose(cast: Cast) -> list[Mail]:
    """Write what is due."""
    organization = Organization.objects.get(pk=cast.organization.pk)
    compose_due(organization)
    return mails(cast)


def mails(cast: Cast) -> list[Mail]:
    system = Actor.system(cast.organization.pk)
    with acting(system):
        return list(Mail.objects.visible_to(system).order_by("pk"))


def report(cast: Cast, to: str = "dana@example.org", **values: Any) -> Mail:
    """A letter to somebody outside, as a scheduled report sends it."""
    system = Actor.system(cast.organization.pk)
    context = {"groups": [], "organization": cast.organization}
    with acting(system):
        letter = Letter(kind="report", to=to, subject="Open work\nby property", template="news", context=context)
        return queue_letters([letter_with(letter, **values)], actor=system)[0]


def letter_with(letter: Letter, **values: Any) -> Letter:
    from dataclasses import replace

    return replace(letter, **values)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], datetime]:
    """Moves the clock of the program on."""
    start, passed = timezone.now(), [timedelta()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: start + passed[0])

    def move(by: timedelta) -> datetime:
        passed[0] += by
        return timezone.now()

    return move


def test_what_is_told_goes_out_as_a_letter(cast: Cast, news: News, settings: Any) -> None:
    settings.ATRIUM_REPLY_ADDRESS = "reply@mail.example"
    order = give_work(cast)
    news()
    (row,) = compose(cast)
    assert (row.to, row.kind, row.state, row.takes_replies) == (BEN, "assigned", "queued", True)
    assert row.subject == "WO-1 Leak: Ana Alvarez assigned it to you"
    assert deliver_due(cast.organization.pk) == 1
    (letter,) = outgoing.outbox
    headers = letter.message()
    assert (letter.to, headers["Subject"]) == ([BEN], row.subject)
    assert headers["Message-ID"] == row.message_id and str(order.pk) in headers["References"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    secret = headers["Reply-To"].removeprefix("reply+").removesuffix("@mail.example")
    assert len(headers["Reply-To"].partition("@")[0]) <= 64 and secret == secret.lower()
    assert Key.objects.get(kind="mail_reply").record_id == row.pk
    assert "/lakeside/notifications/" in letter.body and "Write your answer above this line" in letter.body
    assert [kind for _content, kind in letter.alternatives] == ["text/html"]
    (row,) = mails(cast)
    assert (row.state, row.attempts) == ("sent", 1) and row.sent_at is not None
    assert deliver_due(cast.organization.pk) == 0
    assert compose(cast) == [row]


def test_what_was_read_or_may_not_be_known_any_more_is_not_written(cast: Cast, news: News) -> None:
    first, second = give_work(cast), give_work(cast, "Smoke")
    news()
    with acting(cast.ben):
        mark_read(actor=cast.ben, record=first.pk)
    with acting(cast.ana):
        WorkOrder.objects.filter(pk=second.pk).update(property=cast.annex, assignee=None)
    assert compose(cast) == []


def test_many_at_once_are_one_letter(cast: Cast, news: News) -> None:
    for n in range(5):
        give_work(cast, f"Leak {n}")
    news()
    (row,) = compose(cast)
    assert row.subject == "News of 5 records in Lakeside" and not row.takes_replies
    assert all(f"Leak {n}" in row.text for n in range(5))


def test_a_gathered_letter_waits_for_its_time(cast: Cast, news: News, clock: Any) -> None:
    with acting(cast.ben):
        set_schedule(actor=cast.ben, digest="daily")
    order = give_work(cast)
    news()
    with acting(cast.ana):
        add_comment(order, actor=cast.ana, body="Hurry")
    news()
    assert compose(cast) == []
    clock(timedelta(days=1))
    (row,) = compose(cast)
    assert (row.kind, row.subject) == ("digest", "News of 1 record in Lakeside") and "Hurry" in row.text


def test_a_letter_waits_while_its_reader_sleeps(cast: Cast, news: News, clock: Any) -> None:
    now = timezone.now().astimezone()
    with acting(cast.ben):
        begin, end = ((now + timedelta(hours=hours)).time() for hours in (-1, 1))
        set_schedule(actor=cast.ben, quiet_from=begin, quiet_until=end, time_zone=str(now.tzname() or "UTC"))
    give_work(cast)
    news()
    assert compose(cast) == []
    clock(timedelta(hours=1, seconds=1))
    assert [row.kind for row in compose(cast)] == ["assigned"]


def test_a_mail_server_that_is_down_for_a_day_loses_nothing(cast: Cast, settings: Any, clock: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.EMAIL_PORT = 1  # nobody listens there
    wanted = {report(cast, f"person{n}@example.org").to for n in range(25)}
    for _hour in range(24):
        while deliver_due(cast.organization.pk):
            pass
        clock(timedelta(hours=1))
    assert {row.state for row in mails(cast)} == {"queued"}
    assert all(5 < row.attempts < 25 and "ConnectionRefused" in row.error for row in mails(cast))
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        for _try in range(6):
            clock(timedelta(hours=1))
            while deliver_due(cast.organization.pk):
                pass
    assert {row.state for row in mails(cast)} == {"sent"}
    read = [message_from_bytes(content, policy=policy.default) for content in server.letters]
    assert sorted(letter["To"] for letter in read) == sorted(wanted)
    assert {letter["Subject"] for letter in read} == {"Open work by property"}


def test_after_some_days_a_letter_is_given_up_and_can_be_tried_again(
    cast: Cast, settings: Any, clock: Any, ana: Client, ben: Client
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = report(cast)
    deliver_due(cast.organization.pk)
    clock(timedelta(days=3))
    deliver_due(cast.organization.pk)
    assert mails(cast)[0].state == "queued"
    clock(GIVEN_UP_AFTER)
    deliver_due(cast.organization.pk)
    assert mails(cast)[0].state == "failed"
    log, retry = "/lakeside/settings/mail/", f"/lakeside/settings/mail/{row.pk}/retry/"
    assert ben.get(log).status_code == ben.post(retry).status_code == 403
    page = ana.get(log).content.decode()
    assert "dana@example.org" in page and "Open work by property" in page and "ConnectionRefused" in page
    assert "dana" not in ana.get(f"{log}?state=sent").content.decode()
    assert ana.post(retry).status_code == 302
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due(cast.organization.pk)
    assert mails(cast)[0].state == "sent" and len(outgoing.outbox) == 1
    assert ana.post(retry).status_code == 302
    assert mails(cast)[0].state == "sent"


def test_an_address_that_its_server_refuses_is_left_alone(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    report(cast), report(cast, "eve@example.org")
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.refused.add("dana@example.org")
        deliver_due(cast.organization.pk)
        report(cast)
        deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["failed", "sent", "suppressed"]
    assert len(server.letters) == 1


def test_who_is_no_member_any_more_is_not_written_to(cast: Cast, news: News) -> None:
    give_work(cast)
    news()
    compose(cast)
    with acting(cast.ana):
        WorkOrder.objects.update(assignee=None)
        end_membership(Membership.objects.get(person_id=cast.ben.person_id), actor=cast.ana)
    deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["suppressed"] and not outgoing.outbox


def test_who_may_not_see_the_record_any_more_is_not_written_to(cast: Cast, news: News) -> None:
    order = give_work(cast)
    news()
    compose(cast)
    with acting(cast.ana):
        WorkOrder.objects.filter(pk=order.pk).update(property=cast.annex, assignee=None)
    deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["suppressed"] and not outgoing.outbox


def test_files_go_with_a_letter(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    report(cast, attachments=[Attachment("open.csv", "text/csv", b"number,title\n1,Leak\n")])
    deliver_due(cast.organization.pk)
    assert outgoing.outbox[0].attachments == [("open.csv", "number,title\n1,Leak\n", "text/csv")]


def test_a_letter_that_cannot_be_built_does_not_hold_up_the_others(cast: Cast, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    report(cast, attachments=[Attachment("open.csv", "text/csv", b"1")])
    for path in tmp_path.rglob("*.csv"):
        path.unlink()
    report(cast, "eve@example.org")
    deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["queued", "sent"]


def test_an_administrator_says_who_is_left_alone(cast: Cast, ana: Client, ben: Client, cleo: Client) -> None:
    page = "/lakeside/settings/mail/suppressed/"
    assert ana.post(page, {"address": "Dana@Example.org"}).status_code == 302
    assert ana.post(page, {"address": "dana@example.org"}).status_code == 422
    assert ana.post(page, {"address": "nonsense"}).status_code == 422
    assert "dana@example.org" in ana.get(page).content.decode()
    report(cast)
    deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["suppressed"]
    with acting(cast.ana):
        row = MailSuppression.objects.get()
    release = f"{page}{row.pk}/release/"
    assert (ben.post(release).status_code, cleo.post(release).status_code) == (403, 404)
    assert ana.post(release).status_code == 302
    report(cast)
    deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["suppressed", "sent"]


def test_one_organization_does_not_write_for_another(cast: Cast) -> None:
    report(cast)
    assert deliver_due(cast.other.pk) == 0
    with acting(cast.cleo):
        assert not Mail.objects.exists() and not Notification.objects.exists()
        suppress_address(actor=cast.cleo, address="dana@example.org")
    deliver_due(cast.organization.pk)
    assert len(outgoing.outbox) == 1
