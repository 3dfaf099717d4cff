"""What may be done to a webhook and to what it was told: by whom, while it is active, and what stands afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from core import feed
from core.acting import acting
from core.actor import Actor
from core.changes import Change
from core.errors import Gone, NotPermitted, NotVisible, RuleBroken, StaleVersion
from core.feed import Cursor, FeedPosition
from core.ids import new_id
from integrations.actions import webhooks as acts
from integrations.choices import DeliveryState
from integrations.models import Webhook, WebhookDelivery, WebhookQueue, WebhookReplay
from integrations.webhooks.bodies import secrets_of
from integrations.webhooks.spreading import News, spread_news
from tests.cast import Cast

SENDING: list[tuple[str, Callable[..., Any]]] = [
    ("test", acts.test_webhook),
    ("resend", lambda webhook, *, actor: acts.resend_webhook(webhook, actor=actor, delivery=str(new_id()))),
    ("replay", lambda webhook, *, actor: acts.replay_webhook(webhook, actor=actor, since=timezone.now())),
]


def make(actor: Actor, **values: Any) -> Webhook:
    with acting(actor):
        return acts.create_webhook(
            actor=actor, **{"name": "ERP", "url": "http://127.0.0.1/hook", "events": ["work_order.*"], **values}
        )


@pytest.fixture
def webhook(cast: Cast) -> Webhook:
    return make(cast.ana)


def system(cast: Cast) -> Actor:
    return Actor.system(cast.organization.pk, source="job", name="Webhooks")


def without(actor: Actor, verb: str) -> Actor:
    return replace(actor, permissions=actor.permissions - {f"integrations.{verb}_webhook"})


def broken(act: Callable[[], object]) -> tuple[str, str, int]:
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.problems[0].field, refused.value.code, refused.value.status


def events(webhook: Webhook) -> list[str]:
    return list(Change.objects.filter(record_id=webhook.pk).order_by("id").values_list("event", flat=True))


def deliver(webhook: Webhook, **values: Any) -> WebhookDelivery:
    """Something that was sent, or is to be: the webhook's queue knows of nothing else."""
    row = acts.queue_message(webhook, "webhook.ping")
    WebhookDelivery.objects.filter(pk=row.pk).update(**values)
    WebhookQueue.objects.filter(webhook_id=webhook.pk).update(wake_at=None)
    return WebhookDelivery.objects.get(pk=row.pk)


def is_awake(webhook: Webhook) -> bool:
    return WebhookQueue.objects.get(webhook_id=webhook.pk).wake_at is not None


def is_read(cast: Cast) -> bool:
    """Whether the changes are read for webhooks: what was not read yet is kept for them."""
    return FeedPosition.objects.filter(organization_id=cast.organization.pk, consumer=acts.CONSUMER).exists()


def test_a_new_secret_is_shown_once_and_the_former_signs_for_a_day(cast: Cast, webhook: Webhook) -> None:
    former = webhook.revealed["secret"]
    with acting(cast.ana):
        secret = acts.rotate_webhook(webhook, actor=cast.ana).revealed["secret"]
        stored = Webhook.objects.get(pk=webhook.pk)
        assert secrets_of(stored) == (secret, former)
        change = Change.objects.filter(record_id=webhook.pk).latest("id")
    assert (stored.version, change.event, change.actor_id) == (2, "webhook.rotated", cast.ana.person_id)
    assert not {"secret", "former_secret"} & {*change.changed, *change.after}
    assert stored.former_secret_until == stored.rotated_at + timedelta(hours=24)
    assert not stored.revealed


@pytest.mark.parametrize(("hours", "signing"), [(0, 1), (1, 2), (acts.LONGEST_OVERLAP, 2)])
def test_the_former_secret_signs_for_the_hours_given(cast: Cast, webhook: Webhook, hours: int, signing: int) -> None:
    with acting(cast.ana):
        acts.rotate_webhook(webhook, actor=cast.ana, overlap_hours=hours)
        assert len(secrets_of(Webhook.objects.get(pk=webhook.pk))) == signing


