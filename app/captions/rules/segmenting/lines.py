"""Where the one line break of a cue goes: the upper line no longer than the lower, nothing torn apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from math import inf

from app.captions.rules.breaks import Break
from app.captions.rules.segmenting.costs import ERROR, WARNING
from app.captions.rules.segmenting.material import Material

_GAP_COST = {
    Break.SENTENCE: 0.0,
    Break.CLAUSE: 0.0,
    Break.PHRASE: 2.0,
    Break.PLAIN: 6.0,
    Break.POOR: 20.0,
    Break.STRAINED: 60.0,
    Break.FORBIDDEN: WARNING + 20.0,
    Break.BOUND: 3 * ERROR,
}
_BALANCE = 0.15
"""Cost of one character's difference between the lines."""


def break_lines(material: Material, first: int, after: int, *, spare: float) -> tuple[float, int]:
    """The cost of the best layout of a cue, and the word that starts its lower line (`first`: one line).

    A layout that breaks a rule is looked for only if the cost may come to `spare`.
    """
    limits = material.limits
    width = material.width(first, after)
    if width <= limits.line_warn or after - first == 1:
        return _line_cost(material, width), first
    places = material.places
    # The upper line is at most half of the text; neither line is longer than the limit.
    longest = min((width - 1) // 2, limits.line_warn)
    low = bisect_left(places, places[after] - limits.line_warn - 1, first + 1, after)
    high = bisect_right(places, places[first] + longest + 1, low, after)
    best = _best(material, first, after, range(low, high))
    if best[0] >= WARNING and spare > WARNING:
        best = min(best, _best(material, first, after, range(first + 1, after)))
    return best


def _best(material: Material, first: int, after: int, candidates: Iterable[int]) -> tuple[float, int]:
    return min(((_split_cost(material, first, at, after), at) for at in candidates), default=(inf, first))


def _split_cost(material: Material, first: int, at: int, after: int) -> float:
    limits = material.limits
    upper, lower = material.width(first, at), material.width(at, after)
    cost = _GAP_COST[material.gaps[at]] + _BALANCE * abs(upper - lower)
    if upper > limits.line_warn or lower > limits.line_warn:
        cost += _line_cost(material, upper) + _line_cost(material, lower)
    if upper > lower:
        cost += WARNING + upper - lower
    if (at - first == 1 and upper < limits.orphan) or (after - at == 1 and lower < limits.orphan):
        cost += WARNING
    return cost


def _line_cost(material: Material, width: int) -> float:
    limits = material.limits
    if width <= limits.line_warn:
        return 0.0
    return (ERROR if width > limits.line_error else WARNING) + width - limits.line_warn
