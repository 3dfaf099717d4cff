"""The dispatcher: one thread that asks the database, and others that only send. Several dispatchers share the work."""

import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue
from time import monotonic
from types import FrameType
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from core.feed import progress
from core.ids import new_id
from core.outbound import Outbound
from integrations.webhooks.outcomes import load_batch, note_outcomes
from integrations.webhooks.queue import claim, lease_time, organizations, renew
from integrations.webhooks.replaying import go_on_replaying
from integrations.webhooks.sending import LANES, Sending
from integrations.webhooks.spreading import spread_news

log = logging.getLogger("atrium.webhooks")
# Webhooks that are sent to at the same time. Those whose last call failed have places of their own: however many
# receivers hang, the others are served.
HEALTHY, FAILING = 6, 3
# Seconds between two looks for something to do, and after an error of the database.
LOOK, AFTER_AN_ERROR = 0.1, 2.0


class Dispatcher:
    """Spreads changes over the webhooks and sends what is due, until it is stopped."""

    def __init__(self) -> None:
        self.id: UUID = new_id()
        self.outbound = Outbound(at_once=(HEALTHY + FAILING) * LANES)
        self.threads = ThreadPoolExecutor((HEALTHY + FAILING) * LANES, thread_name_prefix="send")
        self.ended: SimpleQueue[Sending] = SimpleQueue()
        self.under_way: dict[UUID, bool] = {}  # by webhook: whether it was failing
        self.seen: tuple[object, ...] = ()
        self.renewed = monotonic()
        self.is_stopped = False

    def run(self) -> None:
        """Until `stop()`; what is under way then is finished and noted."""
        try:
            while not self.is_stopped:
                self._try_round()
            self._finish()
        finally:
            self.threads.shutdown(wait=False, cancel_futures=True)
            self.outbound.close()

    def stop(self) -> None:
        self.is_stopped = True

    def work_off(self) -> int:
        """Everything that is there now, and then end: for tests. Returns how many calls were made."""
        calls = 0
        while True:
            busy = self.spread()
            busy += self.send()
            while self.under_way:
                sending = self.ended.get()
                calls += len(sending.outcomes)
                self._note(sending)
            if not busy:
                return calls

    def round(self) -> None:
        """Note what ended, spread what is new, send what is due, and wait a moment for something to happen."""
        self._keep_lease()
        self.spread()
        self.send()
        self._collect(LOOK)

    def spread(self) -> int:
        """Queue what has changed, in every organization that has webhooks."""
        now = progress()
        found = sum(go_on_replaying(one) for one in organizations())
        if now == self.seen:
            return found
        found += sum(spread_news(one) for one in organizations())
        if not found:
            self.seen = now
        return found

    def send(self) -> int:
        """Begin to send to webhooks that are due, as far as there are places; returns how many."""
        failing = sum(self.under_way.values())
        claims = claim(self.id, failing=False, limit=HEALTHY - (len(self.under_way) - failing))
        claims += claim(self.id, failing=True, limit=FAILING - failing)
        for one in claims:
            batch = load_batch(one, self.id)
            if batch is not None:
                self.under_way[one.webhook_id] = one.failures > 0
                Sending(batch, self.outbound, self.ended.put).start(self.threads)
        return len(claims)

    def _try_round(self) -> None:
        try:
            self.round()
        except (OperationalError, InterfaceError):
            log.exception("The database does not answer; the dispatcher tries again")
            connection.close()
            self._collect(AFTER_AN_ERROR, note=False)

    def _collect(self, seconds: float, *, note: bool = True) -> None:
        """Wait for the end of a batch, and note all that have ended."""
        try:
            ended = [self.ended.get(timeout=seconds)]
            while not self.ended.empty():
                ended.append(self.ended.get_nowait())
        except Empty:
            return
        for sending in ended:
            if note:
                self._note(sending)
            else:
                self.ended.put(sending)

    def _note(self, sending: Sending) -> None:
        try:
            note_outcomes(sending, self.id)
        except (OperationalError, InterfaceError):
            self.ended.put(sending)  # what was sent must not be forgotten because the database was away
            raise
        self.under_way.pop(sending.batch.webhook_id, None)

    def _keep_lease(self) -> None:
        if self.under_way and monotonic() - self.renewed > lease_time().total_seconds() / 4:
            renew(self.id)
            self.renewed = monotonic()

    def _finish(self) -> None:
        while self.under_way:
            self._note(self.ended.get())


def run_until_stopped() -> None:
    """The dispatcher of a process: SIGTERM and Ctrl-C let it finish what is under way."""
    dispatcher = Dispatcher()

    def end(_signal: int, _frame: FrameType | None) -> None:
        dispatcher.stop()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, end)
    dispatcher.run()
