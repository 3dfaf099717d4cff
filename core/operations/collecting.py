"""How often a process that lives long looks for objects that nothing leads to any more."""

import gc


def collect_rarely() -> None:
    """Leave out of it what was made by now, which lives as long as the process, and look less often.

    A page of a thousand records makes some ten thousand lists; at Python's own pace all modules and models would be
    walked several times for it. Called before a server forks, what was made by then stays shared by its workers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
