"""Word times fit for planning, whatever the engine gave: in order, inside the lecture, no wild leaps."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from app.captions.models.words import Word

_OVERLAP = 400
"""Milliseconds for which a word may sound into the next one; more is a faulty time, not speech."""


def orderly_times(words: Sequence[Word], duration: int | None) -> tuple[list[int], list[int]]:
    """Starts and ends of the words in their order, starts never falling back.

    Words that stand in the right order keep their times; the fewest possible others get a time between their
    neighbours'. A word that ends before it starts takes no time.
    """
    last = duration if duration is not None and duration > 0 else None
    raw = [min(max(word.start, 0), last) if last else max(word.start, 0) for word in words]
    starts = raw if _rising(raw) else _interpolated(raw, _longest_rising(raw))
    ends = []
    for index, word in enumerate(words):
        end = max(word.end, starts[index])
        if index + 1 < len(words):
            end = min(end, starts[index + 1] + _OVERLAP)
        ends.append(min(end, last) if last else end)
    return starts, ends


def _rising(values: Sequence[int]) -> bool:
    return all(first <= second for first, second in pairwise(values))


def _longest_rising(values: Sequence[int]) -> list[int]:
    """Positions of a longest run of values that never fall (patience sorting)."""
    tops: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        at = bisect_right(tops, value)
        before.append(places[at - 1] if at else -1)
        if at == len(tops):
            tops.append(value)
            places.append(index)
        else:
            tops[at], places[at] = value, index
    kept = []
    index = places[-1]
    while index >= 0:
        kept.append(index)
        index = before[index]
    return kept[::-1]


def _interpolated(values: Sequence[int], kept: list[int]) -> list[int]:
    """Keep the values at these positions and spread the others evenly between them."""
    found = list(values)
    for place in range(kept[0]):
        found[place] = values[kept[0]]
    for left, right in pairwise(kept):
        for place in range(left + 1, right):
            found[place] = values[left] + (values[right] - values[left]) * (place - left) // (right - left)
    for place in range(kept[-1] + 1, len(found)):
        found[place] = values[kept[-1]]
    return found
