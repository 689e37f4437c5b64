"""The way to publication in the browser: what is left, who may, and what each step leaves in the trail."""

import json
import os
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Publication, Track
from app.captions.models.words import Doubt, Flag
from app.captions.queries.cues import list_cues
from app.captions.queries.tracks import find_track
from app.captions.rules.places import MANIFEST, published_folder
from app.core.audit import AuditEvent
from app.people.models.accounts import Account
from tests.captions.conftest import Browser
from tests.factories.captions import edit, make_draft, sent

pytestmark = pytest.mark.data


@pytest.fixture
def track(captions_site: FastAPI, lecture: Lecture) -> Track:
    with captions_site.state.database.writing() as session:
        return make_draft(session, lecture, 3, flags=[Flag(Doubt.CREDIT, 0, 1000, "Tack")])


@pytest.fixture
def lena(leader: Account, browser_of: Browser) -> TestClient:
    return browser_of(leader)


def _state(site: FastAPI, track: Track) -> str:
    with site.state.database.reading() as session:
        return str(find_track(session, track.id).track.state)


def _trail(site: FastAPI) -> list[tuple[str, Any, Any]]:
    with site.state.database.reading() as session:
        query = select(AuditEvent).where(AuditEvent.object_kind == "track").order_by(AuditEvent.id)
        return [
            (one.action, one.detail.get("from_state"), one.detail.get("to_state"))
            for one in session.scalars(query)
        ]


def _step(client: TestClient, track: Track, step: str, data: dict[str, str] | None = None) -> int:
    return client.post(f"/staff/tracks/{track.id}/publishing/{step}", data=data or {"none": "x"}).status_code


def _languages(site: FastAPI) -> list[str]:
    """What readers get now, as the manifest says."""
    manifest = published_folder(site.state.settings.data_dir, "what-is-pain") / MANIFEST
    return [track["language"] for track in json.loads(manifest.read_text("utf-8"))["tracks"]]


def _review_flags(client: TestClient, track: Track) -> None:
    page = client.get(f"/staff/tracks/{track.id}/publishing").text
    flag = page.partition('name="flag" value="')[2].partition('"')[0]
    assert _step(client, track, "flags", {"flag": flag}) == 303


