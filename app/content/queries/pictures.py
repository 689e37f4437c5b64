"""The pictures that content may show, with the size a browser needs to keep their place free."""

import hashlib
import os
import re
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MAX_PICTURES = 20_000
"""Stops a scan that was pointed at something else than our media folder."""

_SUFFIXES = {".svg", ".png", ".jpg", ".jpeg", ".webp"}
_HEAD_BYTES = 2048
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_TAG = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_SVG_BOX = re.compile(rb"""\bviewBox\s*=\s*["']\s*[-0-9.]+[\s,]+[-0-9.]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)""")
_SVG_SIZE = re.compile(rb"""(?<![-\w])(width|height)\s*=\s*["']\s*([0-9.]+)(?:px)?\s*["']""")


def picture_sizes(media: Path) -> Mapping[str, tuple[int, int] | None]:
    """Every picture below the media folder by its address (`/media/…`); None when its size is not known.

    Links out of the folder are not followed and unreadable files are left out: a page then shows the alt
    text.
    """
    sizes: dict[str, tuple[int, int] | None] = {}
    for folder, _folders, names in os.walk(media):
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix.lower() in _SUFFIXES and len(sizes) < MAX_PICTURES and path.is_file():
                _measure(path, media, sizes)
    return sizes


def media_stamps(media: Path) -> str:
    """What tells two states of the media folder apart: every file's place, size and time, hashed."""
    stamps = hashlib.sha256()
    for folder, folders, names in os.walk(media):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            with suppress(OSError):
                status = path.stat()
                stamps.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return stamps.hexdigest()


def _measure(path: Path, media: Path, sizes: dict[str, tuple[int, int] | None]) -> None:
    if path.is_symlink() and not path.resolve().is_relative_to(media.resolve()):
        return
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return
    sizes[f"/media/{path.relative_to(media).as_posix()}"] = _size(head)


def _size(head: bytes) -> tuple[int, int] | None:
    if head.startswith(_PNG) and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return width, height
    tag = _SVG_TAG.search(head)
    if tag is None:
        return None
    given = {
        key: round(float(value)) for key, value in _SVG_SIZE.findall(tag.group()) if value.count(b".") < 2
    }
    box = _SVG_BOX.search(tag.group())
    if {b"width", b"height"} <= given.keys():
        return given[b"width"], given[b"height"]
    return (round(float(box[1])), round(float(box[2]))) if box and b".." not in box.group() else None
