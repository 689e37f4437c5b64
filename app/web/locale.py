"""Which language a request is read in: first path segment, else the remembered choice, else the browser's."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.types import Scope

from app.core.errors import NotFoundError
from app.core.locales import Locale, best_language

LANGUAGE_COOKIE = "language"
# A header line longer than this is not a browser's cookie jar but an attack or a fault: it counts as none.
MAX_COOKIE_CHARACTERS = 4096


def reader_locale(request: Request, lang: str) -> Locale:
    """Turn the path's first segment into a Locale; raise NotFoundError for an unknown language."""
    locales: Mapping[str, Locale] = request.app.state.locales
    if lang not in locales:
        raise NotFoundError
    return locales[lang]


def best_locale(scope: Scope, locales: Mapping[str, Locale]) -> Locale:
    """Guess the reader's language where the path cannot be trusted to name it (errors, the first page)."""
    segment = str(scope.get("path", "")).split("/", 2)[1:2]
    if segment and segment[0] in locales:
        return locales[segment[0]]
    headers = Headers(scope=scope)
    return locales[best_language(headers.get("accept-language"), remembered_language(headers))]


def remembered_language(headers: Headers) -> str | None:
    """Read the language cookie; a rubbish or oversized cookie header counts as no choice."""
    cookie = headers.get("cookie")
    if not cookie or len(cookie) > MAX_COOKIE_CHARACTERS:
        return None
    return cookie_parser(cookie).get(LANGUAGE_COOKIE)
