"""How the cues of a file are told to be those of a track, so that an import shows as what it changes."""

from collections.abc import Sequence
from dataclasses import replace

from app.captions.models.cues import Cue


def match_cues(present: Sequence[Cue], read: Sequence[Cue], *, keeps_ids: bool) -> tuple[Cue, ...]:
    """Give each cue of a file the id, and what it renders, of the cue in the track that it is; an empty id
    for a new one.

    With `keeps_ids` the file's own ids are the track's, as in a file that was exported here. Otherwise a cue
    is the one with which it shares most time, as long as they share more than half of the shorter one's, each
    taken once; both are in the order of their times.
    """
    if keeps_ids:
        known = {cue.id: cue for cue in present}
        return tuple(_as(known.get(cue.id), cue) for cue in read)
    free = sorted(present, key=lambda cue: cue.start)
    found: list[Cue] = []
    first = 0
    for cue in read:
        while first < len(free) and free[first].end <= cue.start:
            first += 1
        here = _best(free, first, cue)
        found.append(_as(None if here is None else free[here], cue))
        if here is not None:
            first = here + 1
    return tuple(found)


def _best(free: Sequence[Cue], first: int, cue: Cue) -> int | None:
    best, most = None, 0
    for place in range(first, len(free)):
        other = free[place]
        if other.start >= cue.end:
            break
        shared = min(other.end, cue.end) - max(other.start, cue.start)
        if shared > most and 2 * shared > min(other.end - other.start, cue.end - cue.start):
            best, most = place, shared
    return best


def _as(known: Cue | None, read: Cue) -> Cue:
    """The cue that was read, as the one of the track that it is; a file that names no sources keeps them."""
    if known is None:
        return replace(read, id="")
    return replace(read, id=known.id, sources=read.sources or known.sources)
