"""The browser and the system by name, so that somebody knows her own telephone in a list; nothing finer."""

from typing import Final

from app.core.errors import S_

UNKNOWN_BROWSER: Final = S_("Unknown browser")
_LONGEST = 1000
# The first that is found counts: most browsers also carry the names of others.
_BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/",), "Opera"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/"), "Chrome"),
    (("Safari/",), "Safari"),
)
_SYSTEMS = (
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("Windows",), "Windows"),
    (("CrOS",), "ChromeOS"),
    (("Macintosh",), "Mac"),
    (("Linux",), "Linux"),
)


def device_name(user_agent: str | None) -> str:
    """Name browser and system of a User-Agent header, as in "Firefox, Android"; rubbish is unknown."""
    header = (user_agent or "")[:_LONGEST]
    found = [name for names in (_BROWSERS, _SYSTEMS) for name in [_first(header, names)] if name is not None]
    return ", ".join(found) or UNKNOWN_BROWSER


def _first(header: str, names: tuple[tuple[tuple[str, ...], str], ...]) -> str | None:
    return next((name for signs, name in names if any(sign in header for sign in signs)), None)
