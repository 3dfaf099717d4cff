"""What is counted for whoever runs Atrium. An app adds its gauges to the list of `config/gauges.py`.

Each shows on the status page, as far as it is one organization's or everybody's, and as `atrium_<name>` at /metrics.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from core.actor import Actor

Words = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One figure. `count(actor)` is of one organization, inside its transaction; `read()` of the whole installation.

    `unit` is empty or `seconds`. From `alarm` on somebody should look, at `path` below the organization's address.
    `retry(actor)` tries again what failed and returns how much; it needs `permission`.
    """

    name: str
    label: Words
    help: str
    count: Callable[[Actor], float] | None = None
    read: Callable[[], float] | None = None
    total: Callable[[Iterable[float]], float] = sum  # of all organizations; of waits the longest: max
    unit: str = ""
    alarm: float | None = None
    path: str = ""
    retry: Callable[[Actor], int] | None = None
    permission: str = "accounts.change_organization"


def gauges() -> tuple[Gauge, ...]:
    """Every gauge of the installation."""
    found: tuple[Gauge, ...] = import_string(settings.ATRIUM_GAUGES)
    return found
