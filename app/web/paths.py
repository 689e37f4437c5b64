"""Where a reader may be sent after a step: only to a page of our own."""

import re
from typing import Final

MOST_CHARACTERS: Final = 500
# A step upwards as browsers see it: they take %2e for a dot (URL Standard, "double-dot URL path segment").
_UPWARDS: Final = re.compile(r"/(?:\.|%2e){2}(?=[/?#]|$)", re.IGNORECASE)


def safe_path(path: str | None, otherwise: str, *, within: str = "/") -> str:
    """Give the path back when it is one of ours under `within`, else the other.

    Refused is whatever a browser may take for another site or a script: `//host`, backslashes, control
    characters, a scheme, anything that does not start with a single slash.
    """
    if not path or len(path) > MOST_CHARACTERS or not path.startswith(within):
        return otherwise
    if path[len(within.rstrip("/")) :][:1] not in {"", "/", "?", "#"}:
        return otherwise
    is_plain = path.isascii() and path.isprintable() and " " not in path
    if not is_plain or path.startswith("//") or "\\" in path or _UPWARDS.search(path):
        return otherwise
    return path
