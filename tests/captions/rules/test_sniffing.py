"""What a file is, by its first bytes alone."""

import pytest
from hypothesis import given, strategies

from app.captions.rules.sniffing import HEAD_LENGTH, REASONS, Refusal, refusal_of

_TS = (b"\x47" + bytes(187)) * 22
_M2TS = (bytes(4) + b"\x47" + bytes(187)) * 22


@pytest.mark.parametrize(
    "head",
    [
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00",
        b"\x00\x00\x00\x1cftypM4A \x00\x00",
        b"\x00\x00\x00\x14ftypqt  ",
        b"\x00\x00\x00\x08wide\x00\x00\x00\x00mdat",
        b"\x00\x00\x10\x00moov",
        b"\x1aE\xdf\xa3\x01\x00",
        b"OggS\x00\x02",
        b"fLaC\x00\x00\x00\x22",
        b"RIFF\x24\x08\x00\x00WAVEfmt ",
        b"RF64\xff\xff\xff\xffWAVEds64",
        b"RIFF\x24\x08\x00\x00AVI LIST",
        b"FORM\x00\x00\x00\x00AIFFCOMM",
        b"ID3\x04\x00",
        b"\xff\xfb\x90\x64\x00",
        b"\xff\xf3\x44\xc4",
        b"\xff\xf1\x50\x80",
        b"caff\x00\x01",
        b"#!AMR\n",
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9",
        b"\x00\x00\x01\xba\x44\x00",
        _TS[:HEAD_LENGTH],
        _M2TS[:HEAD_LENGTH],
    ],
)
def test_refusal_of_a_recording(head: bytes) -> None:
    assert refusal_of(head) is None


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (b"", Refusal.EMPTY),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", Refusal.PLAYLIST),
        (b"\xef\xbb\xbf#EXTM3U\r\n", Refusal.PLAYLIST),
        (b"ffconcat version 1.0\nfile neighbour.mp4\n", Refusal.PLAYLIST),
        (b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash">', Refusal.PLAYLIST),
        (b"<MPD>", Refusal.PLAYLIST),
        (b"[playlist]\nFile1=a", Refusal.PLAYLIST),
        (b"  <ASX version=3>", Refusal.PLAYLIST),
        (b"<!DOCTYPE html>", Refusal.WEB_PAGE),
        (b"<svg xmlns=''>", Refusal.WEB_PAGE),
        (b"<?xml version='1.0'?><rss>", Refusal.WEB_PAGE),
        (b"PK\x03\x04\x14\x00", Refusal.ARCHIVE),
        (b"\x1f\x8b\x08", Refusal.ARCHIVE),
        (b"7z\xbc\xaf\x27\x1c", Refusal.ARCHIVE),
        (b"%PDF-1.7", Refusal.DOCUMENT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Refusal.DOCUMENT),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", Refusal.PICTURE),
        (b"\x89PNG\r\n\x1a\n", Refusal.PICTURE),
        (b"GIF89a", Refusal.PICTURE),
        (b"RIFF\x24\x08\x00\x00WEBPVP8 ", Refusal.PICTURE),
        (b"\x00\x00\x00\x18ftypheic", Refusal.PICTURE),
        (b"\x00\x00\x00\x18ftypavif", Refusal.PICTURE),
        (b"RIFF\x24\x08\x00\x00CDXA", Refusal.UNKNOWN),
        (b"hello", Refusal.TEXT),
        ("Smärta".encode(), Refusal.TEXT),
        (b"\xff\xfeh\x00e\x00j\x00", Refusal.TEXT),
        (bytes(100), Refusal.UNKNOWN),
        (b"\x7fELF\x02\x01\x01\x00", Refusal.UNKNOWN),
        (b"MZ\x90\x00\x03\x00", Refusal.UNKNOWN),
        (b"\x47" + bytes(187) + b"\x00" + bytes(400), Refusal.UNKNOWN),
        (b"\xff\xff\xff\xff\xff\x00", Refusal.UNKNOWN),
        (b"\xff\xe8\x90\x00", Refusal.UNKNOWN),
        (b"\xff", Refusal.TEXT),
        (b"\xff\xf1\xff\x80\x00", Refusal.UNKNOWN),
    ],
)
def test_refusal_of_what_is_none(head: bytes, refusal: Refusal) -> None:
    assert refusal_of(head) is refusal


@given(strategies.text(alphabet=strategies.characters(codec="utf-8"), min_size=1, max_size=300))
def test_refusal_of_any_text_but_what_begins_like_a_recording(text: str) -> None:
    head = text.encode()
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}:
        return
    if not head.startswith((b"ID3", b"OggS", b"fLaC", b"caff", b"#!AMR", b"RIFF", b"RF64", b"FORM")):
        assert refusal_of(head) is not None


@given(strategies.binary(max_size=HEAD_LENGTH))
def test_refusal_of_any_bytes_has_words(head: bytes) -> None:
    refusal = refusal_of(head)
    assert refusal is None or REASONS[refusal].endswith(".")
