"""A real worker on a real database: every job runs, once, whoever dies."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from dbos import WorkflowStatus, error
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.database import Database, DatabaseBusyError, open_database, upgrade_schema
from app.core.jobs import JobRegistry, WorkerHeartbeat, enqueue, worker
from app.core.jobs.heartbeat import beat, forget_workers
from app.core.jobs.queue import prepare_job_tables
from app.core.jobs.worker import Pace, Worker
from app.settings import Settings
from tests.conftest import MakeUrl
from tests.core.jobs.jobs_for_tests import (
    PACE,
    PATIENCE_SECONDS,
    jobs,
    look_into_queue,
    tick,
    traces,
    wait_for_trace,
)

pytestmark = pytest.mark.data
PROJECT = Path(__file__).resolve().parents[3]


HASTE = replace(PACE, stop_seconds=0)
"""For workers that have nothing to do when they are stopped."""


@contextmanager
def _working(
    database: Database, settings: Settings, *, registry: JobRegistry = jobs, pace: Pace = PACE
) -> Iterator[Worker]:
    running = Worker(database, settings, registry=registry, pace=pace)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def _wait_for_end(database: Database, job_id: str) -> WorkflowStatus:
    client = look_into_queue(database)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        (job,) = client.list_workflows(workflow_ids=[job_id], load_input=False)
        if job.status not in {"ENQUEUED", "PENDING"}:
            return job
        if time.monotonic() > deadline:
            raise TimeoutError(job.status)
        time.sleep(0.02)


def _workers(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(WorkerHeartbeat.executor_id)))


def test_worker_runs_each_job_once(database: Database, settings: Settings) -> None:
    folder = settings.data_dir

    def enqueue_and_fail(session: Session) -> None:
        enqueue(session, "tests.leave_trace", str(folder), "rolled back")
        raise LookupError

    with database.writing() as session:
        done = enqueue(session, "tests.leave_trace", str(folder), "från början")
        failed = enqueue(session, "tests.fail", "åh nej")
        pickled = enqueue(session, "tests.leave_trace", str(folder), "pickled")
        table = "dbos.workflow_status" if database.sqlite_file is None else "workflow_status"
        change = f"UPDATE {table} SET serialization = 'py_pickle', inputs = 'gASVAAA='"
        session.execute(text(f"{change} WHERE workflow_uuid = :id"), {"id": pickled})
    with pytest.raises(LookupError), database.writing() as session:
        enqueue_and_fail(session)
    with _working(database, settings) as running:
        assert _workers(database) == {running.executor_id}
        assert _wait_for_end(database, done).output == {"job": done}
        broken = _wait_for_end(database, failed)
        assert (broken.status, str(broken.error)) == ("ERROR", "åh nej")
        assert _wait_for_end(database, pickled).status == "ERROR"
        wait_for_trace(folder, "tick")
        with database.writing() as session:
            later = enqueue(session, "tests.leave_trace", str(folder), "senare")
        assert _wait_for_end(database, later).status == "SUCCESS"
    assert [line for line in traces(folder) if line != "tick"] == ["från början", "senare"]
    assert _workers(database) == set()


def test_worker_takes_over_from_one_that_was_killed(database: Database, settings: Settings) -> None:
    folder = settings.data_dir
    (folder / "block").touch()
    with database.writing() as session:
        job_id = enqueue(session, "tests.two_steps", str(folder))
    command = [sys.executable, "-m", "tests.core.jobs.jobs_for_tests", str(folder), settings.database_address]
    with subprocess.Popen(command, cwd=PROJECT) as victim:
        try:
            wait_for_trace(folder, "second begun")
        finally:
            victim.kill()
    (dead,) = _workers(database)
    (folder / "block").unlink()
    with _working(database, settings) as running:
        assert _wait_for_end(database, job_id).status == "SUCCESS"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while dead in _workers(database):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert _workers(database) == {running.executor_id}
    assert [line for line in traces(folder) if line != "tick"] == [
        "first",
        "second begun",
        "second begun",
        "after first",
    ]


def test_worker_removes_schedules_that_are_no_longer_declared(database: Database, settings: Settings) -> None:
    registry = JobRegistry()
    registry.scheduled("tests.nightly", "30 3 * * *")(tick)
    client = look_into_queue(database)
    with _working(database, settings, registry=registry, pace=HASTE):
        (schedule,) = client.list_schedules()
        assert (schedule["schedule_name"], schedule["schedule"]) == ("tests.nightly", "30 3 * * *")
        assert schedule["cron_timezone"] == "Europe/Stockholm"
    with _working(database, settings, registry=JobRegistry(), pace=HASTE):
        assert client.list_schedules() == []


def test_worker_survives_a_missed_heartbeat(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    misses: list[str] = []

    def miss_twice(session: Session, executor_id: str, *, clock: Clock) -> None:
        if len(misses) < 2:
            misses.append(executor_id)
            raise DatabaseBusyError
        beat(session, executor_id, clock=clock)

    with _working(database, settings, registry=JobRegistry(), pace=HASTE) as running:
        with database.writing() as session:
            forget_workers(session, [running.executor_id])
        monkeypatch.setattr(worker, "beat", miss_twice)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while _workers(database) != {running.executor_id} or len(misses) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_worker_can_start_after_a_start_that_failed(make_empty_url: MakeUrl, tmp_path: Path) -> None:
    with (
        make_empty_url() as url,
        closing(open_database(Settings(data_dir=tmp_path, database_url=url))) as database,
    ):
        upgrade_schema(database.engine)
        settings = Settings(data_dir=tmp_path, database_url=url)
        with pytest.raises(error.DBOSInitializationError):
            Worker(database, settings, registry=JobRegistry(), pace=HASTE).start()
        assert _workers(database) == set()
        prepare_job_tables(database)
        with _working(database, settings, registry=JobRegistry(), pace=HASTE) as running:
            assert running.executor_id in _workers(database)
