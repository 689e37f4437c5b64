"""The last safeguard: cues in order, apart, inside the lecture, each taking time, however bad the times.

Well-timed words pass through unchanged.
"""

from collections.abc import Sequence
from dataclasses import replace

from app.captions.models.cues import Cue
from app.captions.rules.profiles import FRAME


def settle(cues: Sequence[Cue], duration: int | None) -> tuple[Cue, ...]:
    """Cues with start < end, none before the one before it has ended, none outside the lecture.

    Cues that have more starts than the lecture has milliseconds are joined: text is never dropped.
    """
    found = _pushed_apart(cues)
    if duration is not None and duration > 0 and found and found[-1].end > duration:
        found = _pushed_back(_joined(found, duration), duration)
    return tuple(found)


def _pushed_apart(cues: Sequence[Cue]) -> list[Cue]:
    found: list[Cue] = []
    free = 0
    for cue in cues:
        start = max(cue.start, free)
        end = cue.end if cue.end > start else start + FRAME
        found.append(cue if (start, end) == (cue.start, cue.end) else replace(cue, start=start, end=end))
        free = end
    return found


def _joined(cues: list[Cue], most: int) -> list[Cue]:
    """No more than `most` cues: neighbours become one, their lines below one another."""
    if len(cues) <= most:
        return cues
    size = -(-len(cues) // most)
    groups = [cues[at : at + size] for at in range(0, len(cues), size)]
    return [
        replace(group[0], end=group[-1].end, text="\n".join(cue.text for cue in group)) for group in groups
    ]


def _pushed_back(cues: list[Cue], duration: int) -> list[Cue]:
    """Move cues towards the start until the last ends in time; each keeps at least a millisecond."""
    found = []
    free = duration
    for index in range(len(cues) - 1, -1, -1):
        cue = cues[index]
        end = min(cue.end, free)
        start = max(min(cue.start, end - 1), index)
        end = max(end, start + 1)
        found.append(replace(cue, start=start, end=end))
        free = start
    return found[::-1]
