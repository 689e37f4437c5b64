"""Media over HTTP: ranges, 304 and HEAD as RFC 9110 asks, where the framework falls short."""

import re
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from app.core.storage import LECTURE_TYPES, MEDIA_TYPES
from app.web.page_cache import matches_etag

# A range we can read: `bytes=0-5`, `bytes=5-`, `bytes=-5`, several with commas. Section 14.2 says that a
# server ignores any other; the framework answers 400 to an unknown unit, to `5-2` and to endless numbers.
_PART = r"(?:\d{1,18}-\d{0,18}|-\d{1,18})"
_READABLE_RANGE: Final = re.compile(rf"bytes=\s*{_PART}(?:\s*,\s*{_PART}){{0,9}}\s*")
_FROM_TO: Final = re.compile(r"(\d+)-(\d+)")
# Figures and voices change seldom; a day on the phone saves data, the ETag settles the rest.
_CACHE_CONTROL: Final = "public, max-age=86400"
FOR_EVER: Final = "public, max-age=31536000, immutable"
"""For a file whose address carries the digest of what it holds."""
# The waveform's shape is for the editor of staff alone, never under /media/.
_TYPES: Final = {**MEDIA_TYPES, **LECTURE_TYPES, ".bin": "application/octet-stream"}


def file_response(request: Request, path: Path, *, cache_control: str = _CACHE_CONTROL) -> Response:
    """Answer with a file of a known media type, a part of it, or 304; HEAD reads nothing."""
    status = path.stat()
    etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}"'
    headers = {"etag": etag, "cache-control": cache_control, "accept-ranges": "bytes"}
    if matches_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    media_type = _TYPES[path.suffix]
    if request.scope.get("smartskola.is_head"):
        return Response(headers=headers | {"content-length": str(status.st_size)}, media_type=media_type)
    _drop_unreadable_range(request)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=status)


def _drop_unreadable_range(request: Request) -> None:
    asked = request.headers.get("range")
    if asked is not None and not _is_readable(asked):
        kept = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
        request.scope["headers"] = kept


def _is_readable(asked: str) -> bool:
    is_well_formed = _READABLE_RANGE.fullmatch(asked) is not None
    return is_well_formed and all(int(first) <= int(last) for first, last in _FROM_TO.findall(asked))
