"""The pieces in which doubts are judged: sentences, or what stands between two pauses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.captions.models.words import Segment, Transcript, Word

PAUSE: Final = 1000
"""A silence of so many milliseconds ends a passage, with or without a full stop."""

_SENTENCE_END: Final = re.compile(r"[.!?…؟።፧][\"”’»)]*$")
_TATWEEL: Final = "\u0640"
_NO_LETTERS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words `first` up to, not including, `last` of the whole transcript, and the segment they came in."""

    first: int
    last: int
    words: tuple[Word, ...]
    segment: Segment

    @property
    def start(self) -> int:
        """When its first word starts."""
        return min(word.start for word in self.words)

    @property
    def end(self) -> int:
        """When its last word ends."""
        return max(word.end for word in self.words)

    @property
    def text(self) -> str:
        """Its words with single spaces between them."""
        return " ".join(word.text for word in self.words)


def passages_of(transcript: Transcript) -> tuple[Passage, ...]:
    """Cut every segment at its sentence ends and pauses; segments without words give none."""
    found: list[Passage] = []
    at = 0
    for segment in transcript.segments:
        for words in _cut(segment.words):
            found.append(Passage(at, at + len(words), words, segment))
            at += len(words)
    return tuple(found)


def _cut(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    start = 0
    for index in range(1, len(words) + 1):
        is_last = index == len(words)
        before = words[index - 1]
        if is_last or _SENTENCE_END.search(before.text) or words[index].start - before.end >= PAUSE:
            yield tuple(words[start:index])
            start = index


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Give the letters and digits alone, small and without vowel signs: for comparing, never for showing."""
    whole = unicodedata.normalize("NFC", text.casefold())
    bare = "".join(sign for sign in whole if not unicodedata.combining(sign) and sign != _TATWEEL)
    return _NO_LETTERS.sub(" ", bare).strip()
