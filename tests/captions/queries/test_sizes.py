"""Pixels of videos and pictures, read from their first bytes."""

import struct
from pathlib import Path

import pytest

from app.captions.queries.sizes import picture_size, video_size


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _track(width: int, height: int) -> bytes:
    return _box(b"trak", _box(b"tkhd", bytes(76) + struct.pack(">II", width << 16, height << 16)))


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def test_the_track_with_a_picture_tells(tmp_path: Path) -> None:
    moov = _box(b"moov", _box(b"mvhd", bytes(100)) + _track(0, 0) + _track(426, 240))
    path = _file(tmp_path, _box(b"ftyp", b"isom") + moov + _box(b"mdat", bytes(50)))
    assert video_size(path) == (426, 240)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\0\0",
        b"\0\0\0\4moov",
        _box(b"moov", _track(0, 0)),
        _box(b"moov", _box(b"tkhd", b"")),
        b"x" * 99,
    ],
)
def test_what_is_no_video_has_no_size(tmp_path: Path, content: bytes) -> None:
    assert video_size(_file(tmp_path, content)) is None


@pytest.mark.parametrize(
    ("chunk", "size"),
    [
        (
            b"VP8 " + bytes(4) + b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 640 | 1 << 14, 360),
            (640, 360),
        ),
        (b"VP8L" + bytes(4) + b"\x2f" + (639 | 359 << 14).to_bytes(4, "little") + bytes(5), (640, 360)),
        (b"VP8X" + bytes(8) + (639).to_bytes(3, "little") + (359).to_bytes(3, "little"), (640, 360)),
        (b"ALPH" + bytes(14), None),
    ],
)
def test_each_kind_of_webp_tells_its_size(tmp_path: Path, chunk: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(_file(tmp_path, b"RIFF" + bytes(4) + b"WEBP" + chunk)) == size


def test_what_is_no_webp_has_no_size(tmp_path: Path) -> None:
    for content in (b"", b"RIFF", b"\x89PNG" + bytes(40)):
        assert picture_size(_file(tmp_path, content)) is None
