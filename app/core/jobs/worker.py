"""Runs the jobs: one worker per process, any number of processes on one database."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from dbos import DBOS, DBOSConfig, ScheduleInput
from dbos._error import DBOSException
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import Clock, utc_now
from app.core.database import Database
from app.core.errors import AppError
from app.core.jobs.heartbeat import DeathWatch, beat, forget_workers, last_beats
from app.core.jobs.queue import APPLICATION, QUEUE, SERIALIZER, create_job_engine
from app.core.jobs.registry import Job, JobContext, JobRegistry
from app.settings import Settings

APPLICATION_VERSION = "1"
"""Fixed for good: by default it is a hash of the jobs' source, and a changed comment would strand all
work."""

MOST_ATTEMPTS = 5
"""After so many workers have died on a job it is set aside: it may be what kills them."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often a worker looks around, in seconds, and how many jobs it runs at once."""

    at_once: int = 2
    poll_seconds: float = 1.0
    beat_seconds: float = 5.0
    silence_seconds: float = 30.0
    stop_seconds: int = 10


class Worker:
    """Runs the registry's jobs until it is stopped, and takes over what dead workers left behind.

    The job library is one per process, so there can be one started worker per process.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        registry: JobRegistry,
        clock: Clock = utc_now,
        pace: Pace | None = None,
    ) -> None:
        self.executor_id = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._database = database
        self._settings = settings
        self._registry = registry
        self._clock = clock
        self._pace = pace or Pace()
        self._job_engine = create_job_engine(database)
        self._stopping = threading.Event()
        self._watch = DeathWatch(self._pace.silence_seconds)
        self._heart = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Say that we live, then begin to take jobs; returns at once. Expects an upgraded database.

        A start that fails leaves nothing behind: no row that says we live, and another start may follow.
        """
        with self._database.writing() as session:
            beat(session, self.executor_id, clock=self._clock)
        try:
            self._launch()
        except BaseException:
            DBOS.destroy(destroy_registry=True)
            self._leave()
            raise
        self._heart.start()
        _log.info("worker started", executor_id=self.executor_id)

    def stop(self) -> None:
        """Take no more jobs, wait a while for those under way, and leave the rest to the next worker.

        A job that outlasts the wait keeps its thread, and Python waits for threads when it ends: whoever
        stops a worker in order to end the process ends it with os._exit.
        """
        self._stopping.set()
        self._heart.join()
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=self._pace.stop_seconds)
        self._leave()
        _log.info("worker stopped", executor_id=self.executor_id)

    def _leave(self) -> None:
        with self._database.writing() as session:
            forget_workers(session, [self.executor_id])
        if self._job_engine is not self._database.engine:
            self._job_engine.dispose()

    def _launch(self) -> None:
        DBOS(config=self._config())
        schedules = [self._declare(job) for job in self._registry.jobs]
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=self._pace.at_once,
            polling_interval_sec=self._pace.poll_seconds,
            on_conflict="always_update",
        )
        self._apply_schedules([schedule for schedule in schedules if schedule is not None])

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name=APPLICATION,
            system_database_engine=self._job_engine,
            application_version=APPLICATION_VERSION,
            executor_id=self.executor_id,
            serializer=SERIALIZER,
            use_listen_notify=False,
            run_migrations=False,
            log_level="WARNING",
            scheduler_polling_interval_sec=self._pace.poll_seconds,
        )

    def _declare(self, job: Job) -> ScheduleInput | None:
        run = self._scheduled(job.function) if job.cron else self._plain(job.function)
        workflow = DBOS.workflow(name=job.name, max_recovery_attempts=MOST_ATTEMPTS)(run)
        if job.cron is None:
            return None
        return ScheduleInput(
            schedule_name=job.name,
            workflow_fn=workflow,
            schedule=job.cron,
            cron_timezone="Europe/Stockholm",
            queue_name=QUEUE,
        )

    def _plain(self, function: Callable[..., object]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            return function(self._context(), *arguments)

        return run

    def _scheduled(self, function: Callable[..., object]) -> Callable[..., Any]:
        def run(_scheduled_at: Any, _context: Any) -> Any:
            return function(self._context())

        return run

    def _context(self) -> JobContext:
        return JobContext(self._database, self._settings, self._clock, DBOS.workflow_id or "")

    def _apply_schedules(self, schedules: list[ScheduleInput]) -> None:
        wanted = {schedule["schedule_name"] for schedule in schedules}
        for stored in DBOS.list_schedules():
            if stored["schedule_name"] not in wanted:
                DBOS.delete_schedule(stored["schedule_name"])
        DBOS.apply_schedules(schedules)

    def _keep_beating(self) -> None:
        while not self._stopping.wait(self._pace.beat_seconds):
            try:
                self._look_around()
            except (AppError, SQLAlchemyError, DBOSException) as error:
                _log.warning("heartbeat missed", error=type(error).__name__)

    def _look_around(self) -> None:
        with self._database.writing() as session:
            beat(session, self.executor_id, clock=self._clock)
            beats = last_beats(session)
        pending = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        beats = dict.fromkeys((job.executor_id for job in pending if job.executor_id), None) | beats
        beats.pop(self.executor_id, None)
        dead = self._watch.silent(beats, time.monotonic())
        if not dead:
            return
        # Not resume_workflows: that would also take a job back from a worker who has just taken it over,
        # and forget how often it was tried. This one moves a job only while it still belongs to the dead.
        taken = DBOS._recover_pending_workflows(dead)
        with self._database.writing() as session:
            forget_workers(session, dead)
        _log.warning("took over from dead workers", count=len(taken))
