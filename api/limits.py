"""How often a credential may call: a number a minute and, where set, a quota a day, counted in Valkey.

One script asks and counts, so that many calls at once, in however many web processes, pass exactly as often as they
may. A minute begins with its first call; a day is the day of UTC. While Valkey does not answer nothing is counted and
every call passes: the work of a day does not hang on it.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from math import ceil
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis import Redis
from redis.exceptions import RedisError

from api.problems import ApiProblem
from core.actor import Actor
from core.throttling import caller_of

logger = logging.getLogger("atrium.api")
MINUTE, DAY = 60, 86_400
# After Valkey did not answer it is left alone for so many seconds: each call would wait for it again.
PAUSE = 5.0
# So many failed sign-ins within the first number of seconds shut an address out for the second.
FAILURES_WITHIN, SHUT_OUT = 300, 900

_ADMIT = """
local left = redis.call('PTTL', KEYS[1])
if left < 0 then redis.call('SET', KEYS[1], 0, 'PX', 60000) left = 60000 end
local used, today = tonumber(redis.call('GET', KEYS[1])), tonumber(redis.call('GET', KEYS[2]) or 0)
local limit, quota = tonumber(ARGV[1]), tonumber(ARGV[2])
if used >= limit or (quota > 0 and today >= quota) then return {0, used, left, today} end
if quota > 0 then today = redis.call('INCR', KEYS[2]) redis.call('EXPIRE', KEYS[2], 172800) end
return {1, redis.call('INCR', KEYS[1]), left, today}
"""
_FAIL = """
local shut = redis.call('TTL', KEYS[2])
if shut > 0 then return shut end
local failed = redis.call('INCR', KEYS[1])
if failed == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
if failed >= tonumber(ARGV[1]) then redis.call('SET', KEYS[2], 1, 'EX', ARGV[3]) redis.call('DEL', KEYS[1]) end
return 0
"""


@dataclass(frozen=True, slots=True)
class Policy:
    """A limit and, where it could be counted, what is left of it. Seconds until it begins anew."""

    name: str
    quota: int
    window: int
    left: int | None = None
    renewed_in: int = 0

    def __str__(self) -> str:
        return f'"{self.name}";q={self.quota};w={self.window}'

    def with_left(self, left: int, renewed_in: int) -> Self:
        return replace(self, left=max(0, left), renewed_in=renewed_in)

    @property
    def state(self) -> str:
        return f'"{self.name}";r={self.left};t={self.renewed_in}'


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a credential may do and has left: what the two headers of its answers say."""

    policies: tuple[Policy, ...]
    is_admitted: bool = True

    @property
    def headers(self) -> dict[str, str]:
        found = {"RateLimit-Policy": ", ".join(map(str, self.policies))}
        counted = [one.state for one in self.policies if one.left is not None]
        return found | ({"RateLimit": ", ".join(counted)} if counted else {})


class _Valkey:
    """The server, left alone for a while when it does not answer."""

    def __init__(self) -> None:
        self.away_until = 0.0

    def run(self, script: str, keys: Sequence[str], values: Sequence[int]) -> Any:
        """The script's result; None while the server is away."""
        if time.monotonic() < self.away_until:
            return None
        try:
            return compiled(script)(keys=keys, args=values)
        except (RedisError, OSError) as error:
            self.away_until = time.monotonic() + PAUSE
            logger.warning("Calls are not counted, and no limit holds: Valkey does not answer (%s).", error)
            return None


valkey = _Valkey()


@cache
def client() -> "Redis":
    """Short waits: whoever calls the API waits for it."""
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)


@cache
def compiled(script: str) -> Any:
    """Sent by its hash after the first time."""
    return client().register_script(script)


def admit(actor: Actor) -> Allowance:
    """Count one call of the actor's credential and say what is left. Whoever is limited by nothing has no policy."""
    if actor.credential_id is None or actor.rate_per_minute is None:
        return Allowance(())
    now = datetime.now(UTC)
    minute, day = Policy("minute", actor.rate_per_minute, MINUTE), Policy("day", actor.calls_per_day or 0, DAY)
    keys = [f"api:minute:{actor.credential_id}", f"api:day:{actor.credential_id}:{now:%Y-%m-%d}"]
    counted = valkey.run(_ADMIT, keys, [minute.quota, day.quota])
    is_admitted = True
    if counted is not None:
        admitted, used, left_ms, today = (int(one) for one in counted)
        is_admitted = bool(admitted)
        minute = minute.with_left(minute.quota - used, ceil(left_ms / 1000))
        day = day.with_left(day.quota - today, DAY - (now.hour * 3600 + now.minute * 60 + now.second))
    return Allowance((minute, day) if day.quota else (minute,), is_admitted)


def check_allowance(allowance: Allowance) -> None:
    """429 with the seconds after which there is something left again."""
    if not allowance.is_admitted:
        used_up = [one for one in allowance.policies if one.left == 0]
        wait = max(one.renewed_in for one in used_up)
        detail = _("The limit of %(quota)d calls a %(window)s is used up.") % {
            "quota": used_up[-1].quota,
            "window": _("day") if used_up[-1].window == DAY else _("minute"),
        }
        raise ApiProblem("rate-limited", detail, headers={"Retry-After": str(max(1, wait))})


def note_failure(request: HttpRequest) -> None:
    """Count a secret that nobody has; 429 for an address with too many. A secret that is good passes all the same,
    since many programs may share an address."""
    if not settings.API_FAILURES:
        return
    caller = caller_of(request) or "socket"
    keys = [f"api:failures:{caller}", f"api:shut-out:{caller}"]
    wait = valkey.run(_FAIL, keys, [settings.API_FAILURES, FAILURES_WITHIN, SHUT_OUT])
    if wait:
        detail = _("Too many wrong secrets came from this address.")
        raise ApiProblem("rate-limited", detail, headers={"Retry-After": str(int(wait))})