@pytest.mark.parametrize("hours", [-1, acts.LONGEST_OVERLAP + 1])
def test_an_overlap_of_less_than_nothing_or_weeks_is_refused(cast: Cast, webhook: Webhook, hours: int) -> None:
    with acting(cast.ana):
        refused = broken(lambda: acts.rotate_webhook(webhook, actor=cast.ana, overlap_hours=hours))
        assert refused == ("overlap_hours", "invalid", 400)
        assert events(webhook) == ["webhook.created"]


def test_who_may_not_rotate_or_read_an_older_version_is_refused(cast: Cast, webhook: Webhook) -> None:
    with acting(cast.ana):
        with pytest.raises(NotPermitted, match="integrations.rotate_webhook"):
            acts.rotate_webhook(webhook, actor=without(cast.ana, "rotate"))
        with pytest.raises(StaleVersion):
            acts.rotate_webhook(webhook, actor=cast.ana, version=7)
        assert events(webhook) == ["webhook.created"]


@pytest.mark.parametrize(("verb", "act"), SENDING)
def test_only_who_may_sends_something(cast: Cast, webhook: Webhook, verb: str, act: Callable[..., Any]) -> None:
    with acting(cast.ana):
        with pytest.raises(NotPermitted, match=f"integrations.{verb}_webhook"):
            act(webhook, actor=without(cast.ana, verb))
        assert not WebhookDelivery.objects.exists() and not WebhookReplay.objects.exists()


@pytest.mark.parametrize(("verb", "act"), [*SENDING, ("rotate", acts.rotate_webhook)])
def test_another_organizations_webhook_does_not_exist(
    cast: Cast, webhook: Webhook, verb: str, act: Callable[..., Any]
) -> None:
    with acting(cast.cleo), pytest.raises(NotVisible):
        act(webhook, actor=cast.cleo)


@pytest.mark.parametrize(("verb", "act"), SENDING)
def test_nothing_is_sent_to_what_is_off_or_deleted(
    cast: Cast, webhook: Webhook, verb: str, act: Callable[..., Any]
) -> None:
    with acting(cast.ana):
        acts.update_webhook(webhook, actor=cast.ana, is_active=False)
        assert broken(lambda: act(webhook, actor=cast.ana)) == ("", "not-active", 409)
        with pytest.raises(NotPermitted):  # who may not send does not learn of it
            act(webhook, actor=without(cast.ana, verb))
        acts.delete_webhook(webhook, actor=cast.ana)
        with pytest.raises(Gone):
            act(webhook, actor=cast.ana)
        assert not WebhookDelivery.objects.exists()


def test_a_test_waits_to_be_sent_and_concerns_no_record(cast: Cast, webhook: Webhook) -> None:
    with acting(cast.ana):
        deliver(webhook, state=DeliveryState.DELIVERED)
        acts.test_webhook(webhook, actor=cast.ana)
        row = WebhookDelivery.objects.get(state=DeliveryState.WAITING)
        assert (row.event, row.record_id, row.change_id) == ("webhook.ping", None, None)
        assert is_awake(webhook) and events(webhook) == ["webhook.created"]


def test_what_a_rule_says_waits_to_be_sent_unless_the_webhook_is_off(cast: Cast, webhook: Webhook) -> None:
    with acting(cast.ana):
        row = acts.send_by_rule(webhook, body={"door": "Roof"})
        assert (row.event, row.body, row.state) == ("event_rule.fired", {"door": "Roof"}, DeliveryState.WAITING)
        acts.update_webhook(webhook, actor=cast.ana, is_active=False)
        refused = broken(lambda: acts.send_by_rule(webhook, body={"door": "Roof"}))
        assert refused == ("webhook", "not-active", 409)
        assert WebhookDelivery.objects.get() == row


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.PARKED, DeliveryState.WITHDRAWN])
def test_a_delivery_is_sent_again_as_new_under_its_id(cast: Cast, webhook: Webhook, state: DeliveryState) -> None:
    """Whatever came of it, and for as many days as the first time."""
    long_ago = timezone.now() - timedelta(days=9)
    with acting(cast.ana):
        row = deliver(
            webhook, state=state, attempts=7, wanted_at=long_ago, error="x", delivered_at=long_ago, next_attempt_at=None
        )
        acts.resend_webhook(webhook, actor=cast.ana, delivery=str(row.pk))
        again = WebhookDelivery.objects.get()
        assert (again.pk, again.state, again.attempts, again.error, again.delivered_at) == (
            row.pk, DeliveryState.WAITING, 0, "", None
        )  # fmt: skip
        assert again.wanted_at == again.next_attempt_at > long_ago and is_awake(webhook)


