"""What may be sent to change the cues of a track: its bounds, and what becomes of a machine's text."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.core.errors import S_

MOST_CHARACTERS: Final = 500
MOST_LINES: Final = 6
MOST_SOURCES: Final = 20
MOST_CUES_AT_ONCE: Final = 2500
MOST_CUES: Final = 5000
BEYOND_END: Final = 1000
"""Milliseconds that a cue may reach over the end of the recording: times of containers are not exact."""
LONGEST_LECTURE: Final = 24 * 60 * 60 * 1000

TOO_MANY_AT_ONCE: Final = S_("Too many subtitles were sent at once. Send them in parts.")
TOO_MANY: Final = S_("This track has as many subtitles as it can hold.")
NOTHING_SENT: Final = S_("Nothing was sent.")
SENT_TWICE: Final = S_("The same subtitle was sent twice.")
UNKNOWN_CUE: Final = S_("There is no such subtitle in this track.")
NO_VERSION: Final = S_("Something is missing here. Load the page again.")
ENDS_BEFORE_START: Final = S_("The end must come after the start.")
BEFORE_BEGINNING: Final = S_("The start lies before the beginning of the lecture.")
AFTER_END: Final = S_("The end lies after the end of the lecture.")
TEXT_TOO_LONG: Final = S_("The text is too long. A subtitle holds at most 500 characters.")
TOO_MANY_LINES: Final = S_("There are too many lines. A subtitle holds at most six.")
BAD_SIGNS: Final = S_("The text holds signs that cannot be seen. Write it again by hand.")
NO_SOURCES_HERE: Final = S_("This track is not a translation, so nothing can be named as its source.")
BAD_SOURCES: Final = S_("The subtitles that this one translates are not named in a way we understand.")
UNKNOWN_SOURCE: Final = S_("A subtitle that this one is said to translate does not exist.")

CUE_ID: Final = re.compile(r"c[1-9][0-9]{0,8}")
# Invisible: control characters, halves of surrogate pairs, ends of lines and paragraphs.
_HIDDEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_LINE_END: Final = re.compile(r"\r\n?")


class ChangeKind(StrEnum):
    """What a revision did; those after `ACCEPT` are not made cue by cue."""

    EDIT = "edit"
    SPLIT = "split"
    MERGE = "merge"
    ADD = "add"
    DELETE = "delete"
    SHIFT = "shift"
    REPLACE = "replace"
    UNDO = "undo"
    FIX = "fix"
    ACCEPT = "accept"
    DRAFT = "draft"
    TRANSLATE = "translate"
    IMPORT = "import"
    RESTORE = "restore"
    APPROVE = "approve"


SENT_KINDS: Final = tuple(ChangeKind)[: tuple(ChangeKind).index(ChangeKind.ACCEPT) + 1]
"""What the editor may send."""

TAKES_BACK: Final = frozenset({ChangeKind.EDIT, ChangeKind.UNDO})
"""By which a cue can come to have words again that it had before."""
JOINS: Final = frozenset({ChangeKind.MERGE, ChangeKind.FIX})
"""By which a cue can take in the words of others."""

KIND_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ChangeKind.EDIT: S_("Text or times changed"),
        ChangeKind.SPLIT: S_("Split in two"),
        ChangeKind.MERGE: S_("Joined"),
        ChangeKind.ADD: S_("Added"),
        ChangeKind.DELETE: S_("Removed"),
        ChangeKind.SHIFT: S_("Moved in time"),
        ChangeKind.REPLACE: S_("Words replaced"),
        ChangeKind.UNDO: S_("Taken back"),
        ChangeKind.FIX: S_("Mended as proposed"),
        ChangeKind.ACCEPT: S_("Found right as it stands"),
        ChangeKind.DRAFT: S_("Draft by a machine"),
        ChangeKind.TRANSLATE: S_("Translation begun"),
        ChangeKind.IMPORT: S_("Read from a file"),
        ChangeKind.RESTORE: S_("Earlier version brought back"),
        ChangeKind.APPROVE: S_("Approved"),
    }
)


@dataclass(frozen=True, slots=True)
class SentCue:
    """A cue as an editor wants it; `id` and `version` are None for a new one, `key` is the sender's own
    name."""

    key: str
    id: str | None
    version: int | None
    start: int
    end: int
    text: str
    sources: tuple[str, ...] = ()
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes one revision, all or nothing.

    `source_revision` is the source's approved revision that a translator had before her, `request` a random
    name by which a change that is sent again, because its answer was lost, is known.
    """

    kind: ChangeKind
    cues: tuple[SentCue, ...]
    source_revision: int | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class CueFault:
    """Why one sent cue, or by an empty key all of it, cannot be stored, as a marked staff message."""

    key: str
    message_id: str


