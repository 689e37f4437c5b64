"""Compression of pages made on the fly; what was compressed beforehand, and media, passes untouched."""

from brotli_asgi import BrotliMiddleware
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.page_cache import accepts

# Level 5 costs 0.5 ms a page against 39 ms at level 11, for 15 % more bytes (reliability notes, section 3).
_QUALITY = 5
# Files have their own compressed forms, and a byte range of a file must never be encoded again.
_FILES = ["^/media/", "^/static/"]


class Compression:
    """Brotli, or gzip where the browser has no brotli."""

    def __init__(self, app: ASGIApp) -> None:
        self.compressed = BrotliMiddleware(app, quality=_QUALITY, excluded_handlers=_FILES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP passes."""
        if scope["type"] == "http":
            _leave_out_refused(scope)
        await self.compressed(scope, receive, send)


def _leave_out_refused(scope: Scope) -> None:
    # The library looks for the mere name of an encoding, and would send what a browser refuses with `q=0`.
    # The scope itself is changed, not a copy: the router writes the route into it, which our log line needs.
    asked = Headers(scope=scope).get("accept-encoding", "")
    taken = ", ".join(name for name in ("br", "gzip") if accepts(name, asked))
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    scope["headers"] = [*kept, (b"accept-encoding", taken.encode())]
