"""A worker for lectures that kills itself, as kill -9 does, at the points that a file names.

Every point that is reached leaves a trace.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from app.captions.rules.runs import Stage
from app.captions.tasks import jobs as under_test
from app.core.database import open_database
from app.core.jobs import JobContext
from app.core.jobs.worker import Worker
from app.settings import load_settings
from tests.core.jobs.jobs_for_tests import PACE

POINTS = "kill-at"
TRACES = "stage-traces"

_do = under_test._do
_run_stage = under_test._run_stage
_finish = under_test._finish


def _reach(data: Path, point: str) -> None:
    with (data / TRACES).open("a", encoding="utf-8") as traces:
        traces.write(f"{point}\n")
    file = data / POINTS
    points = file.read_text("utf-8").splitlines() if file.exists() else []
    if points and points[0] == point:
        file.write_text("".join(f"{line}\n" for line in points[1:]), "utf-8")
        os.kill(os.getpid(), signal.SIGKILL)


def _watched_do(context: JobContext, run_id: str, stage: Stage) -> None:
    _reach(context.settings.data_dir, f"{stage} begun")
    _do(context, run_id, stage)
    _reach(context.settings.data_dir, f"{stage} made")


def _watched_run_stage(context: JobContext, run_id: str, stage: Stage) -> str:
    outcome = _run_stage(context, run_id, stage)
    _reach(context.settings.data_dir, f"{stage} ended")
    return outcome


def _watched_finish(context: JobContext, run_id: str) -> None:
    _reach(context.settings.data_dir, "finish begun")
    _finish(context, run_id)
    _reach(context.settings.data_dir, "finish made")


if __name__ == "__main__":
    under_test._do = _watched_do
    under_test._run_stage = _watched_run_stage
    under_test._finish = _watched_finish
    settings = load_settings(
        data_dir=Path(sys.argv[1]), database_url=sys.argv[2], speech_model=sys.argv[3], speech_threads=1
    )
    worker = Worker(open_database(settings), settings, registry=under_test.jobs, pace=PACE)
    worker.start()
    threading.Event().wait()
