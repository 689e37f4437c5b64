"""No request body beyond the limit is ever read, announced or not, but for uploads, which have their own."""

import re
from contextlib import suppress
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.error_pages import error_response

# Forms: the largest is some pages of typed text.
MAX_BODY_BYTES: Final = 1024 * 1024
# The pieces of a recording: the route counts them itself, against the length that was promised, as they come.
_STREAMED: Final = re.compile(r"/staff/lectures/uploads/[0-9a-z]+")


# Not str.isdigit(), which takes "²" for a digit; int() refuses more than 4 300 of them.
_LENGTH: Final = re.compile(r"[0-9]{1,19}")


class _TooLargeError(Exception):
    """More body arrived than was allowed."""


class BodyLimit:
    """Answers 413 from Content-Length before reading, and cuts a body of unknown length at the limit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP passes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not _LENGTH.fullmatch(announced):
            await error_response(scope, 400)(scope, receive, send)
        elif scope["method"] == "PATCH" and _STREAMED.fullmatch(scope["path"]):
            await self.app(scope, receive, send)
        elif int(announced) > MAX_BODY_BYTES:
            await error_response(scope, 413)(scope, receive, send)
        else:
            await self._count(scope, receive, send)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0
        exceeded = False
        started = False

        async def receive_counted() -> Message:
            nonlocal seen, exceeded
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > MAX_BODY_BYTES:
                    exceeded = True
                    raise _TooLargeError
            return message

        async def send_unless_exceeded(message: Message) -> None:
            # The framework turns any fault while reading a body into its own 400: ours is the truth.
            nonlocal started
            if exceeded and not started:
                return
            started = True
            await send(message)

        with suppress(_TooLargeError):
            await self.app(scope, receive_counted, send_unless_exceeded)
        if exceeded and not started:
            await error_response(scope, 413)(scope, receive, send)
