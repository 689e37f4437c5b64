"""Who is alive."""

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.jobs import WorkerHeartbeat
from app.core.jobs.heartbeat import DeathWatch, beat, forget_workers, last_beats

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.data
def test_beat_adds_a_row_and_renews_it(session: Session) -> None:
    beat(session, "w1", clock=lambda: NOW)
    beat(session, "w1", clock=lambda: NOW + timedelta(seconds=5))
    session.flush()
    session.expire_all()
    row = session.scalars(select(WorkerHeartbeat)).one()
    assert (row.executor_id, row.host, row.pid) == ("w1", socket.gethostname(), os.getpid())
    assert (row.started_at, row.beat_at) == (NOW, NOW + timedelta(seconds=5))


@pytest.mark.data
def test_forget_workers_leaves_the_others(session: Session) -> None:
    for name in ("w1", "w2", "w3"):
        beat(session, name, clock=lambda: NOW)
    forget_workers(session, ["w1", "w3", "w9"])
    assert last_beats(session) == {"w2": NOW}


def test_silent_names_those_whose_beat_does_not_change() -> None:
    watch = DeathWatch(30)
    later = NOW + timedelta(seconds=1)
    assert watch.silent({"dead": NOW, "orphan": None, "alive": NOW}, 100) == []
    assert watch.silent({"dead": NOW, "orphan": None, "alive": later}, 129.9) == []
    assert watch.silent({"dead": NOW, "orphan": None, "alive": later}, 130) == ["dead", "orphan"]


def test_silent_is_not_fooled_by_a_clock_that_jumps() -> None:
    watch = DeathWatch(30)
    assert watch.silent({"w1": NOW}, 0) == []
    assert watch.silent({"w1": NOW - timedelta(days=1)}, 29) == []
    assert watch.silent({"w1": NOW + timedelta(days=1)}, 58) == []


def test_silent_forgets_those_who_are_gone() -> None:
    watch = DeathWatch(30)
    watch.silent({"w1": NOW}, 0)
    watch.silent({}, 10)
    assert watch.silent({"w1": NOW}, 40) == []
