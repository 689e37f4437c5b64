"""The rules of time: speed (S1, S1a, S2), length (D1, D2), gaps (G1, G2), speech (T1, T2, P1), order (T3)."""

from collections.abc import Iterator
from itertools import pairwise

from app.captions.models.cues import Cue, Finding, Level
from app.captions.models.words import Word
from app.captions.rules.measure import count_characters, reading_speed
from app.captions.rules.profiles import Limits
from app.captions.rules.qc.matching import Spoken


def check_timing(
    spoken: Spoken, *, before: Cue | None, following: Cue | None, limits: Limits, duration: int | None
) -> Iterator[Finding]:
    """What the rules of time find in one cue between its neighbours."""
    cue = spoken.cue
    yield from _place(cue, before, duration)
    if cue.end > cue.start:
        yield from _speed(cue, limits)
        yield from _length(cue, limits)
    if following is not None:
        yield from _gap(cue, following.start - cue.end, limits)
    if spoken.words:
        yield from _start(cue, spoken.words[0], limits)
        yield from _end(cue, spoken.words[-1], limits)
        yield from _pause(cue, spoken.words, limits)


def _found(rule: str, cue: Cue, value: float, warn: float, error: float) -> Iterator[Finding]:
    """One finding where a value lies above what warns or fails."""
    if value > error:
        yield Finding(rule, Level.ERROR, cue.id, value, error)
    elif value > warn:
        yield Finding(rule, Level.WARNING, cue.id, value, warn)


def _place(cue: Cue, before: Cue | None, duration: int | None) -> Iterator[Finding]:
    if cue.start < 0:
        yield Finding("T3", Level.ERROR, cue.id, cue.start, 0)
    elif cue.start >= cue.end:
        yield Finding("T3", Level.ERROR, cue.id, cue.start, cue.end)
    elif duration is not None and cue.end > duration:
        yield Finding("T3", Level.ERROR, cue.id, cue.end, duration)
    elif before is not None and cue.start < before.start:
        yield Finding("T3", Level.ERROR, cue.id, cue.start, before.start)


def _speed(cue: Cue, limits: Limits) -> Iterator[Finding]:
    yield from _found(
        limits.speed_rule, cue, round(reading_speed(cue), 3), limits.speed_warn, limits.speed_error
    )


def _length(cue: Cue, limits: Limits) -> Iterator[Finding]:
    took = cue.end - cue.start
    if took < limits.shortest_error:
        yield Finding("D1", Level.ERROR, cue.id, took, limits.shortest_error)
    elif took < limits.shortest_warn:
        yield Finding("D1", Level.WARNING, cue.id, took, limits.shortest_warn)
    yield from _found("D2", cue, took, limits.longest_warn, limits.longest_error)


def _gap(cue: Cue, gap: int, limits: Limits) -> Iterator[Finding]:
    if gap < limits.gap:
        yield Finding("G1", Level.ERROR, cue.id, gap, limits.gap)
    elif limits.gap_near <= gap < limits.gap_far:
        yield Finding("G2", Level.WARNING, cue.id, gap, limits.gap)


def _start(cue: Cue, first: Word, limits: Limits) -> Iterator[Finding]:
    yield from _found("T1", cue, abs(cue.start - first.start), limits.start_warn, limits.start_error)


def _end(cue: Cue, last: Word, limits: Limits) -> Iterator[Finding]:
    """A cue may linger past half a second after its last word only as long as it could not be read before."""
    yield from _found("T2", cue, last.end - cue.end, limits.cut_warn, limits.cut_error)
    late = cue.end - last.end
    if late > limits.linger_error:
        yield Finding("T2", Level.ERROR, cue.id, late, limits.linger_error)
    elif late > limits.linger_warn and not _needs(cue, last.end + limits.linger_warn, limits):
        yield Finding("T2", Level.WARNING, cue.id, late, limits.linger_warn)


def _needs(cue: Cue, end: int, limits: Limits) -> bool:
    """Whether the cue would be read too fast if it ended here."""
    return count_characters(cue.text) * 1000 > limits.speed_warn * (end - cue.start)


def _pause(cue: Cue, words: tuple[Word, ...], limits: Limits) -> Iterator[Finding]:
    longest = max((after.start - word.end for word, after in pairwise(words)), default=0)
    yield from _found("P1", cue, longest, limits.pause_warn, limits.pause_error)
