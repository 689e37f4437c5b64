from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.captions.actions.runs import (
    Ending,
    NothingToCancelError,
    RunUnderWayError,
    begin_stage,
    cancel_run,
    end_run,
    end_stage,
    note_progress,
    retry_run,
    start_run,
)
from app.captions.models.cues import ProfileName
from app.captions.models.lectures import Lecture, Run, RunState
from app.captions.queries.runs import is_cancel_asked, latest_run, stages_of
from app.captions.rules.runs import MOST_TRIES, Stage, StageState
from app.people.models.accounts import Account
from tests.factories.captions import NOW

pytestmark = pytest.mark.data


@pytest.fixture
def session(captions_site: FastAPI, lecture: Lecture) -> Iterator[Session]:
    with captions_site.state.database.writing() as opened:
        yield opened


def start(session: Session, lecture: Lecture, leader: Account) -> Run:
    return start_run(session, lecture.id, leader.id, now=NOW)


def state_of(session: Session, run: Run, stage: Stage) -> StageState:
    return StageState(next(row.state for row in stages_of(session, run.id) if row.name == stage))


def test_a_run_waits_with_all_its_stages_and_a_job(
    session: Session, lecture: Lecture, leader: Account
) -> None:
    run = start(session, lecture, leader)
    assert (run.state, run.parameters) == (RunState.QUEUED, {"profile": "lugn"})
    assert [row.name for row in stages_of(session, run.id)] == list(Stage)
    assert {row.state for row in stages_of(session, run.id)} == {StageState.WAITING}
    table = "dbos.workflow_status" if session.get_bind().dialect.name == "postgresql" else "workflow_status"
    job = session.execute(text(f"SELECT name FROM {table} WHERE workflow_uuid = :id"), {"id": run.job_id})
    assert job.scalar_one() == "captions.process"


def test_only_one_run_at_a_time(session: Session, lecture: Lecture, leader: Account) -> None:
    start(session, lecture, leader)
    with pytest.raises(RunUnderWayError):
        start(session, lecture, leader)


def test_a_run_that_nobody_began_is_cancelled_at_once(
    session: Session, lecture: Lecture, leader: Account
) -> None:
    run = start(session, lecture, leader)
    cancel_run(session, lecture.id, now=NOW)
    assert (run.state, run.finished_at) == (RunState.CANCELLED, NOW)
    assert {row.state for row in stages_of(session, run.id)} == {StageState.LEFT_OUT}
    with pytest.raises(NothingToCancelError):
        cancel_run(session, lecture.id, now=NOW)


def test_a_run_under_way_is_asked_to_stop(session: Session, lecture: Lecture, leader: Account) -> None:
    run = start(session, lecture, leader)
    begin_stage(session, run.id, Stage.RECEIVE, now=NOW)
    session.refresh(run)
    assert not is_cancel_asked(session, run.id)
    cancel_run(session, lecture.id, now=NOW)
    assert (run.state, is_cancel_asked(session, run.id)) == (RunState.RUNNING, True)


def test_there_is_nothing_to_cancel_where_nothing_was_started(session: Session, lecture: Lecture) -> None:
    with pytest.raises(NothingToCancelError):
        cancel_run(session, lecture.id, now=NOW)


def test_a_retry_keeps_what_was_chosen_and_takes_another_profile(
    session: Session, lecture: Lecture, leader: Account
) -> None:
    first = start_run(session, lecture.id, leader.id, now=NOW, parameters={"model": "small"})
    end_run(session, first.id, Ending(RunState.FAILED, "The file is damaged.", "x" * 9000), now=NOW)
    assert (first.fault, len(first.tail or "")) == ("The file is damaged.", 4000)
    later = NOW + timedelta(hours=1)
    again = retry_run(session, lecture.id, leader.id, now=later, profile=ProfileName.STANDARD)
    assert again.parameters == {"model": "small", "profile": "standard"}
    newest = latest_run(session, lecture.id)
    assert newest is not None
    assert newest.id == again.id


def test_a_stage_is_begun_goes_on_and_ends(session: Session, lecture: Lecture, leader: Account) -> None:
    run = start(session, lecture, leader)
    assert begin_stage(session, run.id, Stage.MEDIA, now=NOW)
    session.refresh(run)
    assert run.state == RunState.RUNNING
    note_progress(session, run.id, Stage.MEDIA, 0.5, 30)
    note_progress(session, run.id, Stage.MEDIA, 0.4, 40)
    row = next(row for row in stages_of(session, run.id) if row.name == Stage.MEDIA)
    assert (row.done, row.seconds_left) == (0.5, 40)
    end_stage(session, run.id, Stage.MEDIA, StageState.DONE, now=NOW)
    assert (row.done, row.seconds_left, row.finished_at) == (1.0, None, NOW)
    assert state_of(session, run, Stage.SPEECH) == StageState.WAITING


def test_a_stage_that_kills_its_worker_is_given_up(
    session: Session, lecture: Lecture, leader: Account
) -> None:
    run = start(session, lecture, leader)
    tries = [begin_stage(session, run.id, Stage.TRANSCRIBE, now=NOW) for _ in range(MOST_TRIES + 1)]
    assert tries == [True] * MOST_TRIES + [False]


def test_runs_are_told_apart_by_lecture(session: Session, lecture: Lecture, leader: Account) -> None:
    assert latest_run(session, lecture.id) is None
    run = start(session, lecture, leader)
    assert [found.id for found in session.scalars(select(Run))] == [run.id]


def test_asked_twice_a_run_whose_worker_is_gone_ends_and_another_may_begin(
    session: Session, lecture: Lecture, leader: Account
) -> None:
    run = start(session, lecture, leader)
    begin_stage(session, run.id, Stage.RECEIVE, now=NOW)
    session.refresh(run)
    cancel_run(session, lecture.id, now=NOW)
    with pytest.raises(RunUnderWayError):
        start(session, lecture, leader)
    cancel_run(session, lecture.id, now=NOW)
    assert (run.state, run.finished_at, run.cancel_asked) == (RunState.CANCELLED, NOW, True)
    session.expire_all()
    assert {row.state for row in stages_of(session, run.id)} == {StageState.LEFT_OUT}
    later = start_run(session, lecture.id, leader.id, now=NOW + timedelta(seconds=1))
    assert latest_run(session, lecture.id) is later


def test_of_two_who_start_at_once_the_later_one_waits_and_is_told(
    captions_site: FastAPI, lecture: Lecture, leader: Account
) -> None:
    database = captions_site.state.database

    def start_too() -> None:
        with database.writing() as session:
            start(session, lecture, leader)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            start(session, lecture, leader)
            other = pool.submit(start_too)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.3)
        with pytest.raises(RunUnderWayError):
            other.result()
