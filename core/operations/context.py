"""What is at work in this thread: the request or task that every line of the log names."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("atrium_request_id", default="")


def current_request_id() -> str:
    """The id of the request or task at work; empty where there is none."""
    return _request_id.get()


@contextmanager
def working_for(request_id: str) -> Iterator[None]:
    """Name the request or task for as long as it is at work."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)
