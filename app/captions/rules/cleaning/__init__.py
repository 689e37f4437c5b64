"""Doubts about a transcript: every place at which a person must listen, and why. Nothing is ever removed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.captions.models.words import Doubt, Flag, Segment, Span, Transcript, Word
from app.captions.rules.cleaning.anomalies import is_odd
from app.captions.rules.cleaning.coverage import SpeechMap
from app.captions.rules.cleaning.credits import is_credit
from app.captions.rules.cleaning.loops import find_loops
from app.captions.rules.cleaning.passages import Passage, passages_of

LEAST_SPEECH: Final = 0.5
MOST_COMPRESSION: Final = 2.4
LEAST_LOG_PROBABILITY: Final = -1.0
MOST_NO_SPEECH: Final = 0.6
NEAR: Final = 2000
"""Flags of one kind are one if no other word, and no longer silence (ms), stands between them."""

Run = tuple[int, int]
"""Words of the whole transcript: the first, and the one after the last."""


def doubts_of(transcript: Transcript, speech: Sequence[Span]) -> tuple[Flag, ...]:
    """Find every doubtful place, in order of time; `speech` is where the detector heard somebody.

    Judged sentence by sentence. Flags of one kind that follow each other are one. Times of words need not be
    in order, inside the lecture or longer than nothing.
    """
    words = transcript.words
    runs: dict[Doubt, list[Run]] = {doubt: [] for doubt in Doubt}
    runs[Doubt.REPETITION] += find_loops(words)
    runs[Doubt.ESTIMATED_TIME] += _estimated(words)
    heard = SpeechMap(speech)
    passages = passages_of(transcript)
    for index, passage in enumerate(passages):
        room = _room(passages, index, transcript.duration)
        is_strange = is_odd(passage, room=room, language=transcript.language, duration=transcript.duration)
        for doubt in _doubts(passage, heard.share(passage.start, passage.end), is_strange=is_strange):
            runs[doubt].append((passage.first, passage.last))
    flags = [_flag(doubt, words, run) for doubt, found in runs.items() for run in _merged(found, words)]
    flags += [Flag(Doubt.MISSING, span.start, span.end) for span in heard.without(words)]
    return tuple(sorted(flags, key=lambda flag: (flag.start, flag.end, flag.doubt)))


def unflagged_words(transcript: Transcript, flags: Iterable[Flag]) -> tuple[Word, ...]:
    """The words that no flag speaks of; the flags must be those of this very transcript."""
    words = transcript.words
    doubtful: set[int] = set()
    starts: dict[int, list[int]] = {}
    for index, word in enumerate(words):
        starts.setdefault(word.start, []).append(index)
    for flag in flags:
        length = len(flag.words.split())
        for first in starts.get(flag.start, []) if length else []:
            if flag.words.startswith(words[first].text):
                doubtful.update(_run_of(flag, words, first))
    return tuple(word for index, word in enumerate(words) if index not in doubtful)


def _run_of(flag: Flag, words: Sequence[Word], first: int) -> range:
    last, length = first, -1
    while last < len(words) and length < len(flag.words):
        length += len(words[last].text) + 1
        last += 1
    is_same = " ".join(word.text for word in words[first:last]) == flag.words
    return range(first, last if is_same else first)


def _doubts(passage: Passage, share: float, *, is_strange: bool) -> Iterator[Doubt]:
    if share < LEAST_SPEECH:
        yield Doubt.NO_SPEECH
    if is_credit(passage.text, share):
        yield Doubt.CREDIT
    if is_strange:
        yield Doubt.ODD_WORDS
    yield from _segment_doubts(passage.segment)


def _segment_doubts(segment: Segment) -> Iterator[Doubt]:
    if segment.compression is not None and segment.compression > MOST_COMPRESSION:
        yield Doubt.REPETITION
    if segment.log_probability is not None and segment.log_probability < LEAST_LOG_PROBABILITY:
        yield Doubt.LOW_CONFIDENCE
    if segment.no_speech is not None and segment.no_speech > MOST_NO_SPEECH:
        yield Doubt.SILENCE_LIKELY


def _room(passages: Sequence[Passage], index: int, duration: int) -> int:
    before = passages[index - 1].end if index else 0
    after = passages[index + 1].start if index + 1 < len(passages) else max(duration, passages[index].end)
    own = passages[index]
    return max(own.end - own.start, after - before)


def _estimated(words: Sequence[Word]) -> list[Run]:
    """Words without a probability among others that have one: an aligner filled their times in."""
    if all(word.probability is None for word in words):
        return []
    return [(index, index + 1) for index, word in enumerate(words) if word.probability is None]


def _merged(runs: Iterable[Run], words: Sequence[Word]) -> list[Run]:
    merged: list[Run] = []
    for first, last in sorted(runs):
        end = merged[-1][1] if merged else -1
        if first < end or (first == end and words[first].start - words[end - 1].end <= NEAR):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _flag(doubt: Doubt, words: Sequence[Word], run: Run) -> Flag:
    held = words[run[0] : run[1]]
    text = " ".join(word.text for word in held)
    return Flag(doubt, min(word.start for word in held), max(word.end for word in held), text)
