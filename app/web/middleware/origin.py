"""Cross-site request forgery, stopped by what browsers say of a request's origin; no token in any page."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.error_pages import error_response

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Lets an unsafe method pass only from our own pages.

    Sec-Fetch-Site decides; a browser too old to send it is judged by Origin; a request with neither passes
    only without a cookie, for then it holds no rights that could be misused.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP passes."""
        if scope["type"] != "http" or scope["method"] in _SAFE or _is_ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        await error_response(scope, 403)(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is not None:
        # The scheme is left out: behind a proxy we may see http where the browser saw https.
        return origin.partition("://")[2] == headers.get("host")
    return "cookie" not in headers
