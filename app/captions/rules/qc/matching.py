"""Which spoken words a cue shows, found by its text and place, so that its times can be judged."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.captions.models.cues import Cue
from app.captions.models.words import Word
from app.captions.rules.segmenting.times import orderly_times

_REACH = 15_000
"""Milliseconds that a cue may lie from its words and still be recognised by its text."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue with the words that it shows; none where they are not known."""

    cue: Cue
    words: tuple[Word, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether each word of the text has its own time."""
        return bool(self.words) and len(self.words) == len(self.cue.text.split())


_NEAR = 1500
"""Milliseconds beside an edited cue in which its words may sound: what rules T1 and T2 call an error."""

Spans = list[tuple[int, int] | None]


def match(cues: Sequence[Cue], words: Sequence[Word] | None) -> list[Spoken]:
    """Give each cue its words: by equal text first, what an editor changed by what lies between."""
    known = _Known(words or ())
    if not known.words:
        return [Spoken(cue) for cue in cues]
    spans = known.spans(cues)
    _fill(cues, known.words, spans)
    return [
        Spoken(cue, tuple(known.words[span[0] : span[1]]) if span else ())
        for cue, span in zip(cues, spans, strict=True)
    ]


class _Known:
    """The words of a lecture, findable by what they say."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = _in_order([word for word in words if word.text.strip()])
        self.tokens: list[str] = []
        self.owner: list[int] = []
        for index, word in enumerate(self.words):
            for token in word.text.split():
                self.tokens.append(token)
                self.owner.append(index)
        self.places: dict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(self.tokens):
            self.places[token].append(index)

    def spans(self, cues: Sequence[Cue]) -> Spans:
        """For each cue the words with exactly its text, looking onwards from the cue before."""
        found: Spans = []
        free = 0
        for cue in cues:
            tokens = cue.text.split()
            at = self._find(tokens, free, cue.start)
            if at is None:
                found.append(None)
            else:
                free = at + len(tokens)
                found.append((self.owner[at], self.owner[free - 1] + 1))
        return found

    def _find(self, tokens: list[str], free: int, start: int) -> int | None:
        if not tokens:
            return None
        if self.tokens[free : free + len(tokens)] == tokens:
            return free
        places = self.places.get(tokens[0], [])
        for at in places[bisect_left(places, free) :]:
            distance = self.words[self.owner[at]].start - start
            if distance > _REACH:
                return None
            if distance >= -_REACH and self.tokens[at : at + len(tokens)] == tokens:
                return at
        return None


def _in_order(words: list[Word]) -> list[Word]:
    """Words whose times fall back get times between their neighbours', as when cues were planned."""
    if all(first.start <= second.start for first, second in pairwise(words)):
        return words
    times = zip(words, *orderly_times(words, None), strict=True)
    return [replace(word, start=start, end=end) for word, start, end in times]


def _fill(cues: Sequence[Cue], words: Sequence[Word], spans: Spans) -> None:
    """Share the words between two recognised cues among the unrecognised ones that stand there, by time."""
    index = 0
    while index < len(cues):
        if spans[index] is not None:
            index += 1
            continue
        first = index
        while index < len(cues) and spans[index] is None:
            index += 1
        before = spans[first - 1] if first else None
        after = spans[index] if index < len(cues) else None
        low, high = (before[1] if before else 0), (after[0] if after else len(words))
        for place in range(first, index):
            free = low
            until = cues[place + 1].start if place + 1 < index else None
            while low < high and (until is None or words[low].start + words[low].end < 2 * until):
                low += 1
            spans[place] = _heard(cues[place], words, free, low)


def _heard(cue: Cue, words: Sequence[Word], first: int, after: int) -> tuple[int, int] | None:
    """Of the words that no other cue shows, those that sound near this one; all of them if as many."""
    count = len(cue.text.split())
    if count != after - first:
        while first < after and words[first].end < cue.start - _NEAR:
            first += 1
        while first < after and words[after - 1].start > cue.end + _NEAR:
            after -= 1
    return (first, after) if count and first < after else None
