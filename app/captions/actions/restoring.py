"""Bring back what a track was at an earlier revision, as a new revision: nothing in between is lost."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.tracks import TrackState
from app.captions.queries.cues import StoredCue, cues_at
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.tracks import Move, state_after
from app.core.errors import NotFoundError


def restore_revision(session: Session, opened: OpenTrack, number: int, making: Making) -> int:
    """Give a held track the cues of an earlier revision, and say how many changed by that.

    Raises NotFoundError for a revision that the track never had.
    """
    track = opened.track
    if not 1 <= number <= track.revision:
        raise NotFoundError(f"{track.id} {number}")
    wanted = {stored.id: stored for stored in cues_at(session, track.id, number)}
    changed = _changes(cues_at(session, track.id, track.revision), wanted)
    if changed:
        track.state = state_after(TrackState(track.state), Move.EDIT) or track.state
        write_revision(session, track, replace(making, provenance={"restored": number}), changed)
    return len(changed)


def _changes(present: Sequence[StoredCue], wanted: dict[str, StoredCue]) -> list[StoredCue]:
    """What has to be written; a cue that came later than the wanted revision goes."""
    to_be = ((now, wanted.get(now.id, replace(now, is_deleted=True))) for now in present)
    return [then for now, then in to_be if replace(then, version=now.version) != now]
