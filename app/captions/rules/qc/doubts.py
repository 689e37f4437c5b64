"""Rules H1-H3: the doubtful places of a transcript as findings on the cues that show them."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from app.captions.models.cues import Cue, Finding, Level
from app.captions.models.words import Doubt, Flag

LONGEST_MISSING: Final = 4000
"""Milliseconds of speech without text, the limit of H3."""

_RULES: Final = {Doubt.NO_SPEECH: "H1", Doubt.MISSING: "H3"}


def check_doubts(
    cues: Sequence[Cue],
    flags: Sequence[Flag],
    reviewed: frozenset[Flag] = frozenset(),
    *,
    is_publishing: bool = False,
) -> tuple[Finding, ...]:
    """Give a finding for each cue that a flag speaks of, unless a person has reviewed the flag.

    A warning while one works, an error when the track `is_publishing`. Missing text (H3), and flagged text
    that no cue shows any more, is about the whole track. The cues must be in order.
    """
    level = Level.ERROR if is_publishing else Level.WARNING
    starts = [cue.start for cue in cues]
    longest = max((cue.end - cue.start for cue in cues), default=0)
    found: list[Finding] = []
    for flag in flags:
        if flag in reviewed:
            continue
        if flag.doubt is Doubt.MISSING:
            found.append(Finding("H3", level, None, flag.end - flag.start, LONGEST_MISSING))
            continue
        rule = _RULES.get(flag.doubt, "H2")
        near = cues[bisect_left(starts, flag.start - longest) : bisect_right(starts, flag.end)]
        shown: list[str | None] = [cue.id for cue in near if _shows(cue, flag)]
        found += [Finding(rule, level, cue_id, words=flag.words) for cue_id in shown or [None]]
    return tuple(found)


def _shows(cue: Cue, flag: Flag) -> bool:
    """They must share half of the shorter one's time, or the cue's edge its words: cues linger a little."""
    if flag.start == flag.end:
        return cue.start <= flag.start <= cue.end
    overlap = min(cue.end, flag.end) - max(cue.start, flag.start)
    words = cue.text.split()
    has_edge = any(edge in flag.words for edge in (" ".join(words[:2]), " ".join(words[-2:])))
    share = 0 if has_edge else min(cue.end - cue.start, flag.end - flag.start)
    return overlap * 2 >= max(1, share)
