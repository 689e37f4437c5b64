"""Where doubtful places are shown: at the cues that overlap them in time."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from app.captions.models.cues import Cue
from app.captions.models.tracks import TrackFlag


def flags_by_cue(cues: Sequence[Cue], flags: Sequence[TrackFlag]) -> Mapping[str, tuple[TrackFlag, ...]]:
    """Say which doubtful places each cue overlaps; `cues` are in the order of their starts."""
    found: dict[str, list[TrackFlag]] = {}
    for flag, touched in _touched(cues, flags):
        for cue_id in touched:
            found.setdefault(cue_id, []).append(flag)
    return {cue_id: tuple(own) for cue_id, own in found.items()}


def flags_of_all(cues: Sequence[Cue], flags: Sequence[TrackFlag]) -> Mapping[str, tuple[TrackFlag, ...]]:
    """The same for all cues of a track, where a place that no cue overlaps is shown at the nearest one.

    Without any cue no place is shown.
    """
    found = {cue_id: list(own) for cue_id, own in flags_by_cue(cues, flags).items()}
    for flag, touched in _touched(cues, flags):
        if not touched and cues:
            found.setdefault(_nearest(cues, flag), []).append(flag)
    return {cue_id: tuple(own) for cue_id, own in found.items()}


def _touched(cues: Sequence[Cue], flags: Sequence[TrackFlag]) -> Iterator[tuple[TrackFlag, Sequence[str]]]:
    starts = [cue.start for cue in cues]
    longest = max((cue.end - cue.start for cue in cues), default=0)
    for flag in flags:
        # A cue that begins earlier than this has ended before the place begins.
        first, last = bisect_left(starts, flag.start - longest), bisect_left(starts, flag.end)
        yield flag, [cue.id for cue in cues[first:last] if cue.end > flag.start]


def _nearest(cues: Sequence[Cue], flag: TrackFlag) -> str:
    here = bisect_left([cue.start for cue in cues], flag.end)
    return min(
        cues[max(0, here - 1) : here + 1], key=lambda cue: max(flag.start - cue.end, cue.start - flag.end)
    ).id
