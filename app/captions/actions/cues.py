"""Save what people change in the cues of a track: all of a request or nothing, and nothing is ever lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.revisions import Making, write_revision
from app.captions.models.cues import Cue
from app.captions.models.tracks import TrackRevision, TrackState
from app.captions.queries.cues import (
    Author,
    StoredCue,
    authors_of,
    count_cues,
    cues_at,
    find_basis,
    find_cues,
    versions_of,
)
from app.captions.queries.tracks import OpenTrack
from app.captions.rules.editing import (
    JOINS,
    MOST_CUES,
    TAKES_BACK,
    TOO_MANY,
    UNKNOWN_CUE,
    UNKNOWN_SOURCE,
    Change,
    ChangeKind,
    CueFault,
    SentCue,
    faults_of,
    has_same_words,
    is_by_machine,
    tidied,
)
from app.captions.rules.staleness import read_followed, stamp
from app.captions.rules.tracks import Move, state_after
from app.core.errors import S_, AppError

_RECENT: Final = 30
"""So many of the newest revisions are searched for a request that is sent again."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was stored, in the order sent; `is_new` is False when nothing was different from before."""

    revision: int
    cues: tuple[tuple[str, StoredCue], ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cue that somebody else changed since the sender read it: what she sent, and what is stored."""

    yours: SentCue
    theirs: StoredCue
    author: Author


class CueConflictError(AppError):
    """Somebody else was first; nothing was stored, and both versions are here."""

    status = 409
    message_id = S_("Somebody else has changed this subtitle. Look at both versions and choose.")

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(", ".join(conflict.theirs.id for conflict in conflicts[:10]))
        self.conflicts = tuple(conflicts)


class CueFaultsError(AppError):
    """Some of the cues cannot be stored as they are; nothing was stored."""

    status = 422
    message_id = S_("This cannot be saved as it is.")

    def __init__(self, faults: Sequence[CueFault]) -> None:
        super().__init__(", ".join(fault.key for fault in faults[:10]))
        self.faults = tuple(faults)


def save_cues(session: Session, opened: OpenTrack, change: Change, *, author_id: str, now: datetime) -> Saved:
    """Store a change as one revision of a track that is held (`lock_track`).

    A change that was stored before, and is sent again because its answer was lost, is answered again. Raises
    CueFaultsError and CueConflictError. Costs the same in a track of 20 cues as in one of 2 000.
    """
    track = opened.track
    change = replace(change, cues=tuple(map(tidied, change.cues)))
    _refuse(faults_of(change, duration=opened.lecture.duration, is_translation=opened.is_translation))
    again = _answered_before(session, opened, change)
    if again is not None:
        return again
    before = find_cues(session, track.id, [sent.id for sent in change.cues if sent.id is not None])
    _refuse([CueFault(sent.key, UNKNOWN_CUE) for sent in change.cues if sent.id and sent.id not in before])
    _refuse_conflicts(session, track.id, change, before)
    _refuse_too_many(session, track.id, track.next_cue, change)
    wanted = _wanted(session, opened, change, before)
    different = [index for index, to_be in enumerate(wanted) if not _is_same(to_be, before.get(to_be.id))]
    if different:
        track.state = state_after(TrackState(track.state), Move.EDIT) or track.state
        making = Making(change.kind, author_id, now, _provenance(change, track.next_cue))
        stored = write_revision(session, track, making, [wanted[index] for index in different])
        for index, one in zip(different, stored, strict=True):
            wanted[index] = one
    keys = [sent.key for sent in change.cues]
    return Saved(track.revision, tuple(zip(keys, wanted, strict=True)), is_new=bool(different))


def _refuse(faults: Sequence[CueFault]) -> None:
    if faults:
        raise CueFaultsError(faults)


def _provenance(change: Change, next_cue: int) -> dict[str, Any]:
    """What lets a change that is sent again be known: its name, and the ids that its new cues get."""
    if change.request is None:
        return {}
    fresh = [sent.key for sent in change.cues if sent.id is None]
    return {
        "request": change.request,
        "ids": {key: f"c{next_cue + place}" for place, key in enumerate(fresh)},
    }


def _answered_before(session: Session, opened: OpenTrack, change: Change) -> Saved | None:
    """Find what was stored when this very change came for the first time, if it did and not long ago."""
    if change.request is None:
        return None
    track = opened.track
    query = select(TrackRevision.number, TrackRevision.provenance).where(
        TrackRevision.track_id == track.id, TrackRevision.number > track.revision - _RECENT
    )
    for number, provenance in session.execute(query):
        if provenance.get("request") == change.request:
            ids = [sent.id or provenance["ids"].get(sent.key, "") for sent in change.cues]
            found = {one.id: one for one in cues_at(session, track.id, number, ids=ids)}
            pairs = ((sent.key, own) for sent, own in zip(change.cues, ids, strict=True) if own in found)
            return Saved(number, tuple((key, found[own]) for key, own in pairs), is_new=False)
    return None


def _refuse_conflicts(
    session: Session, track_id: str, change: Change, before: Mapping[str, StoredCue]
) -> None:
    late = [
        (sent, before[sent.id])
        for sent in change.cues
        if sent.id is not None
        and sent.version != before[sent.id].version
        and not _says_the_same(sent, before[sent.id])
    ]
    if not late:
        return
    authors = authors_of(session, track_id, {theirs.version for _, theirs in late})
    raise CueConflictError([Conflict(sent, theirs, authors[theirs.version]) for sent, theirs in late])


def _refuse_too_many(session: Session, track_id: str, next_cue: int, change: Change) -> None:
    added = sum(sent.id is None for sent in change.cues)
    # Ids are never used again, so most tracks need not be counted: that would cost more in a longer one.
    if added and next_cue - 1 + added > MOST_CUES and count_cues(session, track_id) + added > MOST_CUES:
        raise CueFaultsError([CueFault("", TOO_MANY)])


def _wanted(
    session: Session, opened: OpenTrack, change: Change, before: Mapping[str, StoredCue]
) -> list[StoredCue]:
    """Say how each cue is to be stored; a new one has no id yet."""
    sources = {source for sent in change.cues for source in sent.sources}
    basis = find_basis(session, opened, ids=sources, revision=change.source_revision) if sources else None
    current = {} if basis is None else basis.digests
    known = {source for stored in before.values() for source in stored.cue.sources} | current.keys()
    _refuse(
        [CueFault(sent.key, UNKNOWN_SOURCE) for sent in change.cues if not known.issuperset(sent.sources)]
    )
    kept = [read_followed(stored.followed) for stored in before.values()]
    # Of two cues that follow the same source, a new one follows as the stale one does.
    kept.sort(key=lambda one: all(current.get(source) == digest for source, digest in one.items()))
    owners = _owners(change, before, _said_before(session, opened.track.id, change, before))
    is_accepted = change.kind is ChangeKind.ACCEPT
    made = []
    for sent in change.cues:
        earlier = before.get(sent.id or "")
        own = [] if earlier is None else [read_followed(earlier.followed)]
        made.append(
            StoredCue(
                Cue(sent.id or "", sent.start, sent.end, sent.text, sent.sources),
                version=0 if earlier is None else earlier.version,
                followed=stamp(sent.sources, current, *own, *kept, accepted=is_accepted),
                by_machine=owners[sent.key],
                is_deleted=sent.is_deleted,
            )
        )
    return made


_Words = tuple[str, tuple[str, ...]]


def _words(sent: SentCue) -> _Words:
    return sent.id or "", tuple(sent.text.split())


def _said_before(
    session: Session, track_id: str, change: Change, before: Mapping[str, StoredCue]
) -> Mapping[_Words, bool]:
    """For each text that a rewritten cue ever had: whether it counted as a machine's when it last had it."""
    rewritten = {
        own
        for sent in change.cues
        if (own := sent.id) and not has_same_words(sent.text, before[own].cue.text)
    }
    if change.kind not in TAKES_BACK or not rewritten:
        return {}
    versions = versions_of(session, track_id, rewritten)
    return {(one.id, tuple(one.cue.text.split())): one.by_machine for one in versions}


def _owners(
    change: Change, before: Mapping[str, StoredCue], said_before: Mapping[_Words, bool]
) -> Mapping[str, bool]:
    """Say by key of each sent cue whether its text will count as a machine's."""
    is_any = any(stored.by_machine for stored in before.values())
    found = {}
    for sent in change.cues:
        earlier = before.get(sent.id or "")
        text = None if earlier is None else earlier.cue.text
        takes_in = text is None or (change.kind in JOINS and not has_same_words(sent.text, text))
        found[sent.key] = is_by_machine(
            change.kind,
            sent.text,
            before=text,
            was_by_machine=is_any if takes_in or earlier is None else earlier.by_machine,
            when_last=said_before.get(_words(sent)),
        )
    return found


def _is_same(to_be: StoredCue, before: StoredCue | None) -> bool:
    return before is not None and replace(to_be, version=before.version) == before


def _says_the_same(sent: SentCue, stored: StoredCue) -> bool:
    """Whether a late save asks for what is stored already: then nobody's words are in danger."""
    asked = Cue(stored.id, sent.start, sent.end, sent.text, sent.sources)
    return asked == stored.cue and sent.is_deleted == stored.is_deleted
