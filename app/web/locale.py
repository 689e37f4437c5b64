"""Which language a request is read in: first path segment, else the remembered choice, else the browser's."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.types import Scope

from app.core.errors import NotFoundError
from app.core.locales import STAFF_LANGUAGES, Locale, best_language

LANGUAGE_COOKIE = "language"
STAFF_LANGUAGE_COOKIE = "staff_language"
# A header line longer than this is not a browser's cookie jar but an attack or a fault: it counts as none.
MAX_COOKIE_CHARACTERS = 4096


def reader_locale(request: Request, lang: str) -> Locale:
    """Turn the path's first segment into a Locale; raise NotFoundError for an unknown language."""
    locales: Mapping[str, Locale] = request.app.state.locales
    if lang not in locales:
        raise NotFoundError
    return locales[lang]


def best_locale(
    scope: Scope, locales: Mapping[str, Locale], staff_locales: Mapping[str, Locale] | None = None
) -> Locale:
    """Guess the reader's language where the path cannot be trusted to name it (errors, the first page).

    Staff pages have no language in their path: there the remembered choice counts, then the browser's.
    """
    path = str(scope.get("path", ""))
    headers = Headers(scope=scope)
    accepted = headers.get("accept-language")
    if staff_locales is not None and is_staff_path(path):
        remembered = remembered_language(headers, STAFF_LANGUAGE_COOKIE)
        return staff_locales[best_language(accepted, remembered, STAFF_LANGUAGES)]
    segment = path.split("/", 2)[1:2]
    if segment and segment[0] in locales:
        return locales[segment[0]]
    return locales[best_language(accepted, remembered_language(headers))]


def is_staff_path(path: str) -> bool:
    """Whether an address is one of the staff's."""
    return path == "/staff" or path.startswith("/staff/")


def remembered_language(headers: Headers, name: str = LANGUAGE_COOKIE) -> str | None:
    """Read a language cookie; a rubbish or oversized cookie header counts as no choice."""
    cookie = headers.get("cookie")
    if not cookie or len(cookie) > MAX_COOKIE_CHARACTERS:
        return None
    return cookie_parser(cookie).get(name)