def test_all_the_way_from_a_machines_draft_to_readers_and_back(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    home = f"/staff/tracks/{track.id}/publishing"
    page = lena.get(home).text
    assert "that a machine wrote" in page
    assert "Doubtful places that nobody has listened to." in page
    assert f"{home}/approve" not in page
    assert _step(lena, track, "approve") == 409
    _review_flags(lena, track)
    assert "watched the whole lecture" in lena.get(f"{home}/accept").text
    assert _step(lena, track, "accept") == 303
    assert "Nothing is left" in lena.get(home).text
    assert _step(lena, track, "publish") == 409
    assert "You vouch" in lena.get(f"{home}/approve").text
    assert _step(lena, track, "approve") == 303
    assert "All readers see them" in lena.get(f"{home}/publish").text
    assert _step(lena, track, "publish") == 303
    page = lena.get(home).text
    assert "Readers see it now" in page
    assert "Lena Ek" in page
    with captions_site.state.database.reading() as session:
        assert session.scalars(select(Publication)).one().approver_id == leader.id
    assert _languages(captions_site) == ["sv"], "readers see it before any worker has come"
    assert "Nothing is removed here." in lena.get(f"{home}/withdraw").text
    assert _step(lena, track, "withdraw") == 303
    assert _state(captions_site, track) == "withdrawn"
    assert _languages(captions_site) == []
    assert _trail(captions_site) == [
        ("track.flags_reviewed", None, None),
        ("track.edited", None, None),
        ("track.approved", "in_review", "approved"),
        ("track.published", "approved", "published"),
        ("track.withdrawn", "published", "withdrawn"),
    ]


def test_an_edit_after_publication_is_shown_against_what_readers_see(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track
) -> None:
    _review_flags(lena, track)
    for step in ("accept", "approve", "publish"):
        assert _step(lena, track, step) == 303
    with captions_site.state.database.writing() as session:
        first = list_cues(session, track.id)[0]
        edit(session, track, leader, [sent(first.cue, first.version, text="Smärta är vårt larm.")])
    page = lena.get(f"/staff/tracks/{track.id}/publishing").text
    assert "Readers see version 3. Here you see version 4." in page
    assert f"/staff/tracks/{track.id}/publishing/withdraw" in page


def test_review_goes_back_and_forth(captions_site: FastAPI, lena: TestClient, track: Track) -> None:
    assert _step(lena, track, "send-back") == 409
    assert _step(lena, track, "submit") == 303
    assert _step(lena, track, "send-back") == 303
    assert _state(captions_site, track) == "changes_requested"
    assert _trail(captions_site) == [
        ("track.submitted", "draft_machine", "in_review"),
        ("track.sent_back", "in_review", "changes_requested"),
    ]


def test_only_who_answers_for_the_language_approves(
    captions_site: FastAPI,
    translator: Account,
    reviewer: Account,
    leader: Account,
    browser_of: Browser,
    track: Track,
) -> None:
    lena, tarek, rana = (browser_of(who) for who in (leader, translator, reviewer))
    _review_flags(lena, track)
    for step in ("accept", "approve", "publish"):
        assert _step(lena, track, step) == 303
    for step in ("submit", "send-back", "accept", "missing", "flags", "approve", "publish", "withdraw"):
        assert _step(rana, track, step) == 403, step
    begun = tarek.post(f"/staff/lectures/{track.lecture_id}/tracks", data={"language": "ar"})
    home = f"{begun.headers['location']}/publishing"
    page = tarek.get(home)
    assert "Subtitles without text." in page.text
    assert "No engine for machine drafts" in page.text
    assert "Somebody who may approve" in page.text
    for who in (tarek, lena):
        for step in ("approve", "publish", "withdraw", "send-back"):
            assert who.post(f"{home}/{step}").status_code == 403, step
        assert who.get(f"{home}/approve").status_code == 403
    assert rana.post(f"{home}/approve").status_code == 409
    assert tarek.post(f"{home}/missing").status_code == 303


def test_a_flag_that_is_not_there_is_refused(lena: TestClient, track: Track) -> None:
    assert _step(lena, track, "flags", {"flag": "none"}) == 422
    assert lena.get("/staff/tracks/nothing/publishing").status_code == 404


@pytest.mark.parametrize("step", ["accept", "approve"])
def test_a_yes_does_not_hold_for_what_somebody_changed_meanwhile(
    captions_site: FastAPI, lena: TestClient, leader: Account, track: Track, step: str
) -> None:
    home = f"/staff/tracks/{track.id}/publishing"
    _review_flags(lena, track)
    if step == "approve":
        assert _step(lena, track, "accept") == 303
    way = re.search(rf"{home}/{step}\?seen=[0-9.]+", lena.get(home).text)
    assert way is not None
    asked = re.search(rf'action="({home}/{step}\?seen=[0-9.]+)"', lena.get(way[0]).text)
    assert asked is not None
    with captions_site.state.database.writing() as session:
        first = list_cues(session, track.id)[0]
        edit(session, track, leader, [sent(first.cue, first.version, text="Smärta är vårt larm.")])
    assert lena.post(asked[1]).status_code == 409
    assert lena.get(way[0]).status_code == 409
    assert _state(captions_site, track) == "in_review"
    assert lena.post(f"{home}/{step}?seen=rubbish").status_code == 422
    way = re.search(rf"{home}/{step}\?seen=[0-9.]+", lena.get(home).text)
    assert way is not None
    assert lena.post(way[0]).status_code == 303


def test_a_disk_that_is_full_does_not_undo_a_withdrawal(
    captions_site: FastAPI, lena: TestClient, track: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    _review_flags(lena, track)
    for step in ("accept", "approve", "publish"):
        assert _step(lena, track, step) == 303

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert _step(lena, track, "withdraw") == 303
    assert _state(captions_site, track) == "withdrawn"
    assert _languages(captions_site) == ["sv"]
