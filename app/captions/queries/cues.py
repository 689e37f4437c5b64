"""The cues of a track as they are, as they were at a revision, and what a translation is compared with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.captions.models.cues import Cue
from app.captions.models.tracks import CueVersion, Track, TrackCue, TrackFlag, TrackRevision
from app.captions.queries.tracks import OpenTrack, find_source
from app.captions.rules.staleness import digest_of, is_stale, missing_sources, read_followed
from app.people.models.accounts import Account


@dataclass(frozen=True, slots=True)
class StoredCue:
    """A cue as a revision left it; `version` is the revision in which it last changed."""

    cue: Cue
    version: int
    followed: str | None = None
    by_machine: bool = False
    is_deleted: bool = False

    @property
    def id(self) -> str:
        """The cue's id."""
        return self.cue.id


@dataclass(frozen=True, slots=True)
class Basis:
    """What a translation follows: the approved cues of the spoken language, in the order of their times."""

    track_id: str
    revision: int
    cues: tuple[Cue, ...]

    @property
    def digests(self) -> Mapping[str, str]:
        """The digest of each cue by its id."""
        return {cue.id: digest_of(cue) for cue in self.cues}

    def stale(self, translated: Sequence[StoredCue]) -> tuple[str, ...]:
        """List the translated cues whose sources have changed or vanished since they were made."""
        current = self.digests
        return tuple(one.id for one in translated if is_stale(one.cue.sources, one.followed, current))

    def missing(self, translated: Sequence[StoredCue]) -> tuple[str, ...]:
        """List the source cues that no translated one renders."""
        return missing_sources((one.cue.sources for one in translated), [cue.id for cue in self.cues])


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a revision, and when; a machine has no name."""

    name: str | None
    at: datetime


def list_cues(session: Session, track_id: str) -> tuple[StoredCue, ...]:
    """Read the cues that a track has now, in the order of their times."""
    query = _present(track_id).where(TrackCue.is_deleted.is_(False))
    return _read(session, query.order_by(TrackCue.start, TrackCue.end, TrackCue.id))


def find_cues(session: Session, track_id: str, ids: Collection[str]) -> Mapping[str, StoredCue]:
    """Read some cues by their ids, the deleted ones too."""
    if not ids:
        return MappingProxyType({})
    found = _read(session, _present(track_id).where(TrackCue.id.in_(ids)))
    return {stored.id: stored for stored in found}


def changed_cues(session: Session, track_id: str, since: int) -> tuple[StoredCue, ...]:
    """Read the cues that changed after a revision, the deleted ones too."""
    return _read(session, _present(track_id).where(TrackCue.version > since).order_by(TrackCue.start))


def count_cues(session: Session, track_id: str) -> int:
    """Count the cues that a track has now."""
    query = select(func.count()).where(TrackCue.track_id == track_id, TrackCue.is_deleted.is_(False))
    return session.scalar(query) or 0


def cues_at(
    session: Session, track_id: str, revision: int, *, ids: Collection[str] | None = None
) -> tuple[StoredCue, ...]:
    """Read all cues, or some, as they were at a revision, in the order of their times; deleted ones too."""
    wanted: list[ColumnElement[bool]] = [CueVersion.track_id == track_id, CueVersion.revision <= revision]
    if ids is not None:
        wanted.append(CueVersion.cue_id.in_(ids))
    newest = (
        select(CueVersion.cue_id, func.max(CueVersion.revision).label("revision"))
        .where(*wanted)
        .group_by(CueVersion.cue_id)
        .subquery()
    )
    query = (
        _versions()
        .join(newest, (CueVersion.cue_id == newest.c.cue_id) & (CueVersion.revision == newest.c.revision))
        .where(CueVersion.track_id == track_id)
        .order_by(CueVersion.start, CueVersion.end, CueVersion.cue_id)
    )
    return _read(session, query)


def versions_of(session: Session, track_id: str, ids: Collection[str]) -> tuple[StoredCue, ...]:
    """Read every version that some cues ever had, the oldest first."""
    query = _versions().where(CueVersion.track_id == track_id, CueVersion.cue_id.in_(ids))
    return _read(session, query.order_by(CueVersion.revision))


def stored_in(session: Session, track_id: str, revision: int) -> tuple[StoredCue, ...]:
    """Read what one revision stored."""
    query = _versions().where(CueVersion.track_id == track_id, CueVersion.revision == revision)
    return _read(session, query.order_by(CueVersion.start))


def find_basis(
    session: Session,
    opened: OpenTrack,
    *,
    ids: Collection[str] | None = None,
    revision: int | None = None,
) -> Basis | None:
    """Read what a translated track follows, or the cues of some ids of it; None when nothing is approved
    yet, or when the track is no translation.

    `revision` is an earlier one that somebody had before her; a newer one than approved is not given.
    """
    if not opened.is_translation:
        return None
    source = find_source(session, opened.lecture)
    if source is None or source.approved_revision is None:
        return None
    return basis_of(session, source, ids=ids, revision=revision)


def basis_of(
    session: Session,
    source: Track,
    *,
    ids: Collection[str] | None = None,
    revision: int | None = None,
) -> Basis | None:
    """Read the approved cues of a track that others follow; None when nothing is approved."""
    approved = source.approved_revision
    if approved is None:
        return None
    chosen = approved if revision is None else max(0, min(revision, approved))
    stored = cues_at(session, source.id, chosen, ids=ids)
    return Basis(source.id, chosen, tuple(one.cue for one in stored if not one.is_deleted))


def earlier_sources(
    session: Session, cues: Sequence[StoredCue], basis: Basis | None
) -> Mapping[str, tuple[Cue, ...]]:
    """Read what the stale ones among some translated cues translate as it was when they were made."""
    stale = set(basis.stale(cues)) if basis is not None else set()
    if basis is None or not stale:
        return MappingProxyType({})
    followed = {one.id: read_followed(one.followed) for one in cues if one.id in stale}
    ids = {source for digests in followed.values() for source in digests}
    known = {(one.id, digest_of(one.cue)): one.cue for one in versions_of(session, basis.track_id, ids)}
    return {
        own: tuple(known[source] for source in digests.items() if source in known)
        for own, digests in followed.items()
    }


def list_flags(session: Session, track_id: str) -> Sequence[TrackFlag]:
    """Read the doubtful places of a track in their order."""
    query = select(TrackFlag).where(TrackFlag.track_id == track_id)
    return session.scalars(query.order_by(TrackFlag.start, TrackFlag.id)).all()


def authors_of(session: Session, track_id: str, numbers: Collection[int]) -> Mapping[int, Author]:
    """Read who made some revisions, and when."""
    query = (
        select(TrackRevision.number, Account.name, TrackRevision.at)
        .outerjoin(Account, Account.id == TrackRevision.author_id)
        .where(TrackRevision.track_id == track_id, TrackRevision.number.in_(numbers))
    )
    return {number: Author(name, at) for number, name, at in session.execute(query)}


def names_since(session: Session, track_id: str, since: int) -> tuple[str, ...]:
    """Read the names of the people who changed a track after a revision."""
    query = (
        select(Account.name)
        .join(TrackRevision, TrackRevision.author_id == Account.id)
        .where(TrackRevision.track_id == track_id, TrackRevision.number > since)
        .distinct()
        .order_by(Account.name)
    )
    return tuple(session.scalars(query))


_COLUMNS = ("start", "end", "text", "sources", "followed", "by_machine", "is_deleted")


def _present(track_id: str) -> Select[*tuple[Any, ...]]:
    columns = [getattr(TrackCue, name) for name in _COLUMNS]
    return select(TrackCue.id, TrackCue.version, *columns).where(TrackCue.track_id == track_id)


def _versions() -> Select[*tuple[Any, ...]]:
    return select(CueVersion.cue_id, CueVersion.revision, *(getattr(CueVersion, name) for name in _COLUMNS))


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> tuple[StoredCue, ...]:
    found = []
    for own, version, start, end, text, sources, followed, by_machine, is_deleted in session.execute(query):
        cue = Cue(own, start, end, text, tuple(sources))
        found.append(StoredCue(cue, version, followed, by_machine, is_deleted))
    return tuple(found)
