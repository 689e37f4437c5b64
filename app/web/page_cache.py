"""Rendered public pages as bytes: rendered once, compressed once, answered many times with an ETag."""

import gzip
import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import brotli
from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.responses import Response

# A lesson page with its compressed forms is about 40 KB: this holds some 1 500 of them.
_CACHE_BYTES: Final = 64 * 1024 * 1024
# 256 KB, more than any page: the default window of 4 MB is memory that the process never gives back.
_WINDOW_BITS: Final = 18
# Public pages may be kept by the browser but must be asked about each time: a corrected lesson shows at once.
CACHE_CONTROL: Final = "private, no-cache"


@dataclass(frozen=True, slots=True)
class CachedPage:
    """One page's bytes in every encoding we answer with, and its weak ETag (equal for all encodings)."""

    body: bytes
    encodings: dict[str, bytes]
    etag: str
    media_type: str

    @property
    def size(self) -> int:
        """Count the bytes this page holds in memory."""
        return len(self.body) + sum(map(len, self.encodings.values()))


def encode_page(html: str, media_type: str = "text/html; charset=utf-8") -> CachedPage:
    """Compress a rendered page at the highest level; done once per page, so 40 ms are well spent."""
    body = html.encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    small = brotli.compress(body, mode=brotli.MODE_TEXT, lgwin=_WINDOW_BITS)
    encodings = {"br": small, "gzip": gzip.compress(body, mtime=0)}
    return CachedPage(body, encodings, etag, media_type)


@dataclass
class PageCache:
    """Pages of one library snapshot; a new snapshot empties it."""

    pages: LRUCache[Hashable, CachedPage] = field(
        default_factory=lambda: LRUCache(_CACHE_BYTES, getsizeof=lambda page: page.size)
    )
    _lock: Lock = field(default_factory=Lock)
    _generation: Hashable = None

    def get(self, key: Hashable, generation: Hashable) -> CachedPage | None:
        """Look a page up; a new generation (content changed on disk) forgets all pages first."""
        with self._lock:
            if generation != self._generation:
                self.pages.clear()
                self._generation = generation
            return self.pages.get(key)

    def put(self, key: Hashable, generation: Hashable, page: CachedPage) -> None:
        """Keep a page unless its content has been replaced meanwhile."""
        with self._lock:
            if generation == self._generation and page.size <= self.pages.maxsize:
                self.pages[key] = page

    def page(self, key: Hashable, generation: Hashable, render: Callable[[], str]) -> CachedPage:
        """Answer from memory or render and keep; two readers at once may both render, which is harmless."""
        found = self.get(key, generation)
        if found is None:
            found = encode_page(render())
            self.put(key, generation, found)
        return found


def accepts(encoding: str, accept_encoding: str) -> bool:
    """Say whether the browser takes an encoding; `;q=0` is a no, as RFC 9110 section 12.5.3 has it."""
    for part in accept_encoding.split(","):
        name, _, parameter = part.strip().partition(";")
        if name.strip().lower() == encoding:
            return parameter.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def matches_etag(if_none_match: str | None, etag: str) -> bool:
    """Compare weakly, as RFC 9110 section 13.1.2 asks for If-None-Match."""
    if not if_none_match:
        return False
    wanted = etag.removeprefix("W/")
    return any(part.strip().removeprefix("W/") in {wanted, "*"} for part in if_none_match.split(","))


def choose_encoding(body: bytes, encodings: dict[str, bytes], headers: Headers) -> tuple[bytes, str | None]:
    """Pick the smallest form the browser takes: brotli, gzip, else plain."""
    accept = headers.get("accept-encoding", "")
    for name in ("br", "gzip"):
        if name in encodings and accepts(name, accept):
            return encodings[name], name
    return body, None


def page_response(page: CachedPage, headers: Headers, cache_control: str = CACHE_CONTROL) -> Response:
    """Answer with a page's bytes, or 304 when the browser already holds them."""
    common = {"etag": page.etag, "cache-control": cache_control, "vary": "Accept-Encoding"}
    if matches_etag(headers.get("if-none-match"), page.etag):
        return Response(status_code=304, headers=common)
    body, encoding = choose_encoding(page.body, page.encodings, headers)
    if encoding:
        common["content-encoding"] = encoding
    return Response(body, headers=common, media_type=page.media_type)
