"""Which network address a request came from, for limits only: it is never stored or logged in the clear."""

import ipaddress
from typing import Final

from starlette.requests import HTTPConnection

UNKNOWN: Final = "unknown"
# One household or phone commands a whole /64 of IPv6 addresses, so a limit on single ones limits nobody.
_HOUSEHOLD = 64
# What a provider hands out on request: whoever commands one /48 commands its 65 536 households.
_CUSTOMER = 48


def client_address(request: HTTPConnection) -> str:
    """Give the sender's IPv4 address or IPv6 network, "unknown" where there is none.

    X-Forwarded-For counts only as many places from its right end as there are trusted proxies: what stands
    further left was written by the sender.
    """
    return _normal(_sender(request), _HOUSEHOLD)


def client_network(request: HTTPConnection) -> str:
    """Give what one sender may command: the IPv4 address or the IPv6 /48, "unknown" where there is none.

    As trustworthy as `client_address`, and coarser: for what must be dear to have many of.
    """
    return _normal(_sender(request), _CUSTOMER)


def _sender(request: HTTPConnection) -> str:
    hops: int = request.app.state.settings.trusted_proxies
    direct = request.client.host if request.client else ""
    if hops == 0:
        return direct
    parts = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    forwarded = [part.strip() for part in parts if part.strip()]
    return forwarded[-hops] if len(forwarded) >= hops else direct


def _without_port(text: str) -> str:
    # Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711 into X-Forwarded-For.
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _normal(text: str, prefix: int) -> str:
    try:
        address = ipaddress.ip_address(_without_port(text))
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, prefix), strict=False))
    return str(address)
