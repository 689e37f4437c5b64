"""WebVTT, the only format that is published: a strict reader and a writer whose files it reads back the same.

Syntax: https://www.w3.org/TR/webvtt1/. Stricter than a browser, which drops what it does not understand:
here every cue is read, or the file is refused with its place. What the house knows about a track stands in
one `NOTE smartskola {...}` block, a JSON object on one line.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.captions.formats.cue_markup import escape, plain
from app.captions.formats.decoding import EMPTY, LARGEST, TOO_LARGE
from app.captions.formats.direction import RIGHT_TO_LEFT, mark_lines, unmark_lines
from app.captions.formats.faults import FormatError, Notice
from app.captions.formats.timeline import check_count, fault_of, milliseconds, split_time
from app.captions.models.cues import Cue
from app.core.errors import S_

Record = Mapping[str, str | int]
"""What the house notes about a track: language, state, revision."""

NO_HEADER: Final = S_("This is no WebVTT file: it must begin with the word WEBVTT.")
NO_BLANK_LINE: Final = S_("An empty line is missing above this line with times, or above the name over it.")
BAD_TIMES: Final = S_("The times cannot be read. Write them like this: 00:00:01.000 --> 00:00:04.500")
BAD_SETTINGS: Final = S_("The words after the times cannot be read: {about}")
NO_TIMES: Final = S_("There are no times above this text: {about}")
TOO_LATE_BLOCK: Final = S_("Styles and regions must stand above the first subtitle.")
TWICE: Final = S_("Two subtitles have the same name: {about}")
UNWRITABLE: Final = S_("The text cannot be written to a file: it holds an empty line or a hidden sign.")
UNWRITABLE_NAME: Final = S_("The name cannot be written to a file: {about}")

TAGS_LEFT_OUT: Final = S_("Markup was left out, its text was kept.")
NAME_REPLACED: Final = S_("The subtitle got a new name.")
RECORD_DAMAGED: Final = S_("The notes about the track could not be read.")

_TIME: Final = r"(?:([0-9]{1,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMES: Final = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t]+(.*))?")
_SETTINGS: Final = re.compile(r"(?:[a-z]+:[^\s:]\S*(?:[ \t]+|$))*")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_OUR_ID: Final = re.compile(r"c[0-9]{1,9}")
_SOURCES: Final = re.compile(r"c[0-9]{1,9}(?:\+c[0-9]{1,9})*")
_LANGUAGE: Final = re.compile(r"^Language:[ \t]*([a-z]{2})\b", re.IGNORECASE | re.MULTILINE)
_RECORD: Final = "NOTE smartskola "
_UNWRITABLE: Final = re.compile("[\r\0\ud800-\udfff]|^\n|\n\n|\n$")


class VttError(FormatError):
    """A WebVTT file cannot be read, or cues cannot be written as one; says in which cue and line."""


@dataclass(frozen=True, slots=True)
class Block:
    """A note, style or region as it stood in the file, after `position` cues."""

    position: int
    text: str


@dataclass(frozen=True, kw_only=True)
class VttFile:
    """Everything a WebVTT file holds; `settings` are the cues' places on the screen, by cue id.

    `header` is the text beside and below WEBVTT, `record` the house's own note. `notices` say what reading
    changed.
    """

    cues: tuple[Cue, ...]
    header: str = ""
    record: Record = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def language(self) -> str | None:
        """The language that the file itself names, if any."""
        named = self.record.get("language")
        if isinstance(named, str):
            return named
        found = _LANGUAGE.search(self.header)
        return found[1].lower() if found else None


def write_vtt(cues: Sequence[Cue], *, language: str, record: Record | None = None) -> str:
    """Write cues with a note that holds `record`, the language and the sources of translated cues.

    Raises VttError for cues that the reader would refuse, or whose text holds an empty line.
    """
    return write_file(VttFile(cues=tuple(cues), record={**(record or {}), "language": language}))


def write_file(file: VttFile) -> str:
    """Write a whole file with its notes, styles, regions and settings; its language decides the marks."""
    _check_writable(file)
    header = "WEBVTT" + (" " + file.header if file.header and file.header[0] not in "\n\t " else file.header)
    parts = [header]
    if file.record or any(cue.sources for cue in file.cues):
        parts.append(_RECORD + _written_record(file))
    blocks = sorted(file.blocks, key=lambda block: block.position)
    for index, cue in enumerate(file.cues):
        while blocks and blocks[0].position <= index:
            parts.append(blocks.pop(0).text)
        settings = file.settings.get(cue.id, "")
        times = f"{_written_time(cue.start)} --> {_written_time(cue.end)}"
        text = escape(mark_lines(cue.text, file.language or ""))
        parts.append(f"{cue.id}\n{times}{' ' if settings else ''}{settings}" + ("\n" + text if text else ""))
    parts.extend(block.text for block in blocks)
    return "\n\n".join(parts) + "\n"


def _written_record(file: VttFile) -> str:
    sources = {cue.id: "+".join(cue.sources) for cue in file.cues if cue.sources}
    whole = {**file.record, "sources": sources} if sources else file.record
    # No arrow may stand in a note.
    return json.dumps(whole, ensure_ascii=False, sort_keys=True).replace(">", "\\u003e")


def _written_time(time: int) -> str:
    hours, minutes, seconds, rest = split_time(time)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"


def _check_writable(file: VttFile) -> None:
    check_count(len(file.cues))
    before: tuple[int, int] | None = None
    names: set[str] = set()
    for number, cue in enumerate(file.cues, 1):
        if not _OUR_ID.fullmatch(cue.id) or not all(_OUR_ID.fullmatch(source) for source in cue.sources):
            raise VttError(UNWRITABLE_NAME, cue=number, about=cue.id)
        if cue.id in names:
            raise VttError(TWICE, cue=number, about=cue.id)
        fault = BAD_TIMES if cue.start < 0 else fault_of((cue.start, cue.end), before)
        if fault or _UNWRITABLE.search(cue.text):
            raise VttError(fault or UNWRITABLE, cue=number)
        names.add(cue.id)
        before = (cue.start, cue.end)


def read_vtt(text: str, *, language: str | None = None) -> VttFile:
    """Read a whole file; `language` is for files that do not name theirs.

    Raises VttError for anything that is not strict WebVTT, and for cues that are out of order or overlap. A
    cue keeps its name if that is one of ours (c12), else gets the next free one.
    """
    if len(text) > LARGEST:
        raise VttError(TOO_LARGE)
    check_count(text.count("-->"))
    if not text.strip("\ufeff \t\r\n"):
        raise VttError(EMPTY)
    lines = _LINE_END.split(text.removeprefix("\ufeff").replace("\0", "\ufffd"))
    reader = _Reader(language)
    body = reader.read_header(lines)
    for first, block in _blocks(lines, body):
        reader.read_block(first, block)
    return reader.finish()


def _blocks(lines: list[str], start: int) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate(lines[start:], start + 1):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield len(lines) - len(block) + 1, block


class _Reader:
    """What is known so far of one file; the cues get their names, texts without marks and sources last."""

    def __init__(self, language: str | None) -> None:
        self.language = language
        self.header = ""
        self.record: dict[str, str | int] = {}
        self.sources: dict[str, tuple[str, ...]] = {}
        self.blocks: list[Block] = []
        self.cues: list[Cue] = []
        self.lines: list[int] = []
        self.settings: dict[int, str] = {}
        self.notices: list[Notice] = []

    def read_header(self, lines: list[str]) -> int:
        """Take the first block; give the index of the line after it."""
        first = lines[0]
        if not first.startswith("WEBVTT") or first[6:7] not in {"", " ", "\t"}:
            raise VttError(NO_HEADER, line=1)
        end = next((index for index, line in enumerate(lines) if not line), len(lines))
        for number, line in enumerate(lines[1:end], 2):
            if "-->" in line:
                raise VttError(NO_BLANK_LINE, line=number, cue=1)
        self.header = "\n".join([first[6:].strip(), *lines[1:end]])
        return end

    def read_block(self, first: int, block: list[str]) -> None:
        """Take one block of lines, the first of which is line `first` of the file."""
        arrows = [index for index, line in enumerate(block) if "-->" in line]
        kind = re.split(r"[ \t]", block[0], maxsplit=1)[0]
        number = len(self.cues) + 1
        if arrows:
            self._check_arrows(first, block, arrows, kind)
            self._read_cue(first, block, arrows[0])
        elif kind == "NOTE":
            self._read_note("\n".join(block))
        elif kind in {"STYLE", "REGION"} and block[0].strip() == kind:
            if self.cues:
                raise VttError(TOO_LATE_BLOCK, line=first)
            self.blocks.append(Block(0, "\n".join(block)))
        else:
            raise VttError(NO_TIMES, line=first, cue=number, about=block[0])

    def _check_arrows(self, first: int, block: list[str], arrows: list[int], kind: str) -> None:
        number = len(self.cues) + 1
        if kind in {"NOTE", "STYLE", "REGION"} and len(block) > 1 and arrows[0] > 0:
            raise VttError(NO_BLANK_LINE, line=first + arrows[0], cue=number)
        if arrows[0] > 1:
            raise VttError(NO_BLANK_LINE, line=first + arrows[0], cue=number)
        if len(arrows) > 1:
            raise VttError(NO_BLANK_LINE, line=first + arrows[1], cue=number + 1)

    def _read_note(self, note: str) -> None:
        if not note.startswith(_RECORD + "{"):
            self.blocks.append(Block(len(self.cues), note))
            return
        try:
            whole = json.loads(note.removeprefix(_RECORD))
            sources = {name: _read_sources(value) for name, value in whole.pop("sources", {}).items()}
        except (ValueError, AttributeError, TypeError, RecursionError):
            self.blocks.append(Block(len(self.cues), note))
            self.notices.append(Notice(RECORD_DAMAGED, words=note))
            return
        self.record.update({k: v for k, v in whole.items() if isinstance(v, str | int)})
        self.sources.update(sources)

    def _read_cue(self, first: int, block: list[str], at: int) -> None:
        number, line = len(self.cues) + 1, first + at
        found = _TIMES.fullmatch(block[at])
        if found is None:
            raise VttError(BAD_TIMES, line=line, cue=number)
        start, end = milliseconds(*found.group(1, 2, 3, 4)), milliseconds(*found.group(5, 6, 7, 8))
        before = (self.cues[-1].start, self.cues[-1].end) if self.cues else None
        fault = fault_of((start, end), before)
        if fault:
            raise VttError(fault, line=line, cue=number)
        settings = (found[9] or "").strip()
        if not _SETTINGS.fullmatch(settings):
            raise VttError(BAD_SETTINGS, line=line, cue=number, about=settings)
        if settings:
            self.settings[number] = settings
        text, tags = plain("\n".join(block[at + 1 :]))
        if tags:
            self.notices.append(Notice(TAGS_LEFT_OUT, number, " ".join(tags)))
        self.cues.append(Cue(block[0] if at else "", start, end, text))
        self.lines.append(first)

    def finish(self) -> VttFile:
        """Name the cues and put all together."""
        file = VttFile(cues=(), header=self.header, record=self.record, blocks=tuple(self.blocks))
        named = self._named(file.language or self.language)
        settings = {cue.id: self.settings[n] for n, cue in enumerate(named, 1) if n in self.settings}
        return replace(file, cues=named, settings=settings, notices=tuple(self.notices))

    def _named(self, language: str | None) -> tuple[Cue, ...]:
        has_marks = language is None or language in RIGHT_TO_LEFT
        free = max((int(cue.id[1:]) for cue in self.cues if _OUR_ID.fullmatch(cue.id)), default=0) + 1
        named: dict[str, Cue] = {}
        for number, cue in enumerate(self.cues, 1):
            name = cue.id
            if not _OUR_ID.fullmatch(name):
                if name not in {"", str(number)}:
                    self.notices.append(Notice(NAME_REPLACED, number, name))
                name = f"c{free}"
                free += 1
            if name in named:
                raise VttError(TWICE, line=self.lines[number - 1], cue=number, about=name)
            text = unmark_lines(cue.text) if has_marks else cue.text
            named[name] = replace(cue, id=name, text=text, sources=self.sources.get(name, ()))
        return tuple(named.values())


def _read_sources(value: str) -> tuple[str, ...]:
    if not _SOURCES.fullmatch(value):
        raise ValueError(value)
    return tuple(value.split("+"))
