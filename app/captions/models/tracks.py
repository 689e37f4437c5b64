"""Tracks as rows: the cues as they are now, every version they ever had, and who vouched for what."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class TrackState(StrEnum):
    """How far a track has come; whether a translation is stale is computed, never stored."""

    EMPTY = "empty"
    DRAFT_MACHINE = "draft_machine"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Track(Base):
    """One lecture's subtitles in one language.

    `revision` is the number of the newest one, `next_cue` the number that the next new cue gets; both only
    grow. `approved_revision` is the newest one that somebody approved: for the Swedish track it is what
    translations follow.
    """

    __tablename__ = "tracks"
    __table_args__ = (UniqueConstraint("lecture_id", "language"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    lecture_id: Mapped[str] = mapped_column(ForeignKey("lectures.id"))
    language: Mapped[str]
    state: Mapped[str]
    profile: Mapped[str]
    revision: Mapped[int]
    next_cue: Mapped[int]
    approved_revision: Mapped[int | None]
    created_at: Mapped[datetime]


class TrackCue(Base):
    """A cue as it is now; `version` is the revision in which it last changed, the ticket to change it again.

    A deleted cue keeps its row, so that a late save finds out. `followed` holds for a translated cue the
    digest of the Swedish cues that it was made from; `by_machine` says that no person has touched the text.
    """

    __tablename__ = "track_cues"
    __table_args__ = (Index("ix_track_cues_track_id_start", "track_id", "start"),)

    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    sources: Mapped[list[str]] = mapped_column(JSON)
    followed: Mapped[str | None]
    by_machine: Mapped[bool]
    is_deleted: Mapped[bool]
    version: Mapped[int]


class TrackRevision(Base):
    """One saved change of a track: who, when, what kind; append-only. `provenance` names the engine, model
    and parameters when a machine wrote it."""

    __tablename__ = "track_revisions"

    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    author_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    provenance: Mapped[dict[str, Any]] = mapped_column(JSON)


class CueVersion(Base):
    """A cue as it was from one revision on; append-only. The newest at or below a revision is what it held
    then."""

    __tablename__ = "cue_versions"
    __table_args__ = (Index("ix_cue_versions_track_id_revision", "track_id", "revision"),)

    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), primary_key=True)
    cue_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str]
    sources: Mapped[list[str]] = mapped_column(JSON)
    followed: Mapped[str | None]
    by_machine: Mapped[bool]
    is_deleted: Mapped[bool]


class TrackFlag(Base):
    """A doubtful place that a person must look at before the track may be published.

    It is about a time, since cues are split and merged; `reviewed_by` says who looked.
    """

    __tablename__ = "track_flags"

    id: Mapped[str] = mapped_column(primary_key=True)
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), index=True)
    doubt: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    words: Mapped[str]
    reviewed_by: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    reviewed_at: Mapped[datetime | None]


class PublicationState(StrEnum):
    """What became of an approved revision."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Publication(Base):
    """One revision of a track that readers saw, with the name of who approved it; `digest` is in the file's
    address."""

    __tablename__ = "publications"

    id: Mapped[str] = mapped_column(primary_key=True)
    track_id: Mapped[str] = mapped_column(ForeignKey("tracks.id"), index=True)
    revision: Mapped[int]
    digest: Mapped[str]
    state: Mapped[str]
    approver_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    published_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
