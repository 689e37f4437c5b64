"""SRT and ASS, for other programs: read and written through pysubs2, with what it would lose kept here.

pysubs2 takes a last line of digits for the number of the next cue, braces for overrides and an unsigned time
out of a negative one; so the text is made safe before it is parsed, and the times are checked by us.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from app.captions.formats.decoding import decode
from app.captions.formats.direction import mark_lines, unmark_lines
from app.captions.formats.faults import FormatError, Notice
from app.captions.formats.timeline import TOO_LATE, check_count, fault_of, milliseconds
from app.captions.models.cues import Cue
from app.core.errors import S_

if TYPE_CHECKING:
    import pysubs2

BAD_TIMES: Final = S_("The times cannot be read. Write them like this: 00:00:01,000 --> 00:00:04,500")
BAD_EVENTS: Final = S_("This is no ASS file that can be read.")
NO_CUES: Final = S_("The file holds no subtitles.")
UNWRITABLE: Final = S_("The text cannot be written to a file: it holds an empty line, a hidden sign or -->")
MARKUP_LEFT_OUT: Final = S_("Markup was left out, its text was kept.")
DRAWING_LEFT_OUT: Final = S_("A drawing was left out.")
COMMENT_LEFT_OUT: Final = S_("A comment was left out.")
EMPTY_LEFT_OUT: Final = S_("A subtitle without text was left out.")
SORTED: Final = S_("The subtitles were put in order of time.")

_SRT_TIME: Final = r"([0-9]{1,4}):([0-5]?[0-9]):([0-5]?[0-9])[,.]([0-9]{1,3})"
_SRT_TIMES: Final = re.compile(rf"\s*{_SRT_TIME}\s*-->\s*{_SRT_TIME}(?:\s+[XY][12]:[0-9 XY:12]*)?\s*")
_ASS_TIME: Final = r"\s*[0-9]:[0-5][0-9]:[0-5][0-9][.:][0-9]{2}\s*"
_ASS_EVENT: Final = re.compile(rf"(Dialogue|Comment):([^,]*),({_ASS_TIME}),({_ASS_TIME}),(?:[^,]*,){{6}}(.*)")
_ASS_MARK: Final = re.compile(r"^\[V4\+? Styles\]|^\[Script Info\]", re.IGNORECASE | re.MULTILINE)
_NUMBER: Final = re.compile(r"\s*[0-9]+\s*")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>\n]*>|\{\\[^{}\n]*\}")
_OVERRIDE: Final = re.compile(r"(?<!\\)\{[^{}\n]*\}")
_DRAWING: Final = re.compile(r"\\p[1-9]")
_UNWRITABLE: Final = re.compile("[\r\0\ud800-\udfff]|-->|^[^\\S\n]*\n|\n[^\\S\n]*\n|\n[^\\S\n]*$")
_ASS_LAST: Final = 10 * 3_600_000 - 10
_BACKSLASH: Final = "\ufdd0"
"""Stands for a backslash while pysubs2 holds the text; a code point that no text may use."""
_WORD_JOINER: Final = "\u2060"


def write_srt(cues: Sequence[Cue], *, language: str) -> str:
    """Write SubRip, with direction marks for Arabic; cues without text are left out.

    Raises FormatError for what would not be read back. There is no way to write `<b>` as text.
    """
    shown = _writable(cues)
    texts = [mark_lines(cue.text, language).replace("\\", _BACKSLASH) for cue in shown]
    # Braces are not markup in SRT, so pysubs2 must not look for any.
    return _file_of(shown, texts).to_string("srt", keep_ssa_tags=True).replace(_BACKSLASH, "\\")


def write_ass(cues: Sequence[Cue], *, language: str) -> str:
    """Write Advanced SubStation as `write_srt` does; it holds hundredths of a second, and ten hours."""
    shown = _writable(cues)
    if shown and shown[-1].end > _ASS_LAST:
        raise FormatError(TOO_LATE, cue=len(shown))
    texts = [mark_lines(cue.text, language).replace("\\", "\\" + _WORD_JOINER) for cue in shown]
    return _file_of(shown, [re.sub("[{}]", r"\\\g<0>", text) for text in texts]).to_string("ass")


def _file_of(cues: Sequence[Cue], texts: Sequence[str]) -> "pysubs2.SSAFile":
    import pysubs2  # noqa: PLC0415 - not needed by pages

    file = pysubs2.SSAFile()
    file.events = [
        pysubs2.SSAEvent(start=cue.start, end=cue.end, text=text.replace("\n", "\\N"))
        for cue, text in zip(cues, texts, strict=True)
    ]
    return file


def _writable(cues: Sequence[Cue]) -> list[Cue]:
    check_count(len(cues))
    before: tuple[int, int] | None = None
    for number, cue in enumerate(cues, 1):
        fault = BAD_TIMES if cue.start < 0 else fault_of((cue.start, cue.end), before)
        if fault or _UNWRITABLE.search(cue.text):
            raise FormatError(fault or UNWRITABLE, cue=number)
        before = (cue.start, cue.end)
    return [cue for cue in cues if cue.text.strip()]


def read_srt(data: bytes) -> tuple[tuple[Cue, ...], tuple[Notice, ...]]:
    """Read SubRip: the cues in order of time, named c1, c2, ..., and notices of what was left out.

    Raises FormatError for bytes that are no UTF-8, times that cannot be read, and cues that overlap.
    """
    import pysubs2  # noqa: PLC0415 - not needed by pages

    text = _numbered(re.sub(r"\r\n?", "\n", decode(data)))
    file = pysubs2.SSAFile.from_string(text.replace("\\", _BACKSLASH), "srt", keep_html_tags=True)
    notices: list[Notice] = []
    spans = []
    for number, event in enumerate(file.events, 1):
        raw = event.text.replace("\\N", "\n").replace(_BACKSLASH, "\\")
        spans.append((number, event.start, event.end, _without(_TAG, raw, number, notices)))
    return _cues_of(spans, notices), tuple(notices)


def _numbered(text: str) -> str:
    """Check every line with times and give each cue a number line again, so that no text is taken for one."""
    check_count(text.count("-->"))
    made: list[str] = []
    cue = 0
    for number, line in enumerate(text.replace(_BACKSLASH, "\ufffd").split("\n"), 1):
        if "-->" in line:
            cue += 1
            found = _SRT_TIMES.fullmatch(line)
            if found is None:
                raise FormatError(BAD_TIMES, line=number, cue=cue)
            start, end = milliseconds(*found.group(1, 2, 3, 4)), milliseconds(*found.group(5, 6, 7, 8))
            fault = fault_of((start, end), None)
            if fault:
                raise FormatError(fault, line=number, cue=cue)
            if made and _NUMBER.fullmatch(made[-1]) and (len(made) == 1 or not made[-2].strip()):
                made.pop()
            made += ["", str(cue)]
        made.append(line)
    if not cue:
        raise FormatError(BAD_TIMES, line=1)
    return "\n".join([*made, "", str(cue + 1), ""])


def read_ass(data: bytes) -> tuple[tuple[Cue, ...], tuple[Notice, ...]]:
    """Read Advanced SubStation (or the older SSA) as `read_srt` does; comments and drawings are left out."""
    import pysubs2  # noqa: PLC0415 - not needed by pages

    file = pysubs2.SSAFile.from_string(_bare_events(decode(data)), "ass")
    notices: list[Notice] = []
    spans = []
    for number, event in enumerate(file.events, 1):
        if event.is_comment or _DRAWING.search("".join(_OVERRIDE.findall(event.text))):
            message = COMMENT_LEFT_OUT if event.is_comment else DRAWING_LEFT_OUT
            notices.append(Notice(message, number, event.text[:60]))
            continue
        text = _unescaped(_without(_OVERRIDE, event.text, number, notices))
        spans.append((number, event.start, event.end, text))
    return _cues_of(spans, notices), tuple(notices)


def _bare_events(text: str) -> str:
    """Check every event and give a file of nothing else: styles, fonts and pictures are not read at all."""
    if not _ASS_MARK.search(text):
        raise FormatError(BAD_EVENTS)
    events = ["[Events]"]
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if not line.startswith(("Dialogue:", "Comment:")):
            continue
        found = _ASS_EVENT.fullmatch(line)
        if found is None:
            raise FormatError(BAD_EVENTS, line=number)
        kind, _, start, end, words = found.groups()
        events.append(f"{kind}: 0,{start},{end},Default,,0,0,0,,{words}")
    check_count(len(events) - 1)
    return "\n".join(events)


def _unescaped(text: str) -> str:
    text = re.sub(r"\\[Nn]", "\n", text).replace("\\h", "\u00a0")
    return text.replace("\\{", "{").replace("\\}", "}").replace("\\" + _WORD_JOINER, "\\")


def _without(markup: re.Pattern[str], text: str, number: int, notices: list[Notice]) -> str:
    found = markup.findall(text)
    if found:
        notices.append(Notice(MARKUP_LEFT_OUT, number, " ".join(found)))
    return markup.sub("", text)


def _cues_of(spans: list[tuple[int, int, int, str]], notices: list[Notice]) -> tuple[Cue, ...]:
    ordered = sorted(spans, key=lambda span: (span[1], span[2]))
    if ordered != spans:
        notices.append(Notice(SORTED))
    cues: list[Cue] = []
    before: tuple[int, int] | None = None
    for number, start, end, text in ordered:
        lines = [line.strip() for line in unmark_lines(text).split("\n")]
        tidy = "\n".join(line for line in lines if line)
        if not tidy:
            notices.append(Notice(EMPTY_LEFT_OUT, number))
            continue
        fault = fault_of((start, end), before)
        if fault:
            raise FormatError(fault, cue=number)
        before = (start, end)
        cues.append(Cue(f"c{len(cues) + 1}", start, end, tidy))
    if not cues:
        raise FormatError(NO_CUES)
    return tuple(cues)
