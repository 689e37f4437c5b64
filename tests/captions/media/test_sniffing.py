"""The first bytes decide, whatever the name says."""

import os
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from app.captions.media.faults import (
    AbsentMediaError,
    EmptyMediaError,
    NotMediaError,
    PlaylistError,
    TruncatedMediaError,
    UnusableMediaError,
)
from app.captions.media.sniffing import sniff
from tests.factories.media import Shelf, box

MOV = "mov,mp4,m4a,3gp,3g2,mj2"


def _picture(kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, kind)
    return file.getvalue()


def _zip() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("lecture.mp4", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "demuxers"),
    [
        ("lecture.mp4", MOV),
        ("fragments.mp4", MOV),
        ("voice.m4a", MOV),
        ("lecture.mkv", "matroska,webm"),
        ("lecture.webm", "matroska,webm"),
        ("lecture.avi", "avi"),
        ("lecture.ts", "mpegts"),
        ("voice.mp3", "mp3,aac,flac"),
        ("cover.mp3", "mp3,aac,flac"),
        ("voice.aac", "aac"),
        ("voice.ogg", "ogg"),
        ("voice.flac", "flac"),
        ("voice.wav", "wav"),
        ("voice.wma", "asf"),
        ("voice.aiff", "aiff"),
        ("voice.caf", "caf"),
        ("lecture.mpg", "mpeg"),
    ],
)
def test_sniff_knows_real_recordings(shelf: Shelf, tmp_path: Path, name: str, demuxers: str) -> None:
    nameless = tmp_path / "upload"
    nameless.write_bytes(shelf.take(name).read_bytes())
    assert sniff(nameless) == demuxers


@pytest.mark.parametrize(
    ("head", "demuxers"),
    [
        (box(b"moov") + b"\0" * 9, MOV),
        (box(b"wide") + box(b"mdat"), MOV),
        (b"\xff\xfb\x90\x00" + b"\0" * 400, "mp3"),
        (b"\xff\xf1\x50\x80" + b"\0" * 400, "aac"),
        (b"".join(b"\0\0\0\0G" + b"\0" * 187 for _ in range(4)), "mpegts"),
        (b"#!AMR\n\x3c", "amr"),
        (b"FORM\0\0\0\0AIFCFVER", "aiff"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "wav"),
        (b"RIFF\0\0\0\0WAVEfmt ", "wav"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "wav"),
    ],
)
def test_sniff_knows_other_beginnings(tmp_path: Path, head: bytes, demuxers: str) -> None:
    file = tmp_path / "upload"
    file.write_bytes(head)
    assert sniff(file) == demuxers


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", EmptyMediaError),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:3,\nneighbour.mp4\n", PlaylistError),
        (b"\xef\xbb\xbf#EXTM3U\nhttp://127.0.0.1/x.ts\n", PlaylistError),
        (b"ffconcat version 1.0\nfile neighbour.mp4\n", PlaylistError),
        (b"file neighbour.mp4\n", NotMediaError),
        (b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>', PlaylistError),
        (b"[playlist]\nFile1=/etc/passwd\n", PlaylistError),
        (b"Just a text that somebody has named lecture.mp4.\n", NotMediaError),
        (b"<!doctype html><title>404</title>", NotMediaError),
        (b"%PDF-1.7\n", NotMediaError),
        (b"\x7fELF\2\1\1", NotMediaError),
        (b"GIF89a" + b"\0" * 60, NotMediaError),
        (b"\0" * 4096, NotMediaError),
        (b"\xff" * 4096, NotMediaError),
        (b"G", NotMediaError),
        (b"RIFF\x10\0\0\0WEBPVP8 ", NotMediaError),
        (box(b"ftyp", b"heic\0\0\0\0mif1heic"), NotMediaError),
        (box(b"ftyp", b"avif\0\0\0\0mif1avif"), NotMediaError),
        (_picture("JPEG"), NotMediaError),
        (_picture("PNG"), NotMediaError),
        (_zip(), NotMediaError),
        (b"\xff\xd8\xff\xe0", NotMediaError),
        (b"\xff\xfe<\0h\0t\0m\0l\0", NotMediaError),
        (b"\xff\xe9\x90\x00", NotMediaError),
        (b"\xff\xe1\x50\x00", NotMediaError),
        (b"RIFF\x40\x42\x0f\0WAVEfmt ", TruncatedMediaError),
    ],
)
def test_sniff_refuses_all_else(tmp_path: Path, content: bytes, fault: type[UnusableMediaError]) -> None:
    file = tmp_path / "lecture.mp4"
    file.write_bytes(content)
    with pytest.raises(fault):
        sniff(file)


def test_sniff_of_what_cannot_be_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    for path in (tmp_path / "nowhere.mp4", tmp_path, pipe, tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(AbsentMediaError):
            sniff(path)


@given(st.binary(max_size=600))
@hypothesis_settings(max_examples=50)
def test_sniff_answers_or_refuses_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(content)
    with suppress(UnusableMediaError):
        assert sniff(file)
