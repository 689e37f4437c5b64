"""Tells by its first bytes which demuxer may open a file, before any decoder sees it."""

from pathlib import Path

from app.captions.media.faults import (
    AbsentMediaError,
    EmptyMediaError,
    NotMediaError,
    PlaylistError,
    TruncatedMediaError,
)
from app.captions.rules.sniffing import HEAD_LENGTH, Refusal, refusal_of

_MOV = "mov,mp4,m4a,3gp,3g2,mj2"
_TAGGED = "mp3,aac,flac"
_BY_START = (
    (b"\x1aE\xdf\xa3", "matroska,webm"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"ID3", _TAGGED),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"caff", "caf"),
    (b"#!AMR", "amr"),
    (b"\x00\x00\x01\xba", "mpeg"),
)
_FAULTS = {Refusal.EMPTY: EmptyMediaError, Refusal.PLAYLIST: PlaylistError}
_ATOMS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_CHUNKED = {b"WAVE": "wav", b"AVI ": "avi", b"AIFF": "aiff", b"AIFC": "aiff"}


def sniff(path: Path) -> str:
    """Give the demuxers, parted by commas, that may open this file: all others stay shut.

    What is a recording is decided by the rules of uploads. Raises the UnusableMediaError that says why it is
    none.
    """
    try:
        # A pipe or a device would keep us waiting for ever.
        size = path.stat().st_size if path.is_file() else None
        if size is None:
            raise AbsentMediaError("no plain file")
        with path.open("rb") as file:
            head = file.read(HEAD_LENGTH)
    except OSError as fault:
        raise AbsentMediaError(type(fault).__name__) from None
    refusal = refusal_of(head)
    if refusal is not None:
        raise _FAULTS.get(refusal, NotMediaError)(refusal)
    if head.startswith(b"RIFF"):
        _check_riff(head, size)
    return _demuxers_of(head)


def _demuxers_of(head: bytes) -> str:
    for start, demuxers in _BY_START:
        if head.startswith(start):
            return demuxers
    if head[4:8] in _ATOMS:
        return _MOV
    if head[8:12] in _CHUNKED:
        return _CHUNKED[head[8:12]]
    if head[0] == 0xFF:
        # Layer 0 is AAC's.
        return "aac" if head[1] & 0x06 == 0 else "mp3"
    return "mpegts"


def _check_riff(head: bytes, size: int) -> None:
    """Raise when the file is shorter than its header says: libavformat shortens such a recording in silence.

    Recorders that are switched off in the middle leave 0 or the largest number there.
    """
    claimed = int.from_bytes(head[4:8], "little")
    if size < claimed + 8 < 0xFFFFFFFF:
        raise TruncatedMediaError(f"says {claimed + 8} bytes, has {size}")
