"""Take in what a machine wrote: as the first revision of a track, never over what people have written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.cues import Cue, ProfileName
from app.captions.models.tracks import Track, TrackFlag, TrackRevision, TrackState
from app.captions.models.words import Flag
from app.captions.queries.cues import StoredCue, list_cues
from app.captions.queries.tracks import lock_track
from app.captions.rules.editing import ChangeKind
from app.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Draft:
    """What a machine heard: cues with ids of their own (`c1`…), doubtful places, and how it came about."""

    language: str
    profile: ProfileName
    cues: Sequence[Cue]
    flags: Sequence[Flag] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)


class DraftOutcome(StrEnum):
    """What became of a draft."""

    CREATED = "created"
    REPLACED = "replaced"
    """In place of an older draft that nobody had touched."""
    UNCHANGED = "unchanged"
    """The very same draft was there already."""
    NOT_USED = "not_used"
    """People have worked on the track, or the draft is empty and the track is not: what is there stands."""


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """The track, and what became of the draft."""

    track: Track
    outcome: DraftOutcome


def create_draft(session: Session, lecture_id: str, draft: Draft, *, now: datetime) -> TakenDraft:
    """Store a machine's draft of a lecture's track; may be called again with the same draft.

    Every cue counts as written by a machine until somebody edits or accepts it.
    """
    making = Making(ChangeKind.DRAFT, None, now, draft.provenance)
    track_id = session.scalar(
        select(Track.id).where(Track.lecture_id == lecture_id, Track.language == draft.language)
    )
    if track_id is None:
        track = new_track(session, lecture_id, draft.language, profile=draft.profile, now=now)
        _store(session, track, draft, making, [])
        return TakenDraft(track, DraftOutcome.CREATED)
    track = lock_track(session, track_id).track
    if _was_touched(session, track_id):
        return TakenDraft(track, DraftOutcome.NOT_USED)
    present = list_cues(session, track_id)
    if present and not draft.cues:
        return TakenDraft(track, DraftOutcome.NOT_USED)
    is_known = [_said(stored.cue) for stored in present] == [_said(cue) for cue in draft.cues]
    if is_known and track.revision > 0 and track.profile == draft.profile:
        return TakenDraft(track, DraftOutcome.UNCHANGED)
    track.profile = draft.profile
    _store(session, track, draft, making, present)
    return TakenDraft(track, DraftOutcome.REPLACED)


def new_track(
    session: Session, lecture_id: str, language: str, *, profile: ProfileName, now: datetime
) -> Track:
    """Add an empty track to a lecture that has none in this language."""
    track = Track(
        id=new_id(),
        lecture_id=lecture_id,
        language=language,
        state=TrackState.EMPTY,
        profile=profile,
        revision=0,
        next_cue=1,
        approved_revision=None,
        created_at=now,
    )
    session.add(track)
    session.flush()
    return track


def _store(
    session: Session, track: Track, draft: Draft, making: Making, present: Sequence[StoredCue]
) -> None:
    gone = [replace(stored, is_deleted=True) for stored in present]
    fresh = [StoredCue(replace(cue, id=""), 0, by_machine=True) for cue in draft.cues]
    track.state = TrackState.DRAFT_MACHINE if draft.cues else TrackState.EMPTY
    write_revision(session, track, making, [*gone, *fresh])
    session.execute(delete(TrackFlag).where(TrackFlag.track_id == track.id))
    session.add_all(_flag(track.id, flag) for flag in draft.flags)
    session.flush()


def _flag(track_id: str, flag: Flag) -> TrackFlag:
    return TrackFlag(
        id=new_id(),
        track_id=track_id,
        doubt=flag.doubt,
        start=flag.start,
        end=flag.end,
        words=flag.words,
        reviewed_by=None,
        reviewed_at=None,
    )


def _was_touched(session: Session, track_id: str) -> bool:
    by_somebody = exists().where(TrackRevision.track_id == track_id, TrackRevision.author_id.is_not(None))
    looked_at = exists().where(TrackFlag.track_id == track_id, TrackFlag.reviewed_by.is_not(None))
    return bool(session.scalar(select(by_somebody | looked_at)))


def _said(cue: Cue) -> tuple[int, int, str]:
    return cue.start, cue.end, cue.text
