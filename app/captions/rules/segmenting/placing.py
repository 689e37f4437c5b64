"""When a planned cue ends, and what its times cost, once its start and the next cue's start are known."""

from typing import NamedTuple

from app.captions.rules.profiles import Limits
from app.captions.rules.segmenting.costs import CUT, ERROR, IMPOSSIBLE, WARNING

_HURRY = 1.5
"""Cost of one character per second above the target."""
_OVERSPEED = 12.0
_LINE_FEED = 60.0
"""Cost of a speed that is right only if the line feed does not count as a character."""
_CALM = 1500
_FLASH = 0.01
"""Cost of each millisecond below what is calm, where the profile itself allows shorter cues."""
_LINGER = 200
"""Milliseconds that a cue stays after its last word, where there is room: an abrupt end tires the eye."""


class Shown(NamedTuple):
    """A cue that waits for its end: its start, the end of its last word, its text's size.

    `wide` counts a line feed as a character, `characters` does not: plans please both ways of counting.
    """

    start: int
    last: int
    characters: int
    wide: int


class Placing:
    """The rules of time for one profile, with their numbers at hand."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._target = 1000 / limits.speed_target
        self._calm = max(_CALM, limits.shortest_warn)
        self._warn = 1000 / limits.speed_warn

    def place(self, cue: Shown, until: int, *, closing: bool) -> int:
        """The best end of a cue, at most `until`: the next cue's start less the gap, or (not `closing`) the
        lecture's end.
        """
        limits = self.limits
        late = cue.last + limits.linger_warn
        need = self._needed_end(cue, late)
        end = min(late, cue.start + int(cue.wide * self._target) + 1)
        end = max(end, cue.last + _LINGER, need)
        if end - cue.start > limits.longest_warn:
            end = max(cue.start + limits.longest_warn, cue.last - CUT)
        if end >= until:
            return until
        far = until + limits.gap - limits.gap_far
        if not closing or end <= far:
            return end
        return self._past_flicker(cue, need, until)

    def _needed_end(self, cue: Shown, late: int) -> int:
        """When the cue has been read, and has stood long enough to be seen at all."""
        limits = self.limits
        need = cue.start + int(cue.wide * self._warn) + 1
        if need > late >= cue.start + cue.characters * self._warn:
            need = late
        return min(max(need, cue.start + limits.shortest_warn), cue.last + limits.linger_error)

    def _past_flicker(self, cue: Shown, need: int, until: int) -> int:
        """Close the gap to the next cue, or open it to what no longer flickers."""
        limits = self.limits
        far = until + limits.gap - limits.gap_far
        late = cue.last + limits.linger_warn
        allowed = cue.last + limits.linger_error if need > late else late
        if until <= allowed and until - cue.start <= limits.longest_warn:
            return until
        if far >= max(cue.last - CUT, need):
            return far
        return until if until <= cue.last + limits.linger_error else max(far, cue.last - CUT)

    def cost(self, cue: Shown, end: int) -> float:
        """What the rules of time say of a cue that ends then."""
        took = end - cue.start
        if took <= 0:
            return IMPOSSIBLE
        limits = self.limits
        if (
            self._calm <= took <= limits.longest_warn
            and 0 <= end - cue.last <= limits.linger_warn
            and cue.wide * self._target <= took
        ):
            return 0.0
        return self._speed_cost(cue, took) + self._length_cost(took) + self._end_cost(cue, end)

    def _speed_cost(self, cue: Shown, took: int) -> float:
        limits = self.limits
        speed = cue.characters * 1000 / took
        if speed > limits.speed_error:
            return ERROR + WARNING * (speed - limits.speed_error)
        if speed > limits.speed_warn:
            return WARNING + _OVERSPEED * (speed - limits.speed_warn)
        cost = _HURRY * (speed - limits.speed_target) if speed > limits.speed_target else 0.0
        return cost + _LINE_FEED if cue.wide * 1000 > limits.speed_warn * took else cost

    def _length_cost(self, took: int) -> float:
        limits = self.limits
        if took < limits.shortest_warn:
            return (ERROR if took < limits.shortest_error else WARNING) + 0.02 * (limits.shortest_warn - took)
        if took > limits.longest_warn:
            return (ERROR if took > limits.longest_error else WARNING) + 0.02 * (took - limits.longest_warn)
        return _FLASH * (self._calm - took) if took < self._calm else 0.0

    def _end_cost(self, cue: Shown, end: int) -> float:
        limits = self.limits
        late = end - cue.last
        if -limits.cut_warn <= late <= limits.linger_warn:
            return 0.0 if late >= 0 else -0.02 * late
        if late < 0:
            return (WARNING if -late <= limits.cut_error else ERROR) - 0.02 * late
        if late > limits.linger_error:
            return ERROR
        needed = cue.characters * self._warn > cue.last + limits.linger_warn - cue.start
        return 3.0 if needed else WARNING
