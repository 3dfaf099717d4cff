"""How often the slow tests do what they do: usually a few times for real, in `make soak` as often as is promised."""

import os

FULL = os.environ.get("ATRIUM_DEPTH") == "full"


def times(usual: int, full: int) -> int:
    """How many times, at the depth that is asked for."""
    return full if FULL else usual