def test_only_a_delivery_of_the_webhook_itself_is_sent_again(cast: Cast, webhook: Webhook) -> None:
    far = make(cast.cleo)
    with acting(cast.cleo):
        foreign = deliver(far, state=DeliveryState.PARKED)
    second = make(cast.ana, name="Archive")
    with acting(cast.ana):
        others = deliver(second, state=DeliveryState.PARKED)
        for key in (str(foreign.pk), str(others.pk), str(new_id()), "no id", ""):
            refused = broken(lambda key=key: acts.resend_webhook(webhook, actor=cast.ana, delivery=key))
            assert refused == ("delivery", "unknown-reference", 400)
        assert WebhookDelivery.objects.get(pk=others.pk).state == DeliveryState.PARKED and not is_awake(second)


def test_a_stretch_of_time_is_written_down_to_be_sent_again(cast: Cast, webhook: Webhook) -> None:
    now = timezone.now()
    since, until = now - timedelta(days=2), now - timedelta(days=1)
    with acting(cast.ana):
        acts.replay_webhook(webhook, actor=cast.ana, since=since, until=until)
        replay = WebhookReplay.objects.get()
        assert (replay.webhook_id, replay.since, replay.until) == (webhook.pk, since, until)
        assert (replay.found, replay.finished_at) == (0, None)


@pytest.mark.parametrize("until", [None, timedelta(days=3)])
def test_a_replay_ends_now_at_the_latest(cast: Cast, webhook: Webhook, until: timedelta | None) -> None:
    """What happens from now on is sent anyway, once."""
    now = timezone.now()
    with acting(cast.ana):
        acts.replay_webhook(
            webhook, actor=cast.ana, since=now - acts.LONGEST_REPLAY + timedelta(hours=1), until=until and now + until
        )
        assert now <= WebhookReplay.objects.get().until <= timezone.now()


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (timedelta(hours=1), None),
        (timedelta(hours=1), timedelta(hours=2)),
        (timedelta(hours=-1), timedelta(hours=-2)),
        (timedelta(hours=-1), timedelta(hours=-1)),
        (-acts.LONGEST_REPLAY - timedelta(hours=1), None),
    ],
)
def test_a_stretch_that_ends_before_it_begins_is_to_come_or_too_long_is_refused(
    cast: Cast, webhook: Webhook, since: timedelta, until: timedelta | None
) -> None:
    now = timezone.now()
    with acting(cast.ana):
        refused = broken(
            lambda: acts.replay_webhook(webhook, actor=cast.ana, since=now + since, until=until and now + until)
        )
        assert refused == ("since", "invalid", 400)
        assert not WebhookReplay.objects.exists()


def test_a_webhook_whose_receiver_is_gone_is_switched_off_once(cast: Cast, webhook: Webhook) -> None:
    with acting(system(cast)) as actor:
        for _time in range(2):
            acts.stop_webhook(webhook.pk, actor=actor)
        assert not Webhook.objects.get(pk=webhook.pk).is_active
        assert not WebhookQueue.objects.get(webhook_id=webhook.pk).is_active
        assert events(webhook) == ["webhook.created", "webhook.stopped"]
        assert Change.objects.filter(record_id=webhook.pk).latest("id").source == "job"


