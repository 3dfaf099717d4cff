"""Sending a batch: several records at once, each record's changes one after another. Nothing here asks the database.

What fails holds up its own record only. When the receiver itself seems to be down the rest of the batch waits.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from core.outbound import Answer, Outbound, OutboundError
from integrations.webhooks.backoff import CIRCUIT
from integrations.webhooks.bodies import Batch, Message, signed_headers

# Calls to one receiver at the same time, and seconds after which no further call of a batch is begun.
LANES = 4
BATCH_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one call went."""

    message: Message
    at: datetime
    answer: Answer | None
    error: str

    @property
    def is_success(self) -> bool:
        return self.answer is not None and self.answer.is_success


@dataclass(slots=True)
class Sending:
    """A batch under way. `done` is called once, by whichever thread ends last."""

    batch: Batch
    outbound: Outbound
    done: Callable[["Sending"], None]
    outcomes: list[Outcome] = field(default_factory=list)
    failures: int = 0
    _waiting: deque[list[Message]] = field(default_factory=deque)
    _lock: Lock = field(default_factory=Lock)
    _lanes: int = 0
    _ends: float = 0.0

    def start(self, threads: Executor) -> None:
        """Begin to send, on threads of the executor."""
        self._waiting = deque(by_record(self.batch.messages))
        self.failures, self._ends = self.batch.failures, monotonic() + BATCH_SECONDS
        self._lanes = max(1, min(LANES, len(self._waiting)))
        for _lane in range(self._lanes):
            threads.submit(self._run)

    def _run(self) -> None:
        try:
            while (messages := self._next()) is not None:
                for message in messages:
                    if not self._send(message):
                        break
        finally:
            with self._lock:
                self._lanes -= 1
                last = self._lanes == 0
            if last:
                self.done(self)

    def _next(self) -> list[Message] | None:
        with self._lock:
            # One call is made in any case: it finds out whether a receiver that was down answers again.
            is_down = self.failures >= CIRCUIT and bool(self.outcomes)
            stopped = is_down or monotonic() > self._ends
            return None if stopped or not self._waiting else self._waiting.popleft()

    def _send(self, message: Message) -> bool:
        """One call; whether the record's next one may follow."""
        at = timezone.now()
        answer, error = None, ""
        try:
            headers = signed_headers(message, self.batch.secrets)
            answer = self.outbound.post(self.batch.url, message.body, headers, seconds=settings.WEBHOOK_TIMEOUT)
        except OutboundError as failure:
            error = str(failure)
        outcome = Outcome(message, at, answer, error)
        with self._lock:
            self.outcomes.append(outcome)
            self.failures = 0 if outcome.is_success else self.failures + 1
            return outcome.is_success and monotonic() <= self._ends


def by_record(messages: list[Message]) -> list[list[Message]]:
    """Messages of the same record together, in their order; one without a record stands alone."""
    found: dict[UUID, list[Message]] = {}
    for message in messages:
        found.setdefault(message.record_id or message.delivery_id, []).append(message)
    return list(found.values())
