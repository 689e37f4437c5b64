"""The history of a track and one cue's own page, as a browser without scripts uses them."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from app.captions.actions.tracks import approve_track
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.models.words import Doubt, Flag
from app.captions.queries.checking import check_track
from app.captions.queries.cues import StoredCue, list_cues
from app.captions.queries.tracks import lock_track
from app.core.audit import AuditEvent
from app.people.models.accounts import Account
from tests.captions.conftest import Browser
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, sent
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data

FORM = {"version": "1", "start": "0:00.000", "end": "0:03.500", "step": "edit"}


@pytest.fixture
def track(captions_site: FastAPI, lecture: Lecture) -> Track:
    with captions_site.state.database.writing() as session:
        return make_draft(session, lecture, 3, flags=[Flag(Doubt.CREDIT, 0, 1000, "<b>Tack</b>")])


@pytest.fixture
def lena(leader: Account, browser_of: Browser) -> TestClient:
    return browser_of(leader)


def _cues(site: FastAPI, track: Track) -> tuple[StoredCue, ...]:
    with site.state.database.reading() as session:
        return list_cues(session, track.id)


def _change(site: FastAPI, track: Track, account: Account, text: str) -> None:
    with site.state.database.writing() as session:
        first = list_cues(session, track.id)[0]
        edit(session, track, account, [sent(first.cue, first.version, text=text)])


def _actions(site: FastAPI) -> list[str]:
    with site.state.database.reading() as session:
        query = select(AuditEvent.action).where(AuditEvent.object_kind == "track").order_by(AuditEvent.id)
        return list(session.scalars(query))


def test_a_cue_is_corrected_without_scripts(captions_site: FastAPI, lena: TestClient, track: Track) -> None:
    address = f"/staff/tracks/{track.id}/cues/c1"
    page = lena.get(address)
    assert page.status_code == 200
    assert 'value="0:03.500"' in page.text
    assert 'lang="sv" dir="ltr"' in page.text
    assert "&lt;b&gt;Tack&lt;/b&gt;" in page.text
    answer = lena.post(address, data=FORM | {"text": "Smärta är\r\nett larm.", "end": "0:04.2"})
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    first = _cues(captions_site, track)[0]
    assert (first.cue.text, first.cue.end, first.by_machine) == ("Smärta är\nett larm.", 4200, False)
    assert _actions(captions_site) == ["track.edited"]


def test_a_cue_is_found_right_or_removed(captions_site: FastAPI, lena: TestClient, track: Track) -> None:
    text = calm_cues(1)[0].text
    lena.post(f"/staff/tracks/{track.id}/cues/c1", data=FORM | {"text": text, "step": "accept"})
    assert _cues(captions_site, track)[0].by_machine is False
    form = FORM | {"text": text, "step": "delete", "version": "2"}
    answer = lena.post(f"/staff/tracks/{track.id}/cues/c1", data=form)
    assert answer.headers["location"] == f"/staff/tracks/{track.id}"
    assert [one.id for one in _cues(captions_site, track)] == ["c2", "c3"]
    assert "was removed" in lena.get(f"/staff/tracks/{track.id}/cues/c1").text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"start": "abc"}, "Write the time like this"),
        ({"start": "99999:00.000"}, "Write the time like this"),
        ({"end": "0:00.000"}, "The end must come after the start."),
        ({"text": "x" * 501}, "at most 500 characters"),
        ({"text": "x" * 5001}, "This is too long."),
        ({"version": "x"}, "Something in the form"),
        ({"step": "drop"}, "Something in the form"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_sent(
    captions_site: FastAPI, lena: TestClient, track: Track, changed: dict[str, str], words: str
) -> None:
    answer = lena.post(f"/staff/tracks/{track.id}/cues/c1", data=FORM | {"text": "Mitt eget."} | changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert changed.get("text", "Mitt eget.") in answer.text
    assert _cues(captions_site, track)[0].version == 1


def test_the_rules_that_a_cue_breaks_are_named(lena: TestClient, track: Track) -> None:
    address = f"/staff/tracks/{track.id}/cues/c1"
    assert "What could be better" not in lena.get(f"/staff/tracks/{track.id}/cues/c2").text
    lena.post(address, data=FORM | {"text": "Smärta är kroppens eget larm. " * 4})
    page = lena.get(address).text
    assert "A line is too long. <strong>This must be mended.</strong>" in page


def test_two_who_write_at_once_see_both_texts(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    _change(captions_site, track, leader, "Hennes text.")
    answer = lena.post(f"/staff/tracks/{track.id}/cues/c1", data=FORM | {"text": "Min text."})
    assert answer.status_code == 422
    assert ("Hennes text." in answer.text, "Min text." in answer.text) == (True, True)
    assert "Somebody else has changed" in answer.text
    # The form now carries the new version: to send it again is to choose one's own.
    version = re.findall(r'name="version" value="(\d+)"', answer.text)
    assert version == ["2"]
    again = lena.post(f"/staff/tracks/{track.id}/cues/c1", data=FORM | {"text": "Min.", "version": "2"})
    assert again.status_code == 303
    assert _cues(captions_site, track)[0].cue.text == "Min."


def test_the_history_says_who_did_what(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    _change(captions_site, track, leader, "Ett.")
    page = lena.get(f"/staff/tracks/{track.id}/revisions")
    rows = [
        " ".join(re.sub(r"<[^>]*>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page.text, re.S)
    ]
    assert rows[1].startswith("2 Monday 9 March 2026, 13:00 Lena Ek Text or times changed 1")
    assert rows[2].startswith("1 Monday 9 March 2026, 13:00 A machine Draft by a machine 3")


def test_the_history_costs_the_same_for_two_or_sixty(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    counts = []
    for number in range(2):
        for extra in range(1 + 58 * number):
            _change(captions_site, track, leader, f"Text {number} {extra}.")
        with sent_statements(captions_site.state.database.engine) as statements:
            page = lena.get(f"/staff/tracks/{track.id}/revisions")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert 'rel="next"' in page.text


def test_two_versions_are_compared(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    _change(captions_site, track, leader, "<i>Nytt.</i>")
    page = lena.get(f"/staff/tracks/{track.id}/compare?earlier=1&later=2")
    assert page.status_code == 200
    assert "1 subtitle differs" in page.text
    assert (calm_cues(1)[0].text in page.text, "&lt;i&gt;Nytt.&lt;/i&gt;" in page.text) == (True, True)
    assert calm_cues(2)[1].text not in page.text
    same = lena.get(f"/staff/tracks/{track.id}/compare?earlier=1&later=1")
    assert "The two versions are the same." in same.text
    for query in ("earlier=1&later=9", "earlier=0&later=1"):
        assert lena.get(f"/staff/tracks/{track.id}/compare?{query}").status_code == 404
    for query in ("earlier=1", "earlier=x&later=2", "earlier=-1&later=2", f"earlier=1&later={2**31}"):
        assert lena.get(f"/staff/tracks/{track.id}/compare?{query}").status_code == 422


def test_many_differences_come_in_parts(
    captions_site: FastAPI, lena: TestClient, lecture: Lecture, leader: Account
) -> None:
    with captions_site.state.database.writing() as session:
        long = make_draft(session, lecture, 250, language="so")
        wanted = [sent(one.cue, 1, text=f"{one.cue.text} Ja.") for one in list_cues(session, long.id)]
        edit(session, long, leader, wanted)
    address = f"/staff/tracks/{long.id}/compare?earlier=1&later=2"
    first, last = lena.get(address), lena.get(f"{address}&start=200")
    assert (first.text.count("<tr>"), last.text.count("<tr>")) == (201, 51)
    assert f"{address.replace('&', '&amp;')}&amp;start=200" in first.text


def test_an_earlier_version_is_brought_back_after_a_question(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    _change(captions_site, track, leader, "Ett.")
    address = f"/staff/tracks/{track.id}/revisions/1/restore"
    assert "nothing in between is lost" in lena.get(address).text
    assert lena.post(address).headers["location"] == f"/staff/tracks/{track.id}/revisions"
    assert _cues(captions_site, track)[0].cue.text == calm_cues(1)[0].text
    assert _actions(captions_site) == ["track.restored"]
    for number in ("7", "0"):
        assert lena.post(f"/staff/tracks/{track.id}/revisions/{number}/restore").status_code == 404
    assert lena.get(f"/staff/tracks/{track.id}/revisions/x/restore").status_code == 422


def test_a_translation_is_begun_by_who_may(
    captions_site: FastAPI,
    lecture: Lecture,
    leader: Account,
    translator: Account,
    browser_of: Browser,
    track: Track,
) -> None:
    tarek, address = browser_of(translator), f"/staff/lectures/{lecture.id}/tracks"
    assert tarek.post(address, data={"language": "ar"}).status_code == 409
    with captions_site.state.database.writing() as session:
        accept_all(session, lock_track(session, track.id).track, leader)
        for flag in check_track(session, lock_track(session, track.id)).flags:
            flag.reviewed_by, flag.reviewed_at = leader.id, NOW
        session.flush()
        approve_track(
            session, check_track(session, lock_track(session, track.id)), account_id=leader.id, now=NOW
        )
    begun = tarek.post(address, data={"language": "ar"})
    assert begun.status_code == 303
    assert begun.headers["location"].startswith("/staff/tracks/")
    assert _actions(captions_site) == ["track.created"]
    with captions_site.state.database.reading() as session:
        purpose = session.scalars(select(AuditEvent.purpose).filter_by(action="track.created")).one()
    assert purpose == "translate_subtitles"
    for data, status in (
        ({"language": "ar"}, 409),
        ({"language": "so"}, 403),
        ({"language": "xx"}, 403),
        ({"other": "ar"}, 422),
    ):
        assert tarek.post(address, data=data).status_code == status, data
    assert tarek.post("/staff/lectures/nothing/tracks", data={"language": "ar"}).status_code == 404
    page = tarek.get(f"{begun.headers['location']}/cues/c1")
    assert (calm_cues(1)[0].text in page.text, 'dir="rtl"' in page.text) == (True, True)


def test_who_may_not_edit_reads_only(
    captions_site: FastAPI, translator: Account, browser_of: Browser, track: Track
) -> None:
    tarek, home = browser_of(translator), f"/staff/tracks/{track.id}"
    page = tarek.get(f"{home}/cues/c1")
    assert (page.status_code, 'name="step"' in page.text) == (200, False)
    assert tarek.post(f"{home}/cues/c1", data=FORM | {"text": "x"}).status_code == 403
    assert tarek.get(f"{home}/revisions/1/restore").status_code == 403
    assert tarek.post(f"{home}/revisions/1/restore").status_code == 403
    assert _actions(captions_site) == []


def test_what_is_not_there(lena: TestClient, track: Track) -> None:
    for path in (
        "/staff/tracks/nothing/cues/c1",
        "/staff/tracks/nothing/revisions",
        f"/staff/tracks/{track.id}/cues/c99",
        f"/staff/tracks/{track.id}/cues/%C3%A5",
        f"/staff/tracks/{track.id}/revisions/99/restore",
    ):
        assert lena.get(path).status_code == 404, path


def test_a_yes_holds_for_the_original_that_was_on_the_page(
    captions_site: FastAPI, lecture: Lecture, leader: Account, translator: Account, browser_of: Browser
) -> None:
    with captions_site.state.database.writing() as session:
        original = make_draft(session, lecture, 3)
        accept_all(session, original, leader)
        _approve(session, original, leader)
    tarek = browser_of(translator)
    begun = tarek.post(f"/staff/lectures/{lecture.id}/tracks", data={"language": "ar"})
    address = f"{begun.headers['location']}/cues/c1"
    had = re.search(r'name="source_revision" value="(\d+)"', tarek.get(address).text)
    assert had is not None
    with captions_site.state.database.writing() as session:
        first = list_cues(session, original.id)[0]
        edit(session, original, leader, [sent(first.cue, first.version, text="Smärta är vårt larm.")])
        _approve(session, original, leader)
    form = FORM | {"text": "الألم هو إنذار الجسم.", "source_revision": had[1], "step": "accept"}
    assert tarek.post(address, data=form).status_code == 303
    assert "The original has changed since this was translated." in tarek.get(address).text
    newer = form | {"version": "2", "source_revision": str(int(had[1]) + 2)}
    assert tarek.post(address, data=newer).status_code == 303
    assert "The original has changed" not in tarek.get(address).text


def _approve(session: Session, track: Track, account: Account) -> None:
    checked = check_track(session, lock_track(session, track.id))
    approve_track(session, checked, account_id=account.id, now=NOW)


@pytest.mark.parametrize("number", [10**30, -1, 2**31])
def test_a_number_beyond_all_numbers_is_no_version(lena: TestClient, track: Track, number: int) -> None:
    address = f"/staff/tracks/{track.id}/revisions/{number}/restore"
    assert lena.get(address).status_code in {404, 422}
    assert lena.post(address).status_code in {404, 422}
