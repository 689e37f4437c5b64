from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.captions.actions.runs import Ending, end_run, start_run
from app.captions.models.lectures import Lecture, RunState
from app.captions.queries.lectures import find_lecture, list_lectures, view_lecture
from app.captions.rules.runs import Stage
from app.core.errors import NotFoundError
from app.people.models.accounts import Account
from tests.factories.captions import NOW, make_draft, make_lecture
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


def test_a_lecture_is_shown_with_its_newest_run_and_its_tracks(
    captions_site: FastAPI, lecture: Lecture, leader: Account
) -> None:
    with captions_site.state.database.writing() as session:
        first = start_run(session, lecture.id, leader.id, now=NOW)
        end_run(session, first.id, Ending(RunState.FAILED, "A fault."), now=NOW)
        second = start_run(session, lecture.id, leader.id, now=NOW + timedelta(minutes=1))
        for language in ("sv", "ar"):
            make_draft(session, lecture, language=language)
        view = view_lecture(session, lecture.id)
        assert view.run is not None
        assert (view.run.id, view.uploader) == (second.id, "Lena Ek")
        assert [stage.name for stage in view.stages] == list(Stage)
        assert [track.language for track in view.tracks] == ["ar", "sv"]
        (row,) = list_lectures(session, cursor=None).items
        assert row.run is not None
        assert (row.run.id, [track.language for track in row.tracks]) == (second.id, ["ar", "sv"])


def test_one_that_was_never_worked_on_has_no_run(captions_site: FastAPI, lecture: Lecture) -> None:
    with captions_site.state.database.reading() as session:
        view = view_lecture(session, lecture.id)
        assert (view.run, view.stages, view.tracks) == (None, (), ())
        with pytest.raises(NotFoundError):
            find_lecture(session, "nothing")


def test_the_list_has_pages_and_costs_the_same_for_few_and_many(
    captions_site: FastAPI, lecture: Lecture, leader: Account
) -> None:
    database = captions_site.state.database
    with database.reading() as session, sent_statements(database.engine) as few:
        assert len(list_lectures(session, cursor=None).items) == 1
    with database.writing() as session:
        for number in range(60):
            made = make_lecture(session, leader, slug=f"lecture-{number}")
            start_run(session, made.id, leader.id, now=NOW)
    with database.reading() as session, sent_statements(database.engine) as many:
        page = list_lectures(session, cursor=None)
        assert len(page.items) == 50
    assert len(many) == len(few)
    assert len([one for one in many if one.startswith("SELECT")]) == 3
    with database.reading() as session:
        rest = list_lectures(session, cursor=page.after)
    assert len(rest.items) == 11
