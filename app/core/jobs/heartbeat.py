"""How workers notice that one of them has died, without trusting anybody's clock."""

import os
import socket
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import Clock
from app.core.database import Base


class WorkerHeartbeat(Base):
    """One running worker; `beat_at` changes every few seconds for as long as it lives."""

    __tablename__ = "worker_heartbeats"

    executor_id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    pid: Mapped[int]
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


def beat(session: Session, executor_id: str, *, clock: Clock) -> None:
    """Say that this worker lives, also when another one has thought it dead and removed its row."""
    now = clock()
    row = session.get(WorkerHeartbeat, executor_id)
    if row is None:
        row = WorkerHeartbeat(executor_id=executor_id, host=socket.gethostname(), pid=os.getpid())
        row.started_at = now
        session.add(row)
    row.beat_at = now


def forget_workers(session: Session, executor_ids: Iterable[str]) -> None:
    """Remove workers that have stopped, or whose work has been taken over."""
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.executor_id.in_(list(executor_ids))))


def last_beats(session: Session) -> dict[str, datetime | None]:
    """The newest beat of every worker that has a row."""
    return {row.executor_id: row.beat_at for row in session.scalars(select(WorkerHeartbeat))}


class DeathWatch:
    """Tells which workers have been silent for too long, by our own monotonic time.

    What counts is that a beat has not *changed* for that long while we watched, so a clock that jumps, or a
    machine whose clock is wrong, makes nobody dead. An executor that owns work but has no row at all is
    watched the same way.
    """

    def __init__(self, silence_seconds: float) -> None:
        self._silence_seconds = silence_seconds
        self._seen: dict[str, tuple[datetime | None, float]] = {}

    def silent(self, beats: dict[str, datetime | None], monotonic: float) -> list[str]:
        """Take a look at everybody's newest beats; give those that have been silent for too long."""
        known = {}
        for executor_id, beat_at in beats.items():
            before = self._seen.get(executor_id)
            known[executor_id] = (
                before if before is not None and before[0] == beat_at else (beat_at, monotonic)
            )
        self._seen = known
        return sorted(
            name for name, (_, since) in known.items() if monotonic - since >= self._silence_seconds
        )
