"""Webhooks to a receiver on this machine."""

from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest

from core.acting import acting
from core.actor import Actor
from integrations.actions.webhooks import create_webhook
from integrations.models import Webhook
from integrations.webhooks.dispatcher import Dispatcher
from tests.api.conftest import as_ as as_
from tests.integrations.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def this_machine_may_be_called(settings: Any) -> None:
    settings.OUTBOUND_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    dispatcher = Dispatcher()
    yield dispatcher
    dispatcher.threads.shutdown(wait=True)
    dispatcher.outbound.close()


def subscribe(actor: Actor, receiver: Receiver, *events: str, **values: Any) -> tuple[Webhook, str]:
    """A webhook of the actor's to the receiver, and its secret."""
    with acting(actor):
        webhook = create_webhook(
            actor=actor, name="ERP", url=receiver.url, events=list(events or ("work_order.*",)), **values
        )
    return webhook, webhook.revealed["secret"]


def dispatch_until(dispatcher: Dispatcher, receiver: Receiver, wanted: int) -> list[dict[str, Any]]:
    """Send until so many calls arrived: writers of other databases may hold the feed up for a while."""
    ends = monotonic() + 60
    while len(receiver.calls) < wanted and monotonic() < ends:
        dispatcher.work_off()
        sleep(0.02)
    dispatcher.work_off()
    return receiver.told