def tidied(sent: SentCue) -> SentCue:
    """Write a sent cue's text as it is stored."""
    return replace(sent, text=tidied_text(sent.text))


def tidied_text(text: str) -> str:
    """Write line ends and tabs in one way and compose letters; a text beyond bounds is left as it is."""
    if len(text) > MOST_CHARACTERS * 2:
        # Composing marks costs the square of their number.
        return text
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text).replace("\t", " "))


def faults_of(change: Change, *, duration: int | None, is_translation: bool) -> tuple[CueFault, ...]:
    """List what is wrong with a change in itself; overlaps are no fault here but a finding later.

    `duration` is the lecture's in milliseconds, None while it is unknown. Texts must be `tidied`.
    """
    if not change.cues:
        return (CueFault("", NOTHING_SENT),)
    if len(change.cues) > MOST_CUES_AT_ONCE:
        return (CueFault("", TOO_MANY_AT_ONCE),)
    last = LONGEST_LECTURE if duration is None else duration + BEYOND_END
    found: list[CueFault] = []
    keys: set[str] = set()
    ids: set[str] = set()
    for sent in change.cues:
        if sent.key in keys or sent.id in ids:
            found.append(CueFault(sent.key, SENT_TWICE))
        keys.add(sent.key)
        if sent.id is not None:
            ids.add(sent.id)
        found += [CueFault(sent.key, words) for words in _faults(sent, last, is_translation=is_translation)]
    return tuple(found)


def text_fault(text: str) -> str | None:
    """Say what keeps a text from being stored, None when nothing does; nothing need be written at all."""
    if len(text) > MOST_CHARACTERS:
        return TEXT_TOO_LONG
    if text.count("\n") >= MOST_LINES:
        return TOO_MANY_LINES
    if any(unicodedata.category(sign) in _HIDDEN for sign in text if sign != "\n"):
        return BAD_SIGNS
    return None


def time_fault(start: int, end: int, *, last: int) -> str | None:
    """Say what is wrong with two times in milliseconds, None when nothing is."""
    if start < 0:
        return BEFORE_BEGINNING
    if start >= end:
        return ENDS_BEFORE_START
    return AFTER_END if end > last else None


def is_by_machine(
    kind: ChangeKind, text: str, *, before: str | None, was_by_machine: bool, when_last: bool | None = None
) -> bool:
    """Whether a text still counts as a machine's after a change.

    Only somebody's own words, or her saying that these are right, make it a person's: not other line breaks,
    other times, nor a replacement all over the track. `before` is the text that the cue had, None for a new
    one; `was_by_machine` is, for a new one and for one that takes in others, whether any cue of the same
    change was. `when_last` is what the cue counted as when it last had these very words: who takes her own
    words back has not vouched for the machine's.
    """
    if kind in {ChangeKind.ACCEPT, ChangeKind.ADD}:
        return False
    if before is not None and not has_same_words(text, before):
        if kind in TAKES_BACK and when_last is not None:
            return when_last
        if kind is ChangeKind.EDIT:
            return False
    return was_by_machine


def has_same_words(text: str, other: str) -> bool:
    """Whether two texts differ in nothing but spaces and line breaks."""
    return text.split() == other.split()


def _faults(sent: SentCue, last: int, *, is_translation: bool) -> Iterator[str]:
    if sent.id is not None and CUE_ID.fullmatch(sent.id) is None:
        yield UNKNOWN_CUE
    if (sent.id is None) != (sent.version is None):
        yield NO_VERSION
    yield from filter(None, (time_fault(sent.start, sent.end, last=last), text_fault(sent.text)))
    yield from _source_faults(sent.sources, is_translation=is_translation)


def _source_faults(sources: tuple[str, ...], *, is_translation: bool) -> Iterator[str]:
    if sources and not is_translation:
        yield NO_SOURCES_HERE
        return
    is_named_well = all(CUE_ID.fullmatch(source) for source in sources)
    if len(sources) > MOST_SOURCES or len(set(sources)) != len(sources) or not is_named_well:
        yield BAD_SOURCES
