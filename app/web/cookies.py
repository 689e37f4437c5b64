"""Cookies with the strictest attributes that the site's own address allows."""

from typing import Final

from starlette.requests import HTTPConnection, cookie_parser
from starlette.responses import Response

from app.settings import Settings
from app.web.locale import MAX_COOKIE_CHARACTERS

STAFF_COOKIE: Final = "staff"
CARD_COOKIE: Final = "card"
STEP_COOKIE: Final = "step"
"""Holds a sign-in together between its steps."""
DONE_COOKIE: Final = "done"
SHORT_SECONDS: Final = 600

# With this prefix browsers refuse a cookie that is not from this very host over https (RFC 6265bis, 4.1.3.2).
_HOST_PREFIX = "__Host-"


def read_cookie(request: HTTPConnection, name: str) -> str | None:
    """Read one of our cookies; an oversized cookie header counts as none."""
    header = request.headers.get("cookie", "")
    if not header or len(header) > MAX_COOKIE_CHARACTERS:
        return None
    return cookie_parser(header).get(_full_name(request, name))


def set_cookie(
    response: Response, request: HTTPConnection, name: str, value: str, seconds: int | None = None
) -> None:
    """Give the browser a cookie that no script reads; gone with the browser unless `seconds` are given."""
    response.set_cookie(
        _full_name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=_is_https(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, request: HTTPConnection, name: str) -> None:
    """Take a cookie back."""
    set_cookie(response, request, name, "", seconds=0)


def _full_name(request: HTTPConnection, name: str) -> str:
    return f"{_HOST_PREFIX}{name}" if _is_https(request) else name


def _is_https(request: HTTPConnection) -> bool:
    settings: Settings = request.app.state.settings
    return settings.uses_https
