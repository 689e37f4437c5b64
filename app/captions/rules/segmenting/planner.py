"""The plan of a lecture's cues: the cheapest way to part the words, found by dynamic programming.

A state is a gap between words and how the cue after it starts (a little early, on its first word, a little
late), since the end of one cue depends on the start of the next. A cue is never longer than two lines, so the
work grows with the number of words.
"""

from math import inf
from typing import NamedTuple

from app.captions.rules.breaks import Break
from app.captions.rules.segmenting.costs import AHEAD, EARLY, ERROR, LATE, WARNING
from app.captions.rules.segmenting.lines import break_lines
from app.captions.rules.segmenting.material import Material
from app.captions.rules.segmenting.placing import Placing, Shown

_EARLY, _ON_TIME, _LATE, _AHEAD = range(4)
_SHIFT_COST = 1.0
_AHEAD_COST = 40.0
"""Starting in the pause before the first word breaks no rule, but the eye is told before the ear."""
_END_COST = {
    Break.SENTENCE: -3.0,
    Break.CLAUSE: -2.0,
    Break.PHRASE: 50.0,
    Break.PLAIN: 60.0,
    Break.POOR: 70.0,
    Break.STRAINED: 90.0,
    Break.FORBIDDEN: WARNING + 70.0,
    Break.BOUND: 3 * ERROR,
}
"""Below zero where a thought ends: one cue, one thought."""
_BREATH_RELIEF = 0.2
"""A pause makes an end that has no punctuation this much cheaper."""
_LONG_SILENCE = 70.0
"""An end that tears words apart, where silence within the cue would be worse: less than that warning."""
_SENTENCE_JOINED = 6.0
"""Two sentences in one cue are fine, one is better."""
_TOLERABLE = 10.0
"""What times may cost before other starts are tried: a hurried cue, but no broken rule."""
_WORTH = 3 * WARNING
"""An early start can save the cue no more than this."""


class Planned(NamedTuple):
    """One cue of the plan: its words from `first` up to `after`, the lower line from `lower` on."""

    first: int
    after: int
    lower: int
    start: int
    end: int


class _Step(NamedTuple):
    """How a state was reached: the cue before it, in which state that began, and its layout."""

    first: int
    shift: int
    lower: int
    end: int


