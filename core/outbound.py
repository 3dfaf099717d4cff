"""The one client for calls to addresses that people type in: webhooks, rules, connectors.

The name is resolved once, every address it stands for is judged, and the connection goes to the address that was
judged: a name that answers differently the second time gains nothing. Redirects are not followed, proxies of the
environment are not used, and a call has one limit of time for everything, so that a server which sends a byte a second
holds nobody up. Of an answer only the beginning is read. Never call it inside a transaction.
"""

import ipaddress
import socket
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import Any, cast
from urllib.parse import urlsplit

import httpcore2
import httpx2
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from httpcore2._backends.sync import SyncBackend, SyncStream

from core.errors import AtriumError

KEPT_OF_ANSWER = 2_048  # bytes
LONGEST_ADDRESS = 2_000  # characters
HEADERS = (("User-Agent", "Atrium"), ("Accept", "*/*"), ("Accept-Encoding", "identity"))
_FAILURES = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol)
# IPv6 addresses that carry an IPv4 address: the one inside is judged as well.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_resolvers = ThreadPoolExecutor(8, thread_name_prefix="resolve")
_running = threading.local()

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutboundError(AtriumError):
    """No answer was got; `str()` says why, in a line that may be shown."""


class TargetRefused(OutboundError):
    """The address is none that may be called: a private network, another scheme, no host."""


class CallFailed(OutboundError):
    """The server is not there, does not speak HTTP, or took too long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, and after how long."""

    status: int
    body: bytes
    retry_after: str
    milliseconds: int

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Outbound:
    """A client with its connections. It may be used by several threads; close it when done."""

    def __init__(self, *, at_once: int = 16) -> None:
        self.at_once = at_once

    def post(self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Answer:
        """POST, and the answer within so many seconds; OutboundError otherwise."""
        check_target(url)
        start = monotonic()
        _running.ends = start + seconds
        limits = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}
        told = [*HEADERS, *headers.items()]
        try:
            with self._pool.stream("POST", _parse(url), headers=told, content=body, extensions=limits) as response:
                beginning, wait = _beginning(response), _header(response, b"retry-after")
                return Answer(response.status, beginning, wait, _since(start))
        except OutboundError:
            raise
        except httpcore2.TimeoutException:
            raise CallFailed(_("No answer within %g seconds") % seconds) from None
        except (*_FAILURES, httpx2.InvalidURL, OSError, ValueError) as error:
            raise CallFailed(" ".join(f"{type(error).__name__}: {error}".split())[:300]) from error

    def close(self) -> None:
        self._pool.close()

    @cached_property
    def _pool(self) -> httpcore2.ConnectionPool:
        return httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=None,
            max_keepalive_connections=self.at_once,
            keepalive_expiry=10,
            network_backend=_JudgedNetwork(),
        )


def check_target(url: str) -> None:
    """Refuse what cannot be an address to call, as far as it shows without asking for its name."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise TargetRefused(_("This is no address.")) from None
    schemes = ("https",) if settings.OUTBOUND_HTTPS_ONLY else ("https", "http")
    if parts.scheme not in schemes or not host:
        raise TargetRefused(_("An address begins with %s.") % _(" or ").join(f"{one}://" for one in schemes))
    if parts.username or parts.password:
        raise TargetRefused(_("An address carries no user name and no password."))
    if len(url) > LONGEST_ADDRESS or not url.isprintable() or " " in url:
        raise TargetRefused(_("This is no address."))
    literal = _literal(host)
    if literal is not None and not is_allowed(literal):
        raise TargetRefused(_("Addresses of private networks are not called."))


def is_allowed(address: Address) -> bool:
    """Whether an address may be called: a public one, or one of the networks that the operator allows."""
    if any(address in network for network in _allowed_networks()):
        return True
    return address.is_global and not address.is_multicast and all(is_allowed(one) for one in _inside(address))


def _allowed_networks() -> list[Any]:
    return [ipaddress.ip_network(one, strict=False) for one in settings.OUTBOUND_ALLOWED_NETWORKS]


def _inside(address: Address) -> Iterable[Address]:
    """The IPv4 addresses that an IPv6 address stands for."""
    if isinstance(address, ipaddress.IPv6Address):
        found: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
        found += list(address.teredo or ())
        if address in _NAT64:
            found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (one for one in found if one is not None)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


class _JudgedNetwork(SyncBackend):
    """Connects to addresses that were judged, and to no name."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        addresses = _resolve(host, port)
        if not all(map(is_allowed, addresses)):
            raise TargetRefused(_("Addresses of private networks are not called."))
        failure: Exception = httpcore2.ConnectError(_("The name has no address."))
        for address in addresses[:4]:
            try:
                stream = super().connect_tcp(str(address), port, _left(timeout), local_address, socket_options)
                return _TimedStream(cast(SyncStream, stream)._sock)
            except httpcore2.ConnectError as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        raise TargetRefused(_("This is no address."))


class _TimedStream(SyncStream):
    """Each step gets what is left of the call's time, however often the server begins anew."""

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return super().read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        super().write(buffer, _left(timeout))

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore2.NetworkStream:
        kwargs["timeout"] = _left(kwargs.get("timeout"))
        stream = super().start_tls(*args, **kwargs)
        return _TimedStream(stream._sock) if isinstance(stream, SyncStream) else stream


def _left(timeout: float | None) -> float:
    """Seconds that are left of the call on this thread."""
    left = float(_running.ends) - monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout()
    return left if timeout is None else min(timeout, left)


def _resolve(host: str, port: int) -> list[Address]:
    """Every address of a name. The system's own look-up knows no limit of time, so it is waited for only so long."""
    literal = _literal(host)
    if literal is not None:
        return [literal]
    look_up = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = look_up.result(_left(None))
    except FutureTimeout:
        raise httpcore2.ConnectTimeout() from None
    except (OSError, UnicodeError):
        raise httpcore2.ConnectError(_("The name has no address.")) from None
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in dict.fromkeys(found)]


@lru_cache(maxsize=256)
def _parse(url: str) -> httpcore2.URL:
    """An address as the connection takes it: names of other scripts in their ASCII form, the path encoded."""
    found = httpx2.URL(url)
    return httpcore2.URL(scheme=found.raw_scheme, host=found.raw_host, port=found.port, target=found.raw_path)


def _header(response: httpcore2.Response, name: bytes) -> str:
    found = (value for key, value in response.headers if key.lower() == name)
    return next(found, b"").decode("latin-1")


def _beginning(response: httpcore2.Response) -> bytes:
    """The first bytes of an answer. The rest is not read; its connection is closed then."""
    told = b""
    for part in response.iter_stream():
        told += part
        if len(told) >= KEPT_OF_ANSWER:
            break
    return told[:KEPT_OF_ANSWER]


def _since(start: float) -> int:
    return round(1000 * (monotonic() - start))
