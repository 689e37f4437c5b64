import json
from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.captions.actions.runs import Ending, begin_stage, end_run, note_progress, start_run
from app.captions.models.lectures import Lecture, RunState
from app.captions.queries.runs import latest_run
from app.captions.rules.runs import Stage
from app.people.models.accounts import Account, Role
from tests.captions.conftest import Browser
from tests.factories.captions import NOW, make_draft
from tests.factories.people import Places, give_role, make_account

pytestmark = pytest.mark.data


@pytest.fixture
def run_id(captions_site: FastAPI, lecture: Lecture, leader: Account) -> str:
    """A run of the lecture that waits in the queue."""
    with captions_site.state.database.writing() as session:
        return start_run(session, lecture.id, leader.id, now=NOW).id


def state_of_newest(site: FastAPI, lecture: Lecture) -> str:
    with site.state.database.reading() as session:
        run = latest_run(session, lecture.id)
        assert run is not None
        return run.state


def test_list_is_empty_at_first(browser_of: Browser, leader: Account) -> None:
    page = browser_of(leader).get("/staff/lectures")
    assert "There is no lecture here yet." in page.text
    assert 'href="/staff/lectures/new"' in page.text


def test_list_shows_a_lecture_with_its_work_and_subtitles(
    captions_site: FastAPI, browser_of: Browser, leader: Account, lecture: Lecture, run_id: str
) -> None:
    with captions_site.state.database.writing() as session:
        track = make_draft(session, lecture)
    text = browser_of(leader).get("/staff/lectures").text
    assert f'<a href="/staff/lectures/{lecture.id}"><bdi>Vad är smärta?</bdi></a>' in text
    assert "Waiting for its turn" in text
    assert f'<a href="/staff/tracks/{track.id}">Swedish: Draft by a machine</a>' in text


def test_a_translator_sees_lectures_but_cannot_upload(
    browser_of: Browser, translator: Account, lecture: Lecture
) -> None:
    client = browser_of(translator)
    assert "/staff/lectures/new" not in client.get("/staff/lectures").text
    page = client.get(f"/staff/lectures/{lecture.id}")
    assert "/retry" not in page.text
    answer = client.post(f"/staff/lectures/{lecture.id}/retry", data={"profile": "lugn"})
    assert answer.status_code == 403


def test_a_page_shows_the_stages_and_looks_again_while_work_goes_on(
    captions_site: FastAPI, browser_of: Browser, leader: Account, lecture: Lecture, run_id: str
) -> None:
    with captions_site.state.database.writing() as session:
        begin_stage(session, run_id, Stage.MEDIA, now=NOW)
        note_progress(session, run_id, Stage.MEDIA, 0.25, 60)
    client = browser_of(leader)
    page = client.get(f"/staff/lectures/{lecture.id}").text
    assert "Being worked on." in page
    assert "under way, 25 % · about 3 minutes left" in page
    assert 'hx-trigger="every 2s"' in page
    part = client.get(f"/staff/lectures/{lecture.id}", headers={"hx-request": "true"}).text
    assert part.strip().startswith('<div id="live"')
    with captions_site.state.database.writing() as session:
        end_run(session, run_id, Ending(RunState.SUCCEEDED), now=NOW)
    part = client.get(f"/staff/lectures/{lecture.id}", headers={"hx-request": "true"}).text
    assert ("hx-trigger" in part, f'action="/staff/lectures/{lecture.id}/retry"' in part) == (False, True)


def test_a_fault_is_a_sentence_and_only_administrators_see_the_tail(
    captions_site: FastAPI,
    browser_of: Browser,
    leader: Account,
    lecture: Lecture,
    run_id: str,
    places: Places,
) -> None:
    ending = Ending(RunState.FAILED, "The sentence for people.", "the program's own words")
    with captions_site.state.database.writing() as session:
        end_run(session, run_id, ending, now=NOW)
        administrator = make_account(session, places.party)
        give_role(session, administrator, Role.ADMINISTRATOR)
    seen = browser_of(leader).get(f"/staff/lectures/{lecture.id}").text
    assert "The sentence for people." in seen
    assert "the program&#39;s own words" not in seen
    seen = browser_of(administrator).get(f"/staff/lectures/{lecture.id}").text
    assert "the program&#39;s own words" in seen


def test_cancel_and_run_again(
    captions_site: FastAPI, browser_of: Browser, leader: Account, lecture: Lecture, run_id: str
) -> None:
    client = browser_of(leader)
    address = f"/staff/lectures/{lecture.id}"
    assert client.post(f"{address}/cancel", follow_redirects=False).headers["location"] == address
    assert state_of_newest(captions_site, lecture) == RunState.CANCELLED
    page = client.post(f"{address}/cancel")
    assert page.status_code == 409
    assert "There is nothing to cancel." in page.text
    captions_site.state.clock = lambda: NOW + timedelta(minutes=1)
    answer = client.post(f"{address}/retry", data={"profile": "standard"}, follow_redirects=False)
    assert answer.status_code == 303
    assert state_of_newest(captions_site, lecture) == RunState.QUEUED
    assert client.post(f"{address}/retry", data={"profile": "standard"}).status_code == 409


def test_an_unknown_profile_is_shown_beside_the_choice(
    browser_of: Browser, leader: Account, lecture: Lecture
) -> None:
    page = browser_of(leader).post(f"/staff/lectures/{lecture.id}/retry", data={"profile": "hurried"})
    assert page.status_code == 422
    assert 'href="#f-profile"' in page.text


def test_a_lecture_that_does_not_exist(browser_of: Browser, leader: Account) -> None:
    client = browser_of(leader)
    assert client.get("/staff/lectures/nothing").status_code == 404
    assert client.post("/staff/lectures/nothing/cancel").status_code == 404
    assert client.get("/staff/lectures/nothing/media/240.mp4").status_code == 404


def test_json_of_nothing_leaks(browser_of: Browser, leader: Account, lecture: Lecture) -> None:
    page = browser_of(leader).get(f"/staff/lectures/{lecture.id}")
    assert json.dumps(lecture.source_hash) not in page.text
    assert page.headers["cache-control"] == "no-store"
