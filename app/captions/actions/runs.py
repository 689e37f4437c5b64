"""Start, cancel and retry the machines' work on a lecture, and note how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.captions.models.cues import ProfileName
from app.captions.models.lectures import Lecture, Run, RunStage, RunState
from app.captions.queries.runs import latest_run
from app.captions.rules.runs import MOST_TRIES, Stage, StageState, may_cancel, may_retry, seconds_left
from app.core.errors import S_, AppError
from app.core.ids import new_id
from app.core.jobs import enqueue

PROCESS_JOB: Final = "captions.process"
DEFAULTS: Final[Mapping[str, Any]] = {"profile": ProfileName.LUGN.value}
_TAIL_LENGTH = 4000


class RunUnderWayError(AppError):
    """There is a run of this lecture already that has not ended."""

    status = 409
    message_id = S_("The machines are working on this lecture already. Wait, or cancel it first.")


class NothingToCancelError(AppError):
    """The run has ended."""

    status = 409
    message_id = S_("There is nothing to cancel. The work has ended already.")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: `fault` is a marked message for staff, `tail` the end of a program's own log."""

    state: RunState
    fault: str | None = None
    tail: str = ""


def start_run(
    session: Session,
    lecture_id: str,
    account_id: str,
    *,
    now: datetime,
    parameters: Mapping[str, Any] | None = None,
) -> Run:
    """Put a lecture in the queue; raises RunUnderWayError while an earlier run goes on."""
    # Two who start at once come one after the other; the later one finds the run of the first.
    session.execute(select(Lecture.id).where(Lecture.id == lecture_id).with_for_update())
    earlier = latest_run(session, lecture_id)
    if earlier is not None and not may_retry(RunState(earlier.state)):
        raise RunUnderWayError(lecture_id)
    run = Run(
        id=new_id(),
        lecture_id=lecture_id,
        job_id=None,
        state=RunState.QUEUED,
        parameters={**DEFAULTS, **(parameters or {})},
        cancel_asked=False,
        fault=None,
        tail=None,
        started_by=account_id,
        created_at=now,
        finished_at=None,
    )
    session.add(run)
    session.flush()
    for place, stage in enumerate(Stage):
        session.add(_waiting(run.id, stage, place))
    run.job_id = enqueue(session, PROCESS_JOB, run.id)
    session.flush()
    return run


def cancel_run(session: Session, lecture_id: str, *, now: datetime) -> Run:
    """Ask the newest run to stop; one that no worker has begun is cancelled at once.

    So is one that was asked before: whoever worked on it may be gone for good, and none may stand for ever.
    """
    run = latest_run(session, lecture_id)
    if run is None or not may_cancel(RunState(run.state)):
        raise NothingToCancelError(lecture_id)
    if run.state == RunState.QUEUED or run.cancel_asked:
        end_run(session, run.id, Ending(RunState.CANCELLED), now=now)
    run.cancel_asked = True
    session.flush()
    return run


def retry_run(
    session: Session, lecture_id: str, account_id: str, *, now: datetime, profile: ProfileName
) -> Run:
    """Start anew with the parameters of the newest run but for the profile; finished stages are not run
    again."""
    earlier = latest_run(session, lecture_id)
    parameters = {**(earlier.parameters if earlier is not None else {}), "profile": profile.value}
    return start_run(session, lecture_id, account_id, now=now, parameters=parameters)


def begin_stage(session: Session, run_id: str, stage: Stage, *, now: datetime) -> bool:
    """Note that a stage begins, and give whether it may: not after it was begun too often without an end."""
    row = _stage(session, run_id, stage)
    row.tries += 1
    row.state, row.done, row.seconds_left = StageState.RUNNING, 0.0, None
    row.started_at, row.finished_at = now, None
    session.execute(
        update(Run).where(Run.id == run_id, Run.state == RunState.QUEUED).values(state=RunState.RUNNING)
    )
    session.flush()
    return row.tries <= MOST_TRIES


def note_progress(session: Session, run_id: str, stage: Stage, done: float, seconds: float) -> None:
    """Note which share of a stage is done after so many seconds of work."""
    row = _stage(session, run_id, stage)
    row.done = min(1.0, max(row.done, done))
    row.seconds_left = seconds_left(row.done, seconds)
    session.flush()


def end_stage(session: Session, run_id: str, stage: Stage, state: StageState, *, now: datetime) -> None:
    """Note how a stage ended."""
    row = _stage(session, run_id, stage)
    row.state, row.seconds_left, row.finished_at = state, None, now
    row.done = 1.0 if state == StageState.DONE else row.done
    session.flush()


def end_run(session: Session, run_id: str, ending: Ending, *, now: datetime) -> None:
    """Note how a run ended; stages that have not come to an end of their own are left out."""
    run = session.get_one(Run, run_id)
    run.state, run.finished_at, run.fault = ending.state, now, ending.fault
    run.tail = ending.tail[-_TAIL_LENGTH:] or None
    session.execute(
        update(RunStage)
        .where(RunStage.run_id == run_id, RunStage.state.in_((StageState.WAITING, StageState.RUNNING)))
        .values(state=StageState.LEFT_OUT, seconds_left=None)
    )
    session.flush()


def _stage(session: Session, run_id: str, stage: Stage) -> RunStage:
    return session.scalars(select(RunStage).where(RunStage.run_id == run_id, RunStage.name == stage)).one()


def _waiting(run_id: str, stage: Stage, place: int) -> RunStage:
    return RunStage(
        run_id=run_id,
        name=stage,
        place=place,
        state=StageState.WAITING,
        tries=0,
        done=0.0,
        seconds_left=None,
        started_at=None,
        finished_at=None,
    )
