"""Lectures as rows: the recording, its upload, and the runs in which machines work on it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class Lecture(Base):
    """A recorded talk; `slug` is the id by which a lesson's lecture block names it, `source_hash` its file.

    `file_name` is what the sender's machine called the file: shown, never used as a path.
    """

    __tablename__ = "lectures"

    id: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    language: Mapped[str]
    source_hash: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the original file, in hex."""
    source_size: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str]
    duration: Mapped[int | None]
    """Milliseconds; unknown until it has been looked at."""
    created_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]


class Upload(Base):
    """A lecture on its way here: what was promised, and how much is safely on our disk.

    `stored` never says more than what was flushed to disk. `turn` counts the requests that took over the
    writing: one that holds an older number writes no more.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_expires_at", "expires_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    slug: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    file_name: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)
    stored: Mapped[int] = mapped_column(BigInteger)
    turn: Mapped[int]
    promised_hash: Mapped[str | None]
    """SHA-256 in hex that the sender says the whole file has; None where she could not tell."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    lecture_id: Mapped[str | None] = mapped_column(ForeignKey("lectures.id"))
    """Set when all of it has come."""


class RunState(StrEnum):
    """How far a run has come."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    """The speech model is missing or cannot be used: everything but the words is done."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Run(Base):
    """One attempt to turn a lecture into media and a first track; a retry is a new run that reuses what is
    done.

    `fault` is the code of a plain sentence, `tail` the end of a program's own log, for administrators.
    `parameters` are model, profile and the like, so that a track can say how it came about.
    """

    __tablename__ = "lecture_runs"

    id: Mapped[str] = mapped_column(primary_key=True)
    lecture_id: Mapped[str] = mapped_column(ForeignKey("lectures.id"), index=True)
    job_id: Mapped[str | None]
    state: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    cancel_asked: Mapped[bool]
    fault: Mapped[str | None]
    tail: Mapped[str | None]
    started_by: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RunStage(Base):
    """One stage of a run; `done` is the share from 0 to 1, `seconds_left` a guess, `tries` how often it was
    begun."""

    __tablename__ = "lecture_run_stages"

    run_id: Mapped[str] = mapped_column(ForeignKey("lecture_runs.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    state: Mapped[str]
    tries: Mapped[int]
    done: Mapped[float]
    seconds_left: Mapped[float | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
