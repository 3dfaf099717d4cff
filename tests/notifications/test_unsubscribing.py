"""The link at the foot of a letter: works without signing in, for its reader and its kind alone."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail as outgoing
from django.test import Client

from core.acting import acting
from notifications.addresses import unsubscribe_address
from notifications.delivery import deliver_due
from notifications.models import Mail, MailSuppression, NotificationPreference
from tests.cast import Cast
from tests.notifications.conftest import News
from tests.notifications.test_mail import compose, give_work, mails, report


def link_of(mail: Mail) -> str:
    return urlsplit(unsubscribe_address(mail)).path


def test_one_press_ends_letters_of_the_kind(cast: Cast, news: News) -> None:
    give_work(cast)
    news()
    (row,) = compose(cast)
    anybody = Client(enforce_csrf_checks=True)
    assert "Work is assigned to me" in anybody.get(link_of(row)).content.decode()
    with acting(cast.ben):
        assert not NotificationPreference.objects.exists()
    answer = anybody.post(link_of(row), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "no more letters like this" in answer.content.decode()
    with acting(cast.ben):
        (preference,) = NotificationPreference.objects.all()
    assert (preference.kind, preference.in_app, preference.mail) == ("assigned", True, False)
    give_work(cast, "Smoke")
    assert [(told.title, told.mail_at) for told in news()] == [("WO-2 Smoke", None)]


def test_all_letters_can_be_ended(cast: Cast, news: News) -> None:
    give_work(cast)
    news()
    (row,) = compose(cast)
    Client().post(link_of(row), {"everything": "yes"})
    with acting(cast.ben):
        rows = NotificationPreference.objects.all()
        assert len(rows) > 4 and not any(row.mail for row in rows)


def test_somebody_outside_is_left_alone(cast: Cast) -> None:
    row = report(cast)
    for _time in range(2):
        assert Client().post(link_of(row)).status_code == 200
    with acting(cast.ana):
        assert [(one.address, one.kind, one.reason) for one in MailSuppression.objects.all()] == [
            ("dana@example.org", "report", "unsubscribed")
        ]
    deliver_due(cast.organization.pk)
    assert [row.state for row in mails(cast)] == ["suppressed"] and not outgoing.outbox


@pytest.mark.parametrize("token", ["nonsense", "eyJvIjoiMSJ9:1abc:def", "a" * 500])
def test_a_link_that_was_not_made_here_opens_nothing(db: Any, token: str) -> None:
    assert Client().get(f"/unsubscribe/{token}/").status_code == 404
    assert Client().post(f"/unsubscribe/{token}/").status_code == 404


def test_a_link_that_was_altered_opens_nothing(cast: Cast) -> None:
    row = report(cast)
    path = link_of(row)
    assert Client().get(path[:-3] + ("x" if path[-3] != "x" else "y") + path[-2:]).status_code == 404
