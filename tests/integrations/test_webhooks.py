"""Webhooks: who is told what, signed how, in which order, and what happens when the receiver does not take it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from core.acting import acting
from core.db.roles import as_owner
from integrations.actions import webhooks as acts
from integrations.actions.webhooks import (
    replay_webhook,
    resend_webhook,
    rotate_webhook,
    update_webhook,
)
from integrations.choices import DeliveryState
from integrations.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookQueue
from integrations.webhooks.backoff import CIRCUIT
from integrations.webhooks.dispatcher import Dispatcher
from notifications.models import Notification
from notifications.telling import tell_news
from tests.api.conftest import Caller
from tests.cast import Cast
from tests.integrations.conftest import dispatch_until, subscribe
from tests.integrations.receiver import Receiver, say
from workorders.actions.assignment import assign_work_order
from workorders.actions.work_orders import create_work_order, delete_work_order, update_work_order
from workorders.models import WorkOrder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.alone]


def has_given_up(webhook: Webhook, cast: Cast) -> bool:
    with acting(cast.ana):
        return Webhook.objects.get(pk=webhook.pk).gave_up_at is not None


def make_order(cast: Cast, title: str = "Leak", **values: Any) -> WorkOrder:
    with acting(cast.ana):
        return create_work_order(actor=cast.ana, title=title, **{"property": cast.tower, **values})


def rename(cast: Cast, order: WorkOrder, title: str) -> None:
    with acting(cast.ana):
        update_work_order(order, actor=cast.ana, title=title)


def deliveries(cast: Cast) -> list[WebhookDelivery]:
    with acting(cast.ana):
        return list(WebhookDelivery.objects.order_by("change_id", "id"))


def test_a_change_reaches_the_receiver_signed_with_the_record_as_the_api_shows_it(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher, as_: Caller
) -> None:
    cast = committed_cast
    webhook, secret = subscribe(cast.ana, receiver)
    order = make_order(cast)
    shown = as_(cast.ana).get(f"work-orders/{order.pk}/").json()
    rename(cast, order, "Large leak")
    first, second = dispatch_until(dispatcher, receiver, 2)
    assert (first["type"], first["data"]) == ("work_order.created", shown)
    assert first["organization"] == str(cast.organization.pk)
    assert (second["type"], second["changed"]) == ("work_order.updated", {"title": ["Leak", "Large leak"]})
    assert second["data"]["title"] == "Large leak" and second["occurred_at"].endswith("Z")
    for call in receiver.calls:
        Verifier(secret).verify(call.body, call.headers)
        assert call.told["id"] == call.id
    with acting(cast.ana):
        stored = Webhook.objects.get(pk=webhook.pk)
        assert secret not in stored.secret and secret.removeprefix("whsec_") not in stored.secret
        assert {one.state for one in WebhookDelivery.objects.all()} == {DeliveryState.DELIVERED}
        assert [(one.status, one.answer) for one in WebhookAttempt.objects.all()] == [(200, "ok"), (200, "ok")]


def test_an_action_has_an_event_of_its_own_and_is_an_update_too(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    order = make_order(cast)
    for events in (["work_order.assigned"], ["work_order.updated"], ["work_order.*"], ["*"], ["property.*"]):
        subscribe(cast.ana, receiver, *events)
    with acting(cast.ana):
        assign_work_order(order, actor=cast.ana, assignee=person(cast))
    told = dispatch_until(dispatcher, receiver, 4)
    assert [one["type"] for one in told if one["data"]["id"] == str(order.pk)] == ["work_order.assigned"] * 4


def person(cast: Cast) -> Any:
    from accounts.models import Person

    return Person.objects.get(pk=cast.ben.person_id)


def test_only_what_meets_the_filter_is_sent(committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher) -> None:
    cast = committed_cast
    subscribe(cast.ana, receiver, filter=f"title contains boiler and property = {cast.tower.pk}")
    make_order(cast, "Leak")
    make_order(cast, "Boiler room", property=cast.annex)
    wanted = make_order(cast, "The boiler hums")
    assert [one["data"]["id"] for one in dispatch_until(dispatcher, receiver, 1)] == [str(wanted.pk)]


def test_its_owner_s_scope_is_asked_for_each_change(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    """Ben works in the tower; a job that leaves it is deleted for him, and its content is not told."""
    cast = committed_cast
    webhook, _secret = subscribe(cast.ana, receiver)
    with acting(cast.ana):
        Webhook.objects.filter(pk=webhook.pk).update(person_id=cast.ben.person_id)
    order = make_order(cast)
    make_order(cast, "Elsewhere", property=cast.annex)
    with acting(cast.ana):
        update_work_order(order, actor=cast.ana, property=cast.annex, title="Secret")
    told = dispatch_until(dispatcher, receiver, 2)
    assert [(one["data"]["id"], one["data"].get("title")) for one in told] == [
        (str(order.pk), "Leak"),
        (str(order.pk), None),
    ]
    assert told[1]["type"] == "work_order.deleted" and "Secret" not in str(told)


def test_a_deletion_tells_the_record_as_it_was(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    order = make_order(cast)
    subscribe(cast.ana, receiver, "work_order.deleted")
    with acting(cast.ana):
        delete_work_order(order, actor=cast.ana)
    (one,) = dispatch_until(dispatcher, receiver, 1)
    assert (one["type"], one["data"]["title"]) == ("work_order.deleted", "Leak")


def test_what_fails_holds_up_its_own_record_only(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    subscribe(cast.ana, receiver)
    bad, good = make_order(cast, "Bad"), make_order(cast, "Good")
    for number in range(3):
        rename(cast, bad, f"Bad {number}")
        rename(cast, good, f"Good {number}")

    def answer(handler: Any, call: Any) -> None:
        say(500 if call.told["data"]["id"] == str(bad.pk) else 200)(handler, call)

    receiver.answer = answer
    dispatch_until(dispatcher, receiver, 5)
    titles = [one["data"]["title"] for one in receiver.told if one["data"]["id"] == str(good.pk)]
    assert titles == ["Good", "Good 0", "Good 1", "Good 2"]
    waiting = [one for one in deliveries(cast) if one.state == DeliveryState.WAITING]
    assert [(one.attempts, one.status) for one in waiting] == [(1, 500), (0, None), (0, None), (0, None)]
    receiver.answer = say(200)
    hurry(cast)
    receiver.calls.clear()
    assert [one["data"]["title"] for one in dispatch_until(dispatcher, receiver, 4)] == [
        "Bad", "Bad 0", "Bad 1", "Bad 2",
    ]  # fmt: skip


def hurry(cast: Cast) -> None:
    """As if the time until the next attempt had passed."""
    with acting(cast.ana):
        WebhookDelivery.objects.filter(state=DeliveryState.WAITING).update(next_attempt_at=timezone.now())
        WebhookQueue.objects.update(wake_at=timezone.now())


def test_a_receiver_that_is_down_is_asked_less_and_less_and_catches_up_at_once(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    webhook, _secret = subscribe(cast.ana, receiver)
    receiver.answer = say(503)
    for number in range(20):
        make_order(cast, f"Job {number}")
    dispatch_until(dispatcher, receiver, CIRCUIT)
    tried = len(receiver.calls)
    assert CIRCUIT <= tried < CIRCUIT + 4  # what other lanes had begun
    row = WebhookQueue.objects.get(webhook_id=webhook.pk)
    assert row.failures >= CIRCUIT and row.wake_at and row.wake_at > timezone.now()
    hurry(cast)
    dispatcher.work_off()
    assert len(receiver.calls) == tried + 1
    receiver.answer = say(200)
    hurry(cast)
    receiver.calls.clear()
    assert len(dispatch_until(dispatcher, receiver, 20)) == 20
    assert WebhookQueue.objects.get(webhook_id=webhook.pk).failures == 0


def test_after_days_it_is_parked_and_can_be_sent_again(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    webhook, _secret = subscribe(cast.ana, receiver)
    receiver.answer = say(500)
    make_order(cast)
    dispatch_until(dispatcher, receiver, 1)
    with acting(cast.ana):
        WebhookDelivery.objects.update(wanted_at=timezone.now() - timedelta(days=3))
    hurry(cast)
    dispatcher.work_off()
    (parked,) = deliveries(cast)
    assert (parked.state, len(receiver.calls)) == (DeliveryState.PARKED, 1)
    assert has_given_up(webhook, cast)
    receiver.answer = say(200)
    with acting(cast.ana):
        resend_webhook(webhook, actor=cast.ana, delivery=str(parked.pk))
    dispatch_until(dispatcher, receiver, 2)
    assert deliveries(cast)[0].state == DeliveryState.DELIVERED
    assert receiver.calls[0].id == receiver.calls[1].id == str(parked.pk)
    assert not has_given_up(webhook, cast)
    tell_news(cast.organization.pk)
    with acting(cast.ana):
        told = Notification.objects.filter(kind="webhook").order_by("id")
        assert [(one.person_id, one.title) for one in told] == [(cast.ana.person_id, "Webhook ERP")] * 2
        assert "parked" in told[0].body and "answered again" in told[1].body


def test_a_stretch_of_time_is_sent_again_also_what_was_never_sent(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    since = timezone.now()
    before = make_order(cast, "Before")
    webhook, _secret = subscribe(cast.ana, receiver)
    after = make_order(cast, "After")
    dispatch_until(dispatcher, receiver, 1)
    sent = receiver.calls[0].id
    with acting(cast.ana):
        replay_webhook(webhook, actor=cast.ana, since=since)
    told = dispatch_until(dispatcher, receiver, 3)
    assert sorted(one["data"]["id"] for one in told) == sorted([str(after.pk), str(before.pk), str(after.pk)])
    assert {call.id for call in receiver.calls if call.told["data"]["id"] == str(after.pk)} == {sent}


def test_a_new_secret_and_the_former_sign_together_for_a_while(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    webhook, former = subscribe(cast.ana, receiver)
    with acting(cast.ana):
        secret = rotate_webhook(webhook, actor=cast.ana).revealed["secret"]
        acts.test_webhook(webhook, actor=cast.ana)
    dispatch_until(dispatcher, receiver, 1)
    for one in (former, secret):
        Verifier(one).verify(receiver.calls[0].body, receiver.calls[0].headers)
    with acting(cast.ana):
        Webhook.objects.filter(pk=webhook.pk).update(former_secret_until=timezone.now())
        acts.test_webhook(webhook, actor=cast.ana)
    dispatch_until(dispatcher, receiver, 2)
    Verifier(secret).verify(receiver.calls[1].body, receiver.calls[1].headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(former).verify(receiver.calls[1].body, receiver.calls[1].headers)
    assert receiver.told[1]["type"] == "webhook.ping"


def test_a_receiver_that_is_gone_is_left_alone(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    webhook, _secret = subscribe(cast.ana, receiver)
    receiver.answer = say(410)
    make_order(cast)
    dispatch_until(dispatcher, receiver, 1)
    with acting(cast.ana):
        assert not Webhook.objects.get(pk=webhook.pk).is_active
    make_order(cast)
    hurry(cast)
    dispatcher.work_off()
    assert len(receiver.calls) == 1


def test_who_is_no_member_any_more_is_told_nothing(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    subscribe(cast.ana, receiver)
    make_order(cast)
    with as_owner(connection) as owner, owner.cursor() as cursor:
        cursor.execute("update accounts_person set is_active = false where id = %s", [cast.ana.person_id])
    for _round in range(3):
        dispatcher.work_off()
    assert receiver.calls == []


def test_two_dispatchers_send_each_once(committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher) -> None:
    cast = committed_cast
    subscribe(cast.ana, receiver)
    second = Dispatcher()
    try:
        for number in range(10):
            make_order(cast, f"Job {number}")
        for _round in range(40):
            dispatcher.round()
            second.round()
        assert len({call.id for call in receiver.calls}) == len(receiver.calls) == 10
    finally:
        second.threads.shutdown(wait=True)


def test_an_unreadable_filter_switches_off_its_own_webhook_only(
    committed_cast: Cast, receiver: Receiver, dispatcher: Dispatcher
) -> None:
    cast = committed_cast
    broken, _secret = subscribe(cast.ana, receiver)
    subscribe(cast.ana, receiver)
    with acting(cast.ana):
        Webhook.objects.filter(pk=broken.pk).update(filter="custom_fields.gone = 1")
    make_order(cast)
    assert len(dispatch_until(dispatcher, receiver, 1)) == 1
    with acting(cast.ana):
        assert not Webhook.objects.get(pk=broken.pk).is_active


def test_whoever_changes_where_it_goes_is_whom_it_belongs_to(committed_cast: Cast, receiver: Receiver) -> None:
    cast = committed_cast
    webhook, _secret = subscribe(cast.ana, receiver)
    with acting(cast.sys):
        update_webhook(webhook, actor=cast.sys, url=receiver.url + "/other")
    assert webhook.person_id == cast.sys.person_id