def test_changes_are_read_on_only_while_a_webhook_is_active(cast: Cast, webhook: Webhook) -> None:
    """Where the last one stopped, nothing old is kept for it, and a later start begins with what happens then."""
    second = make(cast.ana, name="Archive")
    with acting(system(cast)) as actor:
        acts.stop_webhook(webhook.pk, actor=actor)
        assert is_read(cast)
        acts.stop_webhook(second.pk, actor=actor)
        assert not is_read(cast)
    with acting(cast.ana):
        acts.update_webhook(second, actor=cast.ana, is_active=True)
        position = FeedPosition.objects.get(organization_id=cast.organization.pk, consumer=acts.CONSUMER)
        assert position.last_id >= Change.objects.latest("id").pk
        acts.delete_webhook(second, actor=cast.ana)
        assert not is_read(cast)


def test_a_filter_that_is_not_understood_any_more_stops_its_webhook_and_the_reading(
    cast: Cast, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a set of changes, whose reader has then no place to move on from."""
    news = [News(1, "work_order", new_id(), "create", "work_order.created", timezone.now())]

    def read(cursor: Cursor, organization_id: UUID, fetch: Any, **how: Any) -> tuple[Sequence[News], Cursor]:
        return news, replace(cursor, id=cursor.id + 1)

    monkeypatch.setattr(feed, "read_rows", read)
    with acting(cast.ana):
        Webhook.objects.filter(pk=webhook.pk).update(filter="custom_fields.gone = 1")
    assert spread_news(cast.organization.pk) == 1
    with acting(cast.ana):
        assert not Webhook.objects.get(pk=webhook.pk).is_active and events(webhook)[-1] == "webhook.stopped"
        assert not is_read(cast) and not WebhookDelivery.objects.exists()


def test_giving_up_is_noted_once_until_the_receiver_answers_again(cast: Cast, webhook: Webhook) -> None:
    with acting(system(cast)) as actor:
        acts.give_up_on_webhook(webhook.pk, actor=actor)
        first = Webhook.objects.get(pk=webhook.pk).gave_up_at
        acts.give_up_on_webhook(webhook.pk, actor=actor)
        assert first is not None and Webhook.objects.get(pk=webhook.pk).gave_up_at == first
        for _time in range(2):
            acts.recover_webhook(webhook.pk, actor=actor)
        assert Webhook.objects.get(pk=webhook.pk).gave_up_at is None
        acts.give_up_on_webhook(webhook.pk, actor=actor)
        assert events(webhook) == ["webhook.created", "webhook.gave_up", "webhook.recovered", "webhook.gave_up"]


def test_a_receiver_that_answers_again_gets_what_is_parked_only_when_somebody_sends_it(
    cast: Cast, webhook: Webhook
) -> None:
    with acting(system(cast)) as actor:
        parked = deliver(webhook, state=DeliveryState.PARKED)
        acts.give_up_on_webhook(webhook.pk, actor=actor)
        acts.recover_webhook(webhook.pk, actor=actor)
        assert WebhookDelivery.objects.get(pk=parked.pk).state == DeliveryState.PARKED and not is_awake(webhook)


@pytest.mark.parametrize("act", [acts.stop_webhook, acts.give_up_on_webhook, acts.recover_webhook])
def test_what_is_deleted_or_anothers_is_not_noted_on(cast: Cast, webhook: Webhook, act: Callable[..., None]) -> None:
    far = make(cast.cleo)
    with acting(cast.ana):
        Webhook.objects.filter(pk=webhook.pk).update(gave_up_at=timezone.now())
        acts.delete_webhook(webhook, actor=cast.ana)
    with acting(system(cast)) as actor:
        for key in (webhook.pk, far.pk, new_id()):
            act(key, actor=actor)
        assert events(webhook)[-1] == "webhook.deleted"
    with acting(cast.cleo):
        assert events(far) == ["webhook.created"]
        assert WebhookQueue.objects.get(webhook_id=far.pk).is_active
