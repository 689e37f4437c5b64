from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.captions.actions.runs import Ending, begin_stage, cancel_run, end_run, start_run
from app.captions.models.lectures import Lecture, RunState
from app.captions.queries.runs import is_cancel_asked, latest_run, stages_of
from app.captions.rules.runs import Stage
from app.people.models.accounts import Account
from tests.factories.captions import NOW

pytestmark = pytest.mark.data


def test_the_newest_run_and_its_stages(captions_site: FastAPI, lecture: Lecture, leader: Account) -> None:
    with captions_site.state.database.writing() as session:
        assert latest_run(session, lecture.id) is None
        first = start_run(session, lecture.id, leader.id, now=NOW)
        end_run(session, first.id, Ending(RunState.SUCCEEDED), now=NOW)
        second = start_run(session, lecture.id, leader.id, now=NOW + timedelta(seconds=1))
        newest = latest_run(session, lecture.id)
        assert newest is second
        assert [stage.name for stage in stages_of(session, second.id)] == list(Stage)
        assert stages_of(session, "nothing") == []


def test_whether_somebody_wants_it_to_stop(captions_site: FastAPI, lecture: Lecture, leader: Account) -> None:
    with captions_site.state.database.writing() as session:
        run = start_run(session, lecture.id, leader.id, now=NOW)
        begin_stage(session, run.id, Stage.RECEIVE, now=NOW)
        session.refresh(run)
        assert not is_cancel_asked(session, run.id)
        cancel_run(session, lecture.id, now=NOW)
        assert is_cancel_asked(session, run.id)
        assert not is_cancel_asked(session, "nothing")
