"""The editor's page: for everybody who may see lectures, useful without scripts, and nothing for others."""

import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.captions.models.cues import Cue
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.people.models.accounts import Account, Role
from tests.captions.conftest import Browser
from tests.factories.captions import make_draft
from tests.factories.people import Places, give_role, make_account

pytestmark = pytest.mark.data


@pytest.fixture
def track(captions_site: FastAPI, lecture: Lecture) -> Track:
    with captions_site.state.database.writing() as session:
        return make_draft(session, lecture, [Cue("c1", 62_500, 64_000, "Är det <farligt>?"), *_more(59)])


def _more(count: int) -> list[Cue]:
    return [Cue(f"c{n}", n * 70_000, n * 70_000 + 2000, f"Rad {n}.") for n in range(2, count + 2)]


def _page(client: TestClient, track: Track, query: str = "") -> str:
    answer = client.get(f"/staff/tracks/{track.id}{query}")
    assert answer.status_code == 200
    return answer.text


def test_it_names_the_lecture_its_language_and_state(
    leader: Account, browser_of: Browser, track: Track
) -> None:
    page = _page(browser_of(leader), track)
    assert "<bdi>Vad är smärta?</bdi>" in page
    assert re.search(r'<span class="tag">Swedish</span> <span class="tag" id="editor-state">', page)
    assert "Draft by a machine</span>" in page


def test_without_scripts_each_cue_leads_to_its_form(
    leader: Account, browser_of: Browser, track: Track
) -> None:
    page = _page(browser_of(leader), track)
    assert page.count(f'href="/staff/tracks/{track.id}/cues/') == 50
    assert "1:02.500" in page
    assert 'lang="sv" dir="ltr">Är det &lt;farligt&gt;?' in page
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    assert _page(browser_of(leader), track, following.partition(track.id)[2]).count("/cues/c") == 10


def test_whoever_may_only_see_gets_no_way_to_change(
    translator: Account, browser_of: Browser, track: Track
) -> None:
    page = _page(browser_of(translator), track)
    assert f"/staff/tracks/{track.id}/cues/" not in page
    assert 'data-do="remove"' not in page
    assert 'data-do="play"' in page


def test_an_arabic_track_reads_from_right_to_left(
    captions_site: FastAPI, reviewer: Account, browser_of: Browser, lecture: Lecture
) -> None:
    with captions_site.state.database.writing() as session:
        arabic = make_draft(session, lecture, [Cue("c1", 0, 2000, "مرحبا")], language="ar")
    assert 'lang="ar" dir="rtl">مرحبا' in _page(browser_of(reviewer), arabic)


def test_an_empty_track_says_so(
    captions_site: FastAPI, leader: Account, browser_of: Browser, lecture: Lecture
) -> None:
    with captions_site.state.database.writing() as session:
        empty = make_draft(session, lecture, [])
    assert "There is no subtitle here yet." in _page(browser_of(leader), empty)


def test_an_unknown_track_is_not_found(leader: Account, browser_of: Browser, track: Track) -> None:
    assert browser_of(leader).get("/staff/tracks/nothing").status_code == 404


def test_a_wrong_cursor_is_told(leader: Account, browser_of: Browser, track: Track) -> None:
    answer = browser_of(leader).get(f"/staff/tracks/{track.id}?cursor=rubbish")
    assert answer.status_code == 422


def test_it_is_not_for_every_role(
    captions_site: FastAPI, places: Places, browser_of: Browser, track: Track
) -> None:
    with captions_site.state.database.writing() as session:
        learner = make_account(session, places.party)
        give_role(session, learner, Role.STAFF_LEARNER)
    assert browser_of(learner).get(f"/staff/tracks/{track.id}").status_code == 403


def test_every_word_that_a_script_says_stands_on_the_page(
    captions_site: FastAPI, leader: Account, browser_of: Browser, track: Track
) -> None:
    page = _page(browser_of(leader), track)
    told = set(re.findall(r'data-word="([^"]+)"', page))
    assets = captions_site.state.assets
    names = re.findall(r'href="/static/editor/(\w+)\.[0-9a-f]+\.js"', page)
    scripts = "".join(assets.named(f"editor/{name}.js").body.decode() for name in (*names, "editor"))
    said = {
        word
        for call in re.findall(r"\bsay\(([^)]*)\)", scripts)
        for word in re.findall(r'"([a-z][a-z-]+)"', call)
    }
    assert len(said) > 30
    assert said - told == set()


def test_the_page_asks_for_every_script_at_once(
    captions_site: FastAPI, leader: Account, browser_of: Browser, track: Track
) -> None:
    page = _page(browser_of(leader), track)
    wanted: set[str] = set()
    left = {"editor/editor.js"}
    while left:
        name = left.pop()
        body = captions_site.state.assets.named(name).body.decode()
        found = set(re.findall(r'from "/static/(editor/\w+)\.[0-9a-f]+\.js"', body))
        left |= {f"{one}.js" for one in found} - wanted
        wanted |= {f"{one}.js" for one in found}
    asked = set(re.findall(r'rel="modulepreload" href="([^"]+)"', page))
    assert asked == {captions_site.state.assets.url(name) for name in wanted}
