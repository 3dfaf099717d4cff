"""How often a process that lives long looks for objects that nothing leads to any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

FEW, FEWER = (20_000, 20, 20), (200_000, 20, 10)


def collect_rarely(thresholds: tuple[int, int, int] = FEW) -> None:
    """Leave out of it what was made by now, which lives as long as the process, and look less often.

    A page of a thousand records makes some ten thousand lists; at Python's own pace all modules and models would be
    walked several times for it. Called before a server forks, what was made by then stays shared by its workers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*thresholds)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """The same, and less often still, for a stretch of work that makes objects by the ten thousand and keeps them."""
    before = gc.get_threshold()
    collect_rarely(FEWER)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
