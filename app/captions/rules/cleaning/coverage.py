"""Where somebody speaks: how much of a stretch is speech, and which speech no word covers."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from app.captions.models.words import Span, Word

LONGEST_MISSING: Final = 4000
"""Milliseconds of speech without a word that need no explanation (rule H3)."""
_SURE: Final = 2000
"""A word is taken to be spoken within so many milliseconds of its start or of its end."""


class SpeechMap:
    """The spans in which somebody speaks, joined where they overlap; answers in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = _joined((span.start, span.end) for span in spans)
        self._starts = [start for start, _ in self.spans]
        self._before = [0, *accumulate(end - start for start, end in self.spans)]

    def speech_in(self, start: int, end: int) -> int:
        """Milliseconds of speech between two times."""
        return self._until(end) - self._until(start)

    def share(self, start: int, end: int) -> float:
        """The part of a stretch that is speech, from 0 to 1; for a point, whether it lies in speech."""
        if end > start:
            return self.speech_in(start, end) / (end - start)
        return float(self.speech_in(start - 1, start + 1) > 0)

    def _until(self, time: int) -> int:
        index = bisect_right(self._starts, time)
        if not index:
            return 0
        start, end = self.spans[index - 1]
        return self._before[index - 1] + min(time, end) - start

    def without(self, words: Sequence[Word]) -> tuple[Span, ...]:
        """The stretches of speech over four seconds in which no word lies."""
        covered = _joined(
            (start, end)
            for word in words
            for start, end in (
                (word.start, min(word.end, word.start + _SURE)),
                (max(word.start, word.end - _SURE), word.end),
            )
        )
        found = []
        index = 0
        for start, end in self.spans:
            at = start
            while index < len(covered) and covered[index][0] < end:
                if covered[index][0] - at > LONGEST_MISSING:
                    found.append(Span(at, covered[index][0]))
                at = max(at, covered[index][1])
                if covered[index][1] >= end:
                    break
                index += 1
            if end - at > LONGEST_MISSING:
                found.append(Span(at, end))
        return tuple(found)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end >= start:
            joined.append((start, end))
    return joined
