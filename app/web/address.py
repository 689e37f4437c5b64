"""Which network address a request came from, for limits only: it is never stored or logged in the clear."""

import ipaddress
from typing import Final

from starlette.requests import HTTPConnection

UNKNOWN: Final = "unknown"
# One household or phone commands a whole /64 of IPv6 addresses, so a limit on single ones limits nobody.
_IPV6_PREFIX = 64


def client_address(request: HTTPConnection) -> str:
    """Give the sender's IPv4 address or IPv6 network, "unknown" where there is none.

    X-Forwarded-For counts only as many places from its right end as there are trusted proxies: what stands
    further left was written by the sender.
    """
    hops: int = request.app.state.settings.trusted_proxies
    direct = request.client.host if request.client else ""
    if hops == 0:
        return _normal(direct)
    parts = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    forwarded = [part.strip() for part in parts if part.strip()]
    return _normal(forwarded[-hops] if len(forwarded) >= hops else direct)


def _without_port(text: str) -> str:
    # Some proxies write 192.0.2.1:4711 or [2001:db8::1]:4711 into X-Forwarded-For.
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _normal(text: str) -> str:
    try:
        address = ipaddress.ip_address(_without_port(text))
    except ValueError:
        return UNKNOWN
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address)
