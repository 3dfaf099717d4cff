"""How often something may be done: counted in Valkey, by all processes together."""

import logging
import time
from ipaddress import IPv6Address, ip_network

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from core.addresses import client_address, parse_address

log = logging.getLogger(__name__)


def seconds_to_wait(name: str, *, limit: int, seconds: int, count: int = 1) -> int:
    """Count one more of `name`; 0 while there are no more than `limit` in this window, else how long it still lasts.

    `count=0` only asks.
    While Valkey is away nothing is counted and everything passes: the work of a day does not hang on it.
    """
    now = int(time.time())
    key = f"limit:{name}:{now // seconds}"
    try:
        cache.add(key, 0, seconds)
        counted = cache.incr(key, count)
    except ValueError:  # the window ended between the two
        return 0
    except RedisError:
        log.warning("Limits are not counted: the cache does not answer.")
        return 0
    return seconds - now % seconds if counted > limit else 0


def caller_of(request: HttpRequest) -> str:
    """Who a limit is counted for: an address, of IPv6 the whole network that one house has."""
    text = client_address(request)
    address = parse_address(text)
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else text
