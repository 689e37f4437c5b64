"""What a file is, judged by its first bytes: a recording, or why it is none; its name says nothing.

Only real containers of sound and video pass. Whether one can be used is found out later, by looking into it.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.core.errors import S_

HEAD_LENGTH: Final = 4096
"""Bytes that are looked at; fewer when the file is shorter."""


class Refusal(StrEnum):
    """Why a file is no recording."""

    EMPTY = "empty"
    PLAYLIST = "playlist"
    PICTURE = "picture"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    TEXT = "text"
    UNKNOWN = "unknown"


REASONS: Final[Mapping[Refusal, str]] = MappingProxyType(
    {
        Refusal.EMPTY: S_("The file is empty. Choose the recording itself."),
        Refusal.PLAYLIST: S_(
            "This is a playlist: it only says where a recording lies. Choose the recording itself."
        ),
        Refusal.PICTURE: S_("This is a picture. Choose a recording with sound, such as MP4, MOV or MP3."),
        Refusal.DOCUMENT: S_("This is a document. Choose a recording with sound, such as MP4, MOV or MP3."),
        Refusal.ARCHIVE: S_(
            "This is a packed file, such as ZIP or a slide show. Unpack it, and choose the recording itself."
        ),
        Refusal.WEB_PAGE: S_("This is a web page. Download the recording, and choose that file."),
        Refusal.TEXT: S_("This is a text. Choose a recording with sound, such as MP4, MOV or MP3."),
        Refusal.UNKNOWN: S_(
            "This is not a recording that we can use. Choose a file such as MP4, MOV, MKV, MP3, M4A or WAV."
        ),
    }
)

# The four letters of a first box in MP4 and its kin (ISO 14496-12), and of QuickTime files older than `ftyp`.
_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
# Brands of `ftyp` under which there is a picture (HEIF, AVIF, Canon's raw pictures).
_PICTURE_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"crx "}
)
_RECORDINGS: Final = (
    b"\x1aE\xdf\xa3",  # Matroska, WebM
    b"OggS",
    b"fLaC",
    b"ID3",
    b"caff",
    b"#!AMR",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # ASF: WMV, WMA
    b"\x00\x00\x01\xba",  # MPEG programme stream
)
_OTHERS: Final[tuple[tuple[bytes, Refusal], ...]] = (
    (b"%PDF", Refusal.DOCUMENT),
    (b"\xd0\xcf\x11\xe0", Refusal.DOCUMENT),  # Word, Excel, PowerPoint before 2007
    (b"{\\rtf", Refusal.DOCUMENT),
    (b"PK\x03\x04", Refusal.ARCHIVE),
    (b"PK\x05\x06", Refusal.ARCHIVE),
    (b"\x1f\x8b", Refusal.ARCHIVE),
    (b"Rar!", Refusal.ARCHIVE),
    (b"7z\xbc\xaf", Refusal.ARCHIVE),
    (b"\xff\xd8\xff", Refusal.PICTURE),
    (b"\x89PNG", Refusal.PICTURE),
    (b"GIF8", Refusal.PICTURE),
    (b"BM", Refusal.PICTURE),
    (b"II*\x00", Refusal.PICTURE),
    (b"MM\x00*", Refusal.PICTURE),
    (b"8BPS", Refusal.PICTURE),
)
_PLAYLIST: Final = re.compile(rb"#EXTM3U|ffconcat\s|\[playlist\]|<asx|<MPD|<smil|WPL|#M3U", re.IGNORECASE)
_WEB_PAGE: Final = re.compile(rb"<!doctype|<html|<head|<svg|<script|<\?xml|<!--", re.IGNORECASE)
_BYTE_ORDER_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TS_PACKET, _M2TS_PACKET = 188, 192


def refusal_of(head: bytes) -> Refusal | None:
    """Say why a file is refused, None for a recording; `head` is its first HEAD_LENGTH bytes, or all."""
    if not head:
        return Refusal.EMPTY
    if head[4:8] in _BOXES:
        return _refusal_of_boxes(head)
    if head.startswith((b"RIFF", b"RF64", b"FORM")):
        return _refusal_of_chunks(head)
    if head.startswith(_RECORDINGS) or _is_transport_stream(head) or _is_sound_frame(head):
        return None
    known = next((refusal for start, refusal in _OTHERS if head.startswith(start)), None)
    return known or _refusal_of_text(head)


def _refusal_of_boxes(head: bytes) -> Refusal | None:
    is_picture = head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS
    return Refusal.PICTURE if is_picture else None


def _refusal_of_chunks(head: bytes) -> Refusal | None:
    kind = head[8:12]
    if kind in {b"WAVE", b"AVI ", b"AIFF", b"AIFC"}:
        return None
    return Refusal.PICTURE if kind == b"WEBP" else Refusal.UNKNOWN


def _is_transport_stream(head: bytes) -> bool:
    """Whether every packet begins with the byte of synchronisation (ISO 13818-1), also after a time."""
    return any(
        len(head) > start + 2 * packet and set(head[start::packet]) == {0x47}
        for start, packet in ((0, _TS_PACKET), (4, _M2TS_PACKET))
    )


def _is_sound_frame(head: bytes) -> bool:
    """Whether it begins with a frame of MP3 or AAC (ADTS): eleven set bits, then values that are in use."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    if head[1] & 0xF6 == 0xF0:
        return head[2] >> 2 & 0x0F < 13
    # Layer I has died out, and begins like a text of 16 bits.
    has_version, has_layer = head[1] >> 3 & 3 != 1, head[1] >> 1 & 3 in {1, 2}
    has_rates = head[2] >> 4 not in {0, 15} and head[2] >> 2 & 3 != 3
    return has_version and has_layer and has_rates


def _refusal_of_text(head: bytes) -> Refusal:
    mark = next((mark for mark in _BYTE_ORDER_MARKS if head.startswith(mark)), b"")
    start = head[len(mark) :].lstrip()[:200]
    if mark not in {b"", _BYTE_ORDER_MARKS[0]}:
        return Refusal.TEXT
    if _PLAYLIST.match(start) or b"<MPD" in head:
        return Refusal.PLAYLIST
    if _WEB_PAGE.match(start):
        return Refusal.WEB_PAGE
    return Refusal.UNKNOWN if _holds_control(head) else Refusal.TEXT


def _holds_control(head: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
