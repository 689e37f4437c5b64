"""Jobs that leave traces in a file, and a worker for them in a process that a test can kill."""

import sys
import threading
import time
from pathlib import Path

from dbos import DBOSClient

from app.core.database import Database, open_database
from app.core.database.sqlite import READ
from app.core.jobs import JobContext, JobRegistry
from app.core.jobs.queue import SERIALIZER
from app.core.jobs.worker import Pace, Worker
from app.settings import Settings, load_settings

PACE = Pace(poll_seconds=0.1, beat_seconds=0.1, silence_seconds=1.0, stop_seconds=1)
PATIENCE_SECONDS = 20
jobs = JobRegistry()


def _leave_trace(folder: str, line: str) -> str:
    with (Path(folder) / "traces").open("a", encoding="utf-8") as traces:
        traces.write(f"{line}\n")
    return line


def look_into_queue(database: Database) -> DBOSClient:
    """Read-only: on SQLite the library would else begin each look like a change, and wait for its turn."""
    engine = database.engine.execution_options(transaction=READ)
    return DBOSClient(system_database_engine=engine, serializer=SERIALIZER, lazy=True)


def traces(folder: Path) -> list[str]:
    file = folder / "traces"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def wait_for_trace(folder: Path, line: str, *, times: int = 1) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while traces(folder).count(line) < times:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{line} is not among {traces(folder)}")
        time.sleep(0.02)


@jobs.job("tests.leave_trace")
def leave_trace(context: JobContext, folder: str, line: str) -> dict[str, str]:
    _leave_trace(folder, line)
    return {"job": context.job_id}


@jobs.job("tests.fail")
def fail(_context: JobContext, word: str) -> None:
    raise LookupError(word)


@jobs.job("tests.two_steps")
def two_steps(context: JobContext, folder: str) -> None:
    first = context.step("first", _leave_trace, folder, "first")
    context.step("second", _wait_while_blocked, folder, line=f"after {first}")


def _wait_while_blocked(folder: str, *, line: str) -> None:
    _leave_trace(folder, "second begun")
    while (Path(folder) / "block").exists():
        time.sleep(0.02)
    _leave_trace(folder, line)


@jobs.scheduled("tests.tick", "* * * * * *")
def tick(context: JobContext) -> None:
    _leave_trace(str(context.settings.data_dir), "tick")


def run_worker(settings: Settings) -> None:
    worker = Worker(open_database(settings), settings, registry=jobs, pace=PACE)
    worker.start()
    threading.Event().wait()


if __name__ == "__main__":
    run_worker(load_settings(data_dir=Path(sys.argv[1]), database_url=sys.argv[2]))
