"""From what an engine heard in joined parts to words with times in the recording: plain, whole, in order."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.captions.models.words import Segment, Span, Word


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as a library gives it: a space before it where a new word begins, seconds within the window."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """A stretch as a library gives it, with the figures by which it judges itself; any may be no number."""

    words: Sequence[HeardWord]
    no_speech: float
    log_probability: float
    compression: float


def place_words(heard: Sequence[HeardSegment], parts: Sequence[Span]) -> tuple[Segment, ...]:
    """Give the words their times in the recording (ms), each inside one part, in order, none overlapping.

    A segment over a pause between two parts becomes two. What no engine should give is put right: times that
    run backwards or out of the window, words of no length, probabilities that are no number.
    """
    pieces = [
        (segment, part, words)
        for segment in heard
        for part, words in _by_part(_whole_words(segment.words), parts)
    ]
    placed = _placed([words for _, _, words in pieces], [part for _, part, _ in pieces], parts)
    return tuple(
        Segment(
            words[0].start,
            words[-1].end,
            words,
            _bounded(segment.no_speech),
            _finite(segment.log_probability),
            _finite(segment.compression),
        )
        for (segment, _, _), words in zip(pieces, placed, strict=True)
    )


def _whole_words(words: Sequence[HeardWord]) -> list[HeardWord]:
    """Put together what belongs to one word: both libraries part 3,5 and e-post at the sign."""
    whole: list[HeardWord] = []
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        # A lone full stop with a space before it is no word, either.
        is_sign = not any(sign.isalnum() for sign in text)
        if whole and (is_sign or not word.text[0].isspace()):
            first = whole.pop()
            less_sure = min(first.probability, word.probability)
            whole.append(HeardWord(first.text + text, first.start, word.end, less_sure))
        else:
            whole.append(HeardWord(text, word.start, word.end, word.probability))
    return whole


def _by_part(words: Sequence[HeardWord], parts: Sequence[Span]) -> list[tuple[int, list[HeardWord]]]:
    """Part the words by where their middles lie; what was heard after the end lies in the last part."""
    ends: list[int] = []
    for part in parts:
        ends.append((ends[-1] if ends else 0) + part.end - part.start)
    found: list[tuple[int, list[HeardWord]]] = []
    for word in words:
        middle = _ms((word.start + word.end) / 2)
        place = next((number for number, end in enumerate(ends) if middle < end), len(parts) - 1)
        if found and place <= found[-1][0]:
            found[-1][1].append(word)
        else:
            found.append((place, [word]))
    return found


def _placed(
    rows: Sequence[Sequence[HeardWord]], numbers: Sequence[int], parts: Sequence[Span]
) -> list[tuple[Word, ...]]:
    placed: list[tuple[Word, ...]] = []
    part = 0
    left = _words_in_each_part(rows, numbers, len(parts))
    before = [sum(one.end - one.start for one in parts[:number]) for number in range(len(parts))]
    last = parts[0].start if parts else 0
    for row, number in zip(rows, numbers, strict=True):
        part = max(part, number)
        shift, limits = parts[part].start - before[part], parts[part]
        words = []
        last = max(last, limits.start)
        for word in row:
            # Each of those that follow in this part needs at least a millisecond.
            left[part] -= 1
            end_limit = max(last, limits.end - left[part])
            start = min(max(last, _ms(word.start) + shift), max(last, end_limit - 1))
            end = min(max(_ms(word.end) + shift, start + 1), end_limit)
            words.append(Word(word.text, start, end, _bounded(word.probability)))
            last = end
        placed.append(tuple(words))
    return placed


def _words_in_each_part(rows: Sequence[Sequence[HeardWord]], numbers: Sequence[int], parts: int) -> list[int]:
    counts, part = [0] * parts, 0
    for row, number in zip(rows, numbers, strict=True):
        part = max(part, number)
        counts[part] += len(row)
    return counts


def _ms(seconds: float) -> int:
    return round(float(seconds) * 1000) if math.isfinite(seconds) else 0


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _bounded(value: float) -> float | None:
    return min(1.0, max(0.0, float(value))) if math.isfinite(value) else None
