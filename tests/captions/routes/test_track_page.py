"""What all pages of a track have in common."""

import pytest
from fastapi import FastAPI

from app.captions.models.lectures import Lecture
from app.people.models.accounts import Account
from tests.captions.conftest import Browser
from tests.factories.captions import make_draft

pytestmark = pytest.mark.data


@pytest.mark.parametrize(
    "page", ["revisions", "publishing", "import", "compare?earlier=1&later=1", "cues/c1"]
)
def test_each_page_says_which_lecture_language_and_state(
    captions_site: FastAPI, lecture: Lecture, leader: Account, browser_of: Browser, page: str
) -> None:
    with captions_site.state.database.writing() as session:
        session.get_one(Lecture, lecture.id).title = "<b>Smärta</b>"
        track = make_draft(session, lecture)
    answer = browser_of(leader).get(f"/staff/tracks/{track.id}/{page}")
    assert answer.status_code == 200
    assert "<bdi>&lt;b&gt;Smärta&lt;/b&gt;</bdi> · Swedish · " in answer.text
    assert "Draft by a machine" in answer.text
    assert f'href="/staff/tracks/{track.id}"' in answer.text
