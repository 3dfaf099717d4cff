"""A webhook that is made while the last one is taken away."""

from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection

from core.acting import acting
from core.feed import FeedPosition
from integrations.actions.webhooks import delete_webhook
from integrations.models import WebhookQueue
from tests.cast import Cast
from tests.integrations.conftest import subscribe
from tests.integrations.receiver import Receiver

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def wait_for_a_lock() -> None:
    """Until somebody in this database waits for what another transaction holds."""
    ends = monotonic() + 30
    with connection.cursor() as cursor:
        while monotonic() < ends:
            cursor.execute(
                "select exists (select from pg_locks l join pg_database d on d.oid = l.database"
                " where not l.granted and l.locktype = 'advisory' and d.datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    raise AssertionError("nobody waits")


def test_it_begins_with_what_happens_now(committed_cast: Cast, receiver: Receiver) -> None:
    ana = committed_cast.ana
    first, _secret = subscribe(ana, receiver)
    is_deleted, may_end = Event(), Event()

    def delete() -> None:
        with acting(ana):
            delete_webhook(first, actor=ana)
            is_deleted.set()
            may_end.wait(30)
        connection.close()

    def create() -> None:
        subscribe(ana, receiver)
        connection.close()

    deleting, creating = Thread(target=delete), Thread(target=create)
    deleting.start()
    assert is_deleted.wait(30)
    creating.start()
    wait_for_a_lock()
    may_end.set()
    deleting.join()
    creating.join()
    with acting(ana):
        assert WebhookQueue.objects.filter(is_active=True).count() == 1
        assert FeedPosition.objects.get(consumer="webhooks").high > 0
