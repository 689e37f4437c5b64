"""Subtitles in whichever format a file's name says: one way in, one way out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from app.captions.formats.decoding import decode
from app.captions.formats.faults import FormatError, Notice
from app.captions.formats.subtitles import read_ass, read_srt, write_ass, write_srt
from app.captions.formats.transcript import write_transcript
from app.captions.formats.vtt import read_vtt, write_vtt
from app.captions.models.cues import Cue
from app.core.errors import S_

UNKNOWN_END: Final = S_("The name of the file must end in .vtt, .srt or .ass.")


class SubtitleFormat(StrEnum):
    """What can be written; the value is the end of a file's name. The first three can be read, too."""

    VTT = "vtt"
    SRT = "srt"
    ASS = "ass"
    TXT = "txt"
    JSON = "json"


READABLE: Final = (SubtitleFormat.VTT, SubtitleFormat.SRT, SubtitleFormat.ASS)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds: cues, what was left out, the language it names (None when it says nothing), and
    the record that we wrote into it, empty for a file of others."""

    cues: tuple[Cue, ...]
    notices: tuple[Notice, ...]
    language: str | None
    record: Mapping[str, Any]


def format_of(name: str) -> SubtitleFormat:
    """Tell by a file's name what it is to be read as; raises FormatError for what cannot be read."""
    _, dot, end = name.lower().rpartition(".")
    if not dot or end not in READABLE:
        raise FormatError(UNKNOWN_END)
    return SubtitleFormat(end)


def read_subtitles(data: bytes, kind: SubtitleFormat, *, language: str | None = None) -> ReadFile:
    """Read a file; `language` is for files that do not name theirs. Raises FormatError with cue and line."""
    if kind is SubtitleFormat.VTT:
        file = read_vtt(decode(data), language=language)
        return ReadFile(file.cues, file.notices, file.language, file.record)
    cues, notices = read_srt(data) if kind is SubtitleFormat.SRT else read_ass(data)
    return ReadFile(cues, notices, None, {})


def write_subtitles(
    cues: Sequence[Cue], kind: SubtitleFormat, *, language: str, record: Mapping[str, Any] | None = None
) -> str:
    """Write cues; raises FormatError for cues that a reader would refuse. `record` goes into WebVTT only."""
    if kind is SubtitleFormat.JSON:
        return json.dumps([_told(cue) for cue in cues], ensure_ascii=False, indent=1) + "\n"
    if kind is SubtitleFormat.VTT:
        return write_vtt(cues, language=language, record=dict(record or {}))
    if kind is SubtitleFormat.TXT:
        return write_transcript(cues)
    write = write_srt if kind is SubtitleFormat.SRT else write_ass
    return write(cues, language=language)


def _told(cue: Cue) -> dict[str, Any]:
    told = {"id": cue.id, "start": cue.start, "end": cue.end, "text": cue.text}
    return told | {"sources": list(cue.sources)}
