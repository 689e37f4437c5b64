"""Write a revision: the one way in which the cues of a track ever change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.captions.models.tracks import CueVersion, Track, TrackCue, TrackRevision
from app.captions.queries.cues import StoredCue
from app.captions.rules.editing import ChangeKind


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes a revision, when and how; a machine has no account but says what it is."""

    kind: ChangeKind
    author_id: str | None
    at: datetime
    provenance: Mapping[str, Any] = field(default_factory=dict)


def write_revision(
    session: Session, track: Track, making: Making, cues: Sequence[StoredCue]
) -> tuple[StoredCue, ...]:
    """Add a revision with the cues that it changes, and give them as they are stored.

    The track must be held (`lock_track`). A cue without an id is new and gets one. The number of statements
    does not depend on how many cues the track has, nor on how many are written.
    """
    number = track.revision + 1
    fresh = [index for index, stored in enumerate(cues) if not stored.id]
    named = [replace(stored, version=number) for stored in cues]
    for offset, index in enumerate(fresh):
        named[index] = replace(named[index], cue=replace(named[index].cue, id=f"c{track.next_cue + offset}"))
    track.revision, track.next_cue = number, track.next_cue + len(fresh)
    session.add(_revision(track, making))
    session.flush()
    rows = [_row(track.id, stored) for stored in named]
    if rows:
        session.execute(insert(CueVersion), [_version(row) for row in rows])
    kept = [row for row, given in zip(rows, cues, strict=True) if given.id]
    if kept:
        session.execute(update(TrackCue), kept, execution_options={"synchronize_session": None})
    if fresh:
        session.execute(insert(TrackCue), [rows[index] for index in fresh])
    return tuple(named)


def _revision(track: Track, making: Making) -> TrackRevision:
    return TrackRevision(
        track_id=track.id,
        number=track.revision,
        kind=making.kind,
        author_id=making.author_id,
        at=making.at,
        provenance=dict(making.provenance),
    )


def _row(track_id: str, stored: StoredCue) -> dict[str, Any]:
    return {
        "track_id": track_id,
        "id": stored.id,
        "start": stored.cue.start,
        "end": stored.cue.end,
        "text": stored.cue.text,
        "sources": list(stored.cue.sources),
        "followed": stored.followed,
        "by_machine": stored.by_machine,
        "is_deleted": stored.is_deleted,
        "version": stored.version,
    }


def _version(row: Mapping[str, Any]) -> dict[str, Any]:
    renamed = {"id": "cue_id", "version": "revision"}
    return {renamed.get(name, name): value for name, value in row.items()}
