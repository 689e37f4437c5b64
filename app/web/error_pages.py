"""What a reader sees when something is refused or breaks: plain words, her language, the way onward."""

from collections.abc import Mapping
from typing import Final

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Scope

from app.core.errors import (
    N_,
    AppError,
    BadRequestError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PayloadTooLargeError,
    RetryLaterError,
    SignedOutError,
    TooManyRequestsError,
    UnavailableError,
)
from app.web.locale import best_locale, is_staff_path
from app.web.navigation import staff_frame
from app.web.render import NO_STORE, Renderer, wants_fragment

_log = structlog.get_logger(__name__)

_TITLES: Final[Mapping[int, str]] = {
    400: N_("We did not understand"),
    401: N_("Signed out"),
    403: N_("You cannot open this"),
    404: N_("Not found"),
    405: N_("That does not work here"),
    409: N_("This has changed meanwhile"),
    413: N_("Too large"),
    422: N_("Something needs to be changed"),
    429: N_("Please wait a little"),
    500: N_("Something went wrong"),
    503: N_("Busy right now"),
}
_MESSAGES: Final[Mapping[int, str]] = {
    error.status: error.message_id
    for error in (
        AppError,
        BadRequestError,
        SignedOutError,
        ForbiddenError,
        NotFoundError,
        PayloadTooLargeError,
        InvalidInputError,
        TooManyRequestsError,
        UnavailableError,
    )
} | {
    405: N_("The page is there, but it cannot be used in this way. Go back and try again."),
    409: N_("Somebody has changed this meanwhile. Load the page again."),
}


def error_response(
    scope: Scope, status: int, *, message_id: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Render the error page (or its block, for htmx) in the best language for this request.

    An unknown status is shown as its family: any 4xx as 400, anything else as 500. If rendering itself
    fails the reader still gets one plain line.
    """
    state = scope["app"].state
    shown = status if status in _TITLES else 400 if 400 <= status < 500 else 500
    sent = {"cache-control": NO_STORE, "vary": "Accept-Language, Cookie, HX-Request"} | dict(headers or {})
    renderer: Renderer = state.renderer
    try:
        locale = best_locale(scope, state.locales, state.staff_locales)
        is_staff = is_staff_path(str(scope.get("path", "")))
        block = "content" if wants_fragment(Headers(scope=scope)) else None
        context = {"title": _TITLES[shown], "message": message_id or _MESSAGES[shown], "status": status}
        context |= staff_frame(scope) | {
            "layout": "web/staff/layout.html" if is_staff else "web/base.html",
            "start": "/staff" if is_staff else f"/{locale.tag}/",
        }
        body = renderer.html("web/error.html", locale, context, block=block)
    except Exception:  # noqa: BLE001 - the page that reports a fault must not become one
        _log.exception("error_page_failed", status=status)
        return PlainTextResponse(f"{status}", status_code=status, headers=sent)
    return HTMLResponse(body, status_code=status, headers=sent)


def install_error_pages(app: FastAPI) -> None:
    """Answer the application's own, the framework's and the input errors with error pages."""
    app.add_exception_handler(AppError, _show_app_error)
    app.add_exception_handler(HTTPException, _show_http_error)
    app.add_exception_handler(RequestValidationError, _show_invalid_input)


async def _show_app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101 - registered for this type only; narrows for mypy
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, RetryLaterError) else {}
    return error_response(request.scope, error.status, message_id=error.message_id, headers=headers)


async def _show_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type only; narrows for mypy
    return error_response(request.scope, error.status_code, headers=error.headers)


async def _show_invalid_input(request: Request, _error: Exception) -> Response:
    # An address that does not parse (a page number "abc") is as much a wrong input as a form field.
    return error_response(request.scope, InvalidInputError.status)
