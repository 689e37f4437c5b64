"""One id and one log line per request, HEAD for every page, and the last catch for what broke."""

import time
from secrets import token_hex

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.error_pages import error_response

_log = structlog.get_logger("smartskola.request")


class RequestRecord:
    """Gives the request an id, answers HEAD like GET without the body, turns a crash into the error page.

    The log line carries the route's pattern, never the address: an address can hold a card's code.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP passes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = token_hex(8)
        method = scope["method"]
        is_head = method == "HEAD"
        if is_head:
            scope["method"] = "GET"
            scope["smartskola.is_head"] = True
        status = 0
        started = time.perf_counter()

        async def send_recorded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_recorded)
            except Exception as fault:
                # Once bytes are out there is nothing left to say to the reader.
                _log.exception("request_failed", error=type(fault).__name__)
                if status:
                    raise
                await error_response(scope, 500)(scope, receive, send_recorded)
            finally:
                duration = round((time.perf_counter() - started) * 1000, 1)
                pattern = getattr(scope.get("route"), "path", None)
                _log.info("request", method=method, route=pattern, status=status, duration_ms=duration)
