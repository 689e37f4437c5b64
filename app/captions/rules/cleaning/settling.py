"""The words that subtitles are cut from: what nobody can have said is set apart, squeezed words get room.

Engines invent text at the end of a recording and around pauses, and their alignment then presses it into a
few milliseconds; it also presses real words together. Both come as text that no mouth can say in its time.
What tells them apart is the speech map: real words have speech around them that no other words explain.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.captions.models.words import Doubt, Flag, Segment, Span, Transcript, Word
from app.captions.rules.cleaning.anomalies import DENSEST
from app.captions.rules.cleaning.coverage import SpeechMap
from app.captions.rules.cleaning.passages import Passage, passages_of

_LEAST_WORDS: Final = 2
"""A single word says too little about how quickly somebody speaks."""
_NEAR: Final = 2000
"""Milliseconds around its own time in which squeezed words may really have been said: as far as the engines'
alignment was seen to err."""

_SLIVER: Final = 200
"""Milliseconds of speech that are merely a neighbour's edge: the map is padded by 100 on both sides."""


def settle(transcript: Transcript, speech: Sequence[Span]) -> tuple[Transcript, tuple[Flag, ...]]:
    """Give the transcript to cut subtitles from, and a flag for everything that differs from what was heard.

    Passages of more than 30 characters a second are spread over the speech around them that belongs to no
    other passage (flag ESTIMATED_TIME), or left out where there is none (LEFT_OUT): the flag keeps the words,
    so that a person can put them back.
    """
    passages, heard = passages_of(transcript), SpeechMap(speech)
    words = list(transcript.words)
    kept = [True] * len(words)
    flags: list[Flag] = []
    settled_until = 0
    for index, passage in enumerate(passages):
        if not _is_squeezed(passage):
            settled_until = max(settled_until, passage.end)
            continue
        following = next((one for one in passages[index + 1 :] if not _is_squeezed(one)), None)
        last = transcript.duration if following is None else following.start
        room = _speech_around(passage, heard, settled_until, last)
        if len(passage.text) * 1000 > DENSEST * _length(room):
            kept[passage.first : passage.last] = [False] * len(passage.words)
            flags.append(Flag(Doubt.LEFT_OUT, passage.start, passage.end, passage.text))
            continue
        spread = _spread(passage.words, room)
        words[passage.first : passage.last] = spread
        flags.append(Flag(Doubt.ESTIMATED_TIME, spread[0].start, spread[-1].end, passage.text))
        settled_until = spread[-1].end
    return _rebuilt(transcript, words, kept), tuple(flags)


def _is_squeezed(passage: Passage) -> bool:
    seconds = max(1, passage.end - passage.start) / 1000
    return len(passage.words) >= _LEAST_WORDS and len(passage.text) / seconds > DENSEST


def _speech_around(passage: Passage, heard: SpeechMap, first: int, last: int) -> list[Span]:
    start, end = max(first, passage.start - _NEAR), min(last, passage.end + _NEAR)
    parts = (Span(max(one, start), min(other, end)) for one, other in heard.spans)
    return [part for part in parts if part.end - part.start >= _SLIVER]


def _length(spans: Sequence[Span]) -> int:
    return sum(max(0, span.end - span.start) for span in spans)


def _spread(words: Sequence[Word], room: Sequence[Span]) -> list[Word]:
    """Share the speech out by the number of characters, the pauses in it left alone."""
    total = sum(len(word.text) + 1 for word in words)
    length, passed = _length(room), 0
    spread = []
    for word in words:
        start = _at(room, length * passed // total)
        passed += len(word.text) + 1
        end = _at(room, length * passed // total, is_end=True)
        spread.append(replace(word, start=start, end=max(start + 1, end)))
    return spread


def _at(room: Sequence[Span], offset: int, *, is_end: bool = False) -> int:
    """The time at which so many milliseconds of the speech have passed."""
    for span in room:
        length = max(0, span.end - span.start)
        if offset < length or (is_end and offset == length):
            return span.start + offset
        offset -= length
    return room[-1].end


def _rebuilt(transcript: Transcript, words: Sequence[Word], kept: Sequence[bool]) -> Transcript:
    segments: list[Segment] = []
    at = 0
    for segment in transcript.segments:
        own = range(at, at + len(segment.words))
        at = own.stop
        left = tuple(words[index] for index in own if kept[index])
        if left:
            span = {"start": min(word.start for word in left), "end": max(word.end for word in left)}
            segments.append(replace(segment, words=left, **span))
    return replace(transcript, segments=tuple(segments))
