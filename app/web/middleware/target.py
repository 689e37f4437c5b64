"""Refuses requests not aimed at us: a foreign host name, a path that plays with the file system."""

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.error_pages import error_response


class TrustedTarget:
    """Answers 400 to a Host that is not ours and to a path no browser sends."""

    def __init__(self, app: ASGIApp, allowed_hosts: Iterable[str]) -> None:
        self.app = app
        self.allowed_hosts = frozenset(host.lower() for host in allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP passes."""
        if scope["type"] != "http" or (self._knows(scope) and _is_plain(scope["path"])):
            await self.app(scope, receive, send)
            return
        await error_response(scope, 400)(scope, receive, send)

    def _knows(self, scope: Scope) -> bool:
        hosts = Headers(scope=scope).getlist("host")
        return len(hosts) == 1 and _without_port(hosts[0]).lower() in self.allowed_hosts


def _without_port(host: str) -> str:
    name, separator, port = host.rpartition(":")
    return name if separator and port.isascii() and port.isdigit() else host


def _is_plain(path: str) -> bool:
    if not path.startswith("/") or path.startswith("//"):
        return False
    return not ("\\" in path or "\x00" in path or ".." in path.split("/"))
