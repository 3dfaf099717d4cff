"""Where a request comes from. A forwarded address is believed only from the proxies the operator named."""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
# In TRUSTED_PROXIES: a proxy on this machine that connects through a socket file, and so has no address.
SOCKET = "unix"


class ForwardedMiddleware:
    """Puts the caller's own address and scheme in place of the proxy's, and drops what nobody vouches for.

    Everything after it (rate limits, allowlists, the log, `request.is_secure()`) reads REMOTE_ADDR alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        chain = meta.pop("HTTP_X_FORWARDED_FOR", "")
        scheme = meta.pop("HTTP_X_FORWARDED_PROTO", "")
        direct = meta.get("REMOTE_ADDR", "")
        if is_trusted(direct):
            meta["REMOTE_ADDR"] = forwarded_address(direct, chain)
            if scheme in {"http", "https"}:
                meta["wsgi.url_scheme"] = scheme
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """The caller's address, empty when it has none; `ForwardedMiddleware` has seen to the proxies."""
    address = parse_address(str(request.META.get("REMOTE_ADDR", "")))
    return "" if address is None else str(address)


def forwarded_address(direct: str, chain: str) -> str:
    """Walk the chain from the right: the first address that no trusted proxy owns is the caller's.

    What stands left of it was written by the caller and may say anything.
    """
    address = direct
    for entry in reversed([part.strip() for part in chain.split(",") if part.strip()]):
        if not is_trusted(address) or parse_address(entry) is None:
            break
        address = entry
    return address


def is_trusted(address: str) -> bool:
    """Whether the operator named this address as a proxy's."""
    if not address:
        return SOCKET in settings.TRUSTED_PROXIES
    parsed = parse_address(address)
    networks = (ip_network(entry, strict=False) for entry in settings.TRUSTED_PROXIES if entry != SOCKET)
    return parsed is not None and any(parsed in network for network in networks)


@lru_cache(maxsize=1024)
def parse_address(text: str) -> Address | None:
    """An address in its plain form: an IPv4 address mapped into IPv6 is the IPv4 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
