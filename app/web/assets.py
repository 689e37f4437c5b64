"""Our own static files, read once into memory, addressed by content hash and therefore cacheable for ever."""

import functools
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import Response

from app.web.page_cache import choose_encoding

_STATIC = Path(__file__).parent / "static"
_COMPRESSIBLE = {".css", ".js", ".svg"}
# Inside a style sheet or script, `asset:NAME` stands for the address of another asset.
_REFERENCE = re.compile(rb"asset:([\w.\-/]+)")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: the plain bytes and, for text, both compressed forms."""

    address: str
    media_type: str
    body: bytes
    encodings: Mapping[str, bytes]


class Assets:
    """All files under static/, found by name for templates and by address for browsers."""

    def __init__(self, folder: Path = _STATIC) -> None:
        self._folder = folder
        self._by_name: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self._read(path.relative_to(folder).as_posix())
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def url(self, name: str) -> str:
        """Give the address of a named asset; raise KeyError for a name that does not exist."""
        return self._by_name[name].address

    def find(self, address: str) -> Asset | None:
        """Find an asset by the address a browser asks for."""
        return self._by_address.get(address)

    def named(self, name: str) -> Asset:
        """Give a named asset itself; raise KeyError for a name that does not exist."""
        return self._by_name[name]

    def _read(self, name: str) -> Asset:
        if name in self._by_name:
            return self._by_name[name]
        path = self._folder / name
        body = path.read_bytes()
        if path.suffix in {".css", ".js"} and not name.startswith("vendor/"):
            body = _REFERENCE.sub(lambda found: self._read(found[1].decode()).address.encode(), body)
        self._by_name[name] = asset = _asset(name, body)
        return asset


@functools.cache
def _asset(name: str, body: bytes) -> Asset:
    # Compressed once per process, however many sites it builds: tests build hundreds.
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    encodings = {}
    if f".{suffix}" in _COMPRESSIBLE:
        encodings = {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Asset(f"/static/{stem}.{digest}.{suffix}", media_type, body, encodings)


def asset_response(request: Request, asset: Asset, cache_control: str) -> Response:
    """Send one of our own files in the smallest form the browser takes."""
    body, encoding = choose_encoding(asset.body, dict(asset.encodings), request.headers)
    headers = {"cache-control": cache_control, "vary": "Accept-Encoding"}
    if encoding:
        headers["content-encoding"] = encoding
    return Response(body, headers=headers, media_type=asset.media_type)