class Planner:
    """Finds the cheapest plan for one lecture."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.limits = material.limits
        self.placing = Placing(material.limits)
        self.count = len(material.texts)
        self.costs = [[inf] * 4 for _ in range(self.count + 1)]
        self.costs[0] = [_SHIFT_COST, 0.0, inf, inf]
        self.steps = [[_Step(0, 0, 0, 0)] * 4 for _ in range(self.count + 1)]
        self.end_costs = [self._end_cost(gap) for gap in range(self.count + 1)]

    def plan(self) -> list[Planned]:
        """All cues, in order."""
        for first in range(self.count):
            self._extend(first)
        return self._walk_back()

    def _end_cost(self, gap: int) -> float:
        material = self.material
        if not 0 < gap < self.count:
            return 0.0
        grade = material.gaps[gap]
        cost = _END_COST[grade]
        if grade <= Break.CLAUSE:
            return cost
        pause = material.starts[gap] - material.ends[gap - 1]
        if pause < self.limits.breath:
            cost += self.limits.loose_end
        elif grade < Break.FORBIDDEN:
            cost *= _BREATH_RELIEF
        elif pause > (self.limits.pause_warn if grade is Break.FORBIDDEN else self.limits.pause_error):
            cost = _LONG_SILENCE
        return cost

    def _extend(self, first: int) -> None:
        """Try every cue that begins with this word."""
        material, limits = self.material, self.limits
        widest = 2 * limits.line_error + 1
        alive = self._alive(first)
        cheapest = min(base for base, _ in alive)
        pauses = 0.0
        for after in range(first + 1, self.count + 1):
            if after - first > 1:
                pause = material.starts[after - 1] - material.ends[after - 2]
                if pause > limits.pause_error or material.width(first, after) > widest:
                    return
                if pause > limits.pause_warn:
                    pauses += WARNING
            cost = pauses + self.end_costs[after] + self._sentence_cost(first, after)
            costs = self.costs[after]
            # A late start is kept only where it beats one on time, so it is no measure here.
            spare = max(costs[_EARLY], costs[_ON_TIME]) - cheapest - cost
            if spare > 0 and spare > self._least_cost(first, after):
                split_cost, lower = break_lines(material, first, after, spare=spare)
                cost += split_cost
                for base, shift in alive:
                    time_cost = self._enter(_Step(first, shift, lower, 0), after, base + cost)
                    if time_cost < _TOLERABLE:
                        break

    def _alive(self, first: int) -> list[tuple[float, int]]:
        """The states at this gap that may still win; the first whose times cost nothing wins at once."""
        early, on_time, late, _ = self.costs[first]
        found = [(on_time, _ON_TIME)] if on_time < early else []
        if early < on_time + _WORTH or not found:
            found.append((early, _EARLY))
        if late < min(on_time, early):
            found.insert(0, (late, _LATE))
        if self.costs[first][_AHEAD] < min(on_time, early) + _WORTH:
            found.append((self.costs[first][_AHEAD], _AHEAD))
        return found

    def _sentence_cost(self, first: int, after: int) -> float:
        """A sentence's end together with a piece of another breaks a rule; whole sentences do not."""
        material = self.material
        inside = material.sentences[after - 1] - material.sentences[first]
        if inside <= 0:
            return 0.0
        if material.gaps[first] is Break.SENTENCE and material.gaps[after] is Break.SENTENCE:
            return _SENTENCE_JOINED * inside
        return WARNING + _SENTENCE_JOINED * inside

    def _least_cost(self, first: int, after: int) -> float:
        """What a cue costs at least, shown from as early to as late as its neighbours allow."""
        material, limits = self.material, self.limits
        room = material.ends[after - 1] + limits.linger_error - material.starts[first] + EARLY
        if after < self.count:
            room = min(room, material.starts[after] - material.starts[first] + EARLY + LATE - limits.gap)
        characters = (material.width(first, after) - 1) * 1000
        if room < limits.shortest_error or characters > limits.speed_error * room:
            return ERROR
        return WARNING if room < limits.shortest_warn or characters > limits.speed_warn * room else 0.0

    def _enter(self, step: _Step, after: int, base: float) -> float:
        """Place the cue in time for every way in which the next one may start; returns what its times cost in
        the tightest of them.
        """
        material, placing = self.material, self.placing
        costs = self.costs[after]
        if base >= costs[_EARLY] and base >= costs[_ON_TIME]:
            return 0.0
        first = step.first
        start = self._start(first, step.shift)
        wide = material.places[after] - material.places[first] - 1
        cue = Shown(start, material.ends[after - 1], wide - (step.lower != first), wide)
        if after == self.count:
            return self._finish(step, cue, base)
        until = material.starts[after] - self.limits.gap
        end = placing.place(cue, until - EARLY, closing=True)
        tight = cost = placing.cost(cue, end)
        self._keep(step, after, _EARLY, (base + cost + _SHIFT_COST, end))
        if end + self.limits.gap_far > until + self.limits.gap - EARLY:
            end = placing.place(cue, until, closing=True)
            cost = placing.cost(cue, end)
        self._keep(step, after, _ON_TIME, (base + cost, end))
        ahead = self._start(after, _AHEAD)
        if ahead < until + self.limits.gap - EARLY:
            early_end = placing.place(cue, ahead - self.limits.gap, closing=True)
            self._keep(step, after, _AHEAD, (base + placing.cost(cue, early_end) + _AHEAD_COST, early_end))
        if cost >= _TOLERABLE:
            end = placing.place(cue, until + LATE, closing=True)
            self._keep(step, after, _LATE, (base + placing.cost(cue, end) + _SHIFT_COST, end))
        return tight

    def _finish(self, step: _Step, cue: Shown, base: float) -> float:
        """The last cue may stay until the lecture ends."""
        utmost = self.material.duration if self.material.duration is not None else 1 << 60
        end = self.placing.place(cue, utmost, closing=False)
        cost = self.placing.cost(cue, end)
        self._keep(step, self.count, _ON_TIME, (base + cost, end))
        return cost

    def _start(self, first: int, shift: int) -> int:
        """When a cue starts that begins with this word."""
        word = self.material.starts[first]
        if shift == _ON_TIME:
            return word
        if shift == _LATE:
            return word + LATE
        if shift == _EARLY or not first:
            return max(0, word - EARLY)
        free = word - self.material.ends[first - 1] - self.limits.gap
        return word - min(max(free, EARLY), AHEAD)

    def _keep(self, step: _Step, after: int, way: int, found: tuple[float, int]) -> None:
        cost, end = found
        if cost < self.costs[after][way]:
            self.costs[after][way] = cost
            self.steps[after][way] = _Step(step.first, step.shift, step.lower, end)

    def _walk_back(self) -> list[Planned]:
        found = []
        after, way = self.count, _ON_TIME
        while after > 0:
            step = self.steps[after][way]
            start = self._start(step.first, step.shift)
            found.append(Planned(step.first, after, step.lower, start, step.end))
            after, way = step.first, step.shift
        return found[::-1]


def plan(material: Material) -> list[Planned]:
    """The cues of a lecture; empty where nobody speaks."""
    return Planner(material).plan() if material.texts else []
