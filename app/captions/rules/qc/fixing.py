"""Mending a track: a change is made only where fewer rules are broken afterwards, in the cue and around it.

Every change lowers the number of errors, or leaves it and lowers that of warnings, so mending ends, and what
has been mended stays as it is when mended again. Words are never changed, only parted and timed.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.captions.models.cues import Cue, Level, Proposal
from app.captions.models.words import Word
from app.captions.rules.qc.matching import Spoken, match
from app.captions.rules.qc.remedies import Remedy, remedies
from app.captions.rules.qc.rules import Rules

Score = tuple[int, int]
"""How many errors, how many warnings."""


class Mender:
    """One track on its way to fewer findings; `original` is what it was before its text was mended."""

    def __init__(self, track: Sequence[Spoken], rules: Rules, original: Sequence[Cue] | None = None) -> None:
        self.track = list(track)
        self.rules = rules
        self._original = original if original is not None else self.cues
        self._origins = [(index, index + 1) for index in range(len(track))]
        self._next_id = 1 + max((_number(cue.id) for cue in self._original), default=0)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The track as it is now."""
        return tuple(spoken.cue for spoken in self.track)

    def mend(self, words: Sequence[Word] | None) -> None:
        """Change whatever can be made better, until nothing can."""
        while True:
            track, origins = list(self.track), list(self._origins)
            self._mend_once()
            if self.track == track:
                return
            # An edited cue can be given other words once it has moved: what counts is the track as read.
            self.track = match(self.cues, words)
            if self._whole_score(self.track) >= self._whole_score(track):
                self.track, self._origins = track, origins
                return

    def _mend_once(self) -> None:
        index = 0
        untouched = 0
        while untouched < len(self.track):
            index %= len(self.track)
            remedy = self.best(index)
            if remedy is None:
                index, untouched = index + 1, untouched + 1
            else:
                self._apply(remedy)
                index, untouched = max(0, remedy.first - 2), 0

    def best(self, index: int) -> Remedy | None:
        """What leaves the fewest findings in and around one cue; None if nothing leaves fewer than now."""
        broken = {finding.rule[0] for finding in self.rules.findings(self.track, index)}
        if not broken:
            return None
        best: tuple[Score, Remedy] | None = None
        for remedy in remedies(self.track, index, broken, self.rules):
            gain = self._gain(remedy)
            if gain < (0, 0) and (best is None or gain < best[0]):
                best = gain, remedy
                if self._clears(remedy):
                    break
        return self._named(best[1]) if best else None

    def proposal(self, index: int) -> Proposal | None:
        """The best remedy for one cue as before and after."""
        remedy = self.best(index)
        if remedy is None:
            return None
        before = tuple(spoken.cue for spoken in self.track[remedy.first : remedy.after])
        return Proposal(before, tuple(spoken.cue for spoken in remedy.cues))

    def proposals(self) -> tuple[Proposal, ...]:
        """All that has been changed, each place once."""
        found: list[tuple[int, int, list[Cue]]] = []
        for (low, high), spoken in zip(self._origins, self.track, strict=True):
            if found and low < found[-1][1]:
                start, end, cues = found.pop()
                found.append((start, max(end, high), [*cues, spoken.cue]))
            else:
                found.append((low, high, [spoken.cue]))
        pairs = ((tuple(self._original[low:high]), tuple(cues)) for low, high, cues in found)
        return tuple(Proposal(before, after) for before, after in pairs if before != after)

    def _gain(self, remedy: Remedy) -> Score:
        """How many findings come or (below zero) go, in the cues touched and their neighbours."""
        low, high = max(0, remedy.first - 2), min(len(self.track), remedy.after + 2)
        before = self.track[low:high]
        after = self._around(remedy)
        # The outermost cues are there for context only, unless the track ends with them.
        skip = int(remedy.first - low == 2)
        keep = int(high - remedy.after == 2)
        was = self._score(before, skip, len(before) - keep)
        will_be = self._score(after, skip, len(after) - keep)
        return will_be[0] - was[0], will_be[1] - was[1]

    def _clears(self, remedy: Remedy) -> bool:
        """Whether no rule is broken any more in the cues that were touched."""
        low = remedy.first - max(0, remedy.first - 2)
        return self._score(self._around(remedy), low, low + len(remedy.cues)) == (0, 0)

    def _around(self, remedy: Remedy) -> list[Spoken]:
        return [
            *self.track[max(0, remedy.first - 2) : remedy.first],
            *remedy.cues,
            *self.track[remedy.after : remedy.after + 2],
        ]

    def _whole_score(self, track: Sequence[Spoken]) -> Score:
        return self._score(track, 0, len(track))

    def _score(self, track: Sequence[Spoken], low: int, high: int) -> Score:
        levels = [
            finding.level for index in range(low, high) for finding in self.rules.findings(track, index)
        ]
        errors = levels.count(Level.ERROR)
        return errors, len(levels) - errors

    def _named(self, remedy: Remedy) -> Remedy:
        """Keep the ids of the cues replaced, in order; further cues get numbers that the track never had."""
        ids = [spoken.cue.id for spoken in self.track[remedy.first : remedy.after]]
        extra = len(remedy.cues) - len(ids)
        ids += [f"c{self._next_id + number}" for number in range(extra)]
        cues = tuple(
            replace(spoken, cue=replace(spoken.cue, id=cue_id))
            for spoken, cue_id in zip(remedy.cues, ids, strict=False)
        )
        return replace(remedy, cues=cues)

    def _apply(self, remedy: Remedy) -> None:
        extra = len(remedy.cues) - (remedy.after - remedy.first)
        self._next_id += max(0, extra)
        replaced = self._origins[remedy.first : remedy.after]
        origin = replaced[0][0], max(high for _, high in replaced)
        self._origins[remedy.first : remedy.after] = [origin] * len(remedy.cues)
        self.track[remedy.first : remedy.after] = remedy.cues


def _number(cue_id: str) -> int:
    digits = cue_id.removeprefix("c")
    return int(digits) if digits.isdecimal() and digits.isascii() else 0
