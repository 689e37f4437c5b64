"""How many pixels a finished video or picture of ours has, read from the first bytes of its file.

Only for files that our own stages made: an MP4 with its index first, a WebP picture.
"""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_HEAD: Final = 4 * 1024 * 1024
"""Bytes; the index of eight hours of video is smaller."""
_WITHIN: Final = frozenset({b"moov", b"trak"})
_WIDTH_AND_HEIGHT: Final = 8
"""A track header ends in them, each 16.16 fixed point (ISO 14496-12, 8.3.2)."""


def video_size(path: Path) -> tuple[int, int] | None:
    """Width and height of an MP4 file's picture; None when it has none, or is no such file."""
    for kind, body in _boxes(_head(path)):
        if kind == b"tkhd" and len(body) >= _WIDTH_AND_HEIGHT:
            width, height = struct.unpack(">II", body[-_WIDTH_AND_HEIGHT:])
            if width and height:
                return width >> 16, height >> 16
    return None


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a WebP file; None when it is no such file (RFC 9649, 2.5 to 2.7)."""
    head = _head(path)[:64]
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP" or len(head) < 30:
        return None
    if head[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    return None


def _head(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(_HEAD)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every box in turn, those that hold boxes opened."""
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[place : place + 8])
        if size < 8:
            return
        body = data[place + 8 : place + size]
        if kind in _WITHIN:
            yield from _boxes(body)
        else:
            yield kind, body
        place += size
