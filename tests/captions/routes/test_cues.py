"""The editor's JSON: what it is given, what it may save, and what a second editor gets."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.captions.actions.flags import review_flags
from app.captions.actions.tracks import approve_track
from app.captions.actions.translations import begin_translation
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.models.words import Doubt, Flag
from app.captions.queries.checking import check_track
from app.captions.queries.cues import list_cues, list_flags
from app.captions.queries.tracks import lock_track
from app.core.audit import AuditEvent
from app.people.models.accounts import Account, Role
from tests.captions.conftest import Browser
from tests.factories.captions import NOW, accept_all, calm_cues, edit, make_draft, make_lecture, sent
from tests.factories.people import Places, give_role, make_account
from tests.people.statements import sent_statements

pytestmark = pytest.mark.data


@pytest.fixture
def track(captions_site: FastAPI, lecture: Lecture) -> Track:
    with captions_site.state.database.writing() as session:
        flags = [Flag(Doubt.CREDIT, 5000, 6000, "Tack")]
        return make_draft(session, lecture, 3, flags=flags)


@pytest.fixture
def lena(leader: Account, browser_of: Browser) -> TestClient:
    return browser_of(leader)


def _read(client: TestClient, track: Track) -> dict[str, Any]:
    answer = client.get(f"/staff/tracks/{track.id}/cues")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    return found


def _change(cue: dict[str, Any], **changed: Any) -> dict[str, Any]:
    kept = ("id", "version", "start", "end", "text", "sources", "is_deleted")
    return {name: cue[name] for name in kept} | {"key": cue["id"]} | changed


def test_the_editor_gets_the_track_with_all_that_it_shows(lena: TestClient, track: Track) -> None:
    told = _read(lena, track)
    assert told["track"] == {
        "id": track.id,
        "language": "sv",
        "direction": "ltr",
        "state": "draft_machine",
        "revision": 1,
        "profile": "lugn",
        "may_edit": True,
        "may_approve": True,
        "is_translation": False,
    }
    assert told["lecture"]["title"] == "Vad är smärta?"
    assert told["limits"]["line_warn"] == 37
    first, second, _ = told["cues"]
    assert (first["id"], first["start"], first["end"]) == ("c1", 0, 3500)
    assert (first["text"], first["version"], first["by_machine"]) == (calm_cues(1)[0].text, 1, True)
    assert (first["flags"], second["flags"][0]["doubt"]) == ([], "credit")
    assert (told["source"], told["terms"], told["missing"]) == (None, [], [])


def test_a_saved_text_is_there_afterwards(lena: TestClient, track: Track) -> None:
    cue = _read(lena, track)["cues"][0]
    sent = {"kind": "edit", "cues": [_change(cue, text="Smärta är ett larm.")]}
    answer = lena.post(f"/staff/tracks/{track.id}/cues", json=sent)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["revision"], told["state"], told["cues"][0]["key"]) == (2, "in_review", "c1")
    assert told["cues"][0]["text"] == "Smärta är ett larm."
    stored = _read(lena, track)["cues"][0]
    assert (stored["text"], stored["version"], stored["by_machine"]) == ("Smärta är ett larm.", 2, False)


def test_a_second_editor_gets_both_versions_and_nothing_is_stored(
    captions_site: FastAPI, places: Places, lena: TestClient, browser_of: Browser, track: Track
) -> None:
    with captions_site.state.database.writing() as session:
        other = make_account(session, places.party, name="Omar Berg")
        give_role(session, other, Role.COURSE_LEADER, places.group)
    omar = browser_of(other)
    cue = _read(omar, track)["cues"][0]
    _post(lena, track, "edit", [_change(cue, text="Lenas text.")])
    answer = omar.post(
        f"/staff/tracks/{track.id}/cues", json={"kind": "edit", "cues": [_change(cue, text="Omars text.")]}
    )
    assert answer.status_code == 409
    (conflict,) = answer.json()["conflicts"]
    assert (conflict["key"], conflict["id"]) == ("c1", "c1")
    assert (conflict["yours"]["text"], conflict["theirs"]["text"]) == ("Omars text.", "Lenas text.")
    assert (conflict["theirs"]["author"], conflict["theirs"]["version"]) == ("Lena Ek", 2)
    assert conflict["theirs"]["at"].startswith("2026-03-09T12:00:00")
    assert _read(omar, track)["cues"][0]["text"] == "Lenas text."


def test_what_cannot_be_stored_is_named_in_plain_words(lena: TestClient, track: Track) -> None:
    cue = _read(lena, track)["cues"][0]
    sent = {"kind": "edit", "cues": [_change(cue, key="k", end=cue["start"])]}
    answer = lena.post(f"/staff/tracks/{track.id}/cues", json=sent)
    assert answer.status_code == 422
    assert answer.json()["faults"] == [{"key": "k", "message": "The end must come after the start."}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"kind":"draft","cues":[]}',
        b'{"kind":"edit","cues":[{"id":"c1"}]}',
        b'{"kind":"edit","cues":[{"start":1.5,"end":2,"text":"x"}]}',
        b'{"kind":"edit","cues":[{"start":1e400,"end":2,"text":"x"}]}',
        b'{"kind":"edit","cues":[{"start":NaN,"end":2,"text":"x"}]}',
        b'{"kind":"edit","cues":[{"start":"1","end":2,"text":"x"}]}',
        b'{"kind":"edit","cues":[{"start":99999999999999999999,"end":2,"text":"x"}]}',
        b'{"kind":"edit","cues":[{"start":1,"end":2,"text":"\xff"}]}',
        b'{"kind":"edit","cues":' + b"[" * 5000 + b"]" * 5000 + b"}",
    ],
)
def test_what_is_no_change_is_refused(lena: TestClient, track: Track, body: bytes) -> None:
    answer = lena.post(
        f"/staff/tracks/{track.id}/cues", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("The page sent something")
    assert _read(lena, track)["track"]["revision"] == 1


def test_an_empty_change_and_half_a_sign_are_faults(lena: TestClient, track: Track) -> None:
    for cues, status in (([], 422), ([{"start": 1, "end": 2, "text": "\ud800"}], 400)):
        body = json.dumps({"kind": "add", "cues": cues}).encode()
        answer = lena.post(
            f"/staff/tracks/{track.id}/cues", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code == status, answer.text


def test_only_json_is_taken(lena: TestClient, track: Track) -> None:
    answer = lena.post(f"/staff/tracks/{track.id}/cues", data={"kind": "edit"})
    assert answer.status_code == 400


def test_another_site_cannot_save(lena: TestClient, track: Track) -> None:
    answer = lena.post(
        f"/staff/tracks/{track.id}/cues",
        json={"kind": "edit", "cues": []},
        headers={"sec-fetch-site": "cross-site"},
    )
    assert answer.status_code == 403


def test_changes_since_a_revision_with_who_made_them(lena: TestClient, track: Track) -> None:
    first, second, _ = _read(lena, track)["cues"]
    _post(lena, track, "edit", [_change(first, text="Ett.")])
    told = _post(lena, track, "delete", [_change(second, is_deleted=True)])
    assert told["revision"] == 3
    changes = lena.get(f"/staff/tracks/{track.id}/changes?since=1").json()
    assert (changes["revision"], changes["by"]) == (3, ["Lena Ek"])
    assert [(cue["id"], cue["is_deleted"]) for cue in changes["cues"]] == [("c1", False), ("c2", True)]
    last = lena.get(f"/staff/tracks/{track.id}/changes?since=2").json()
    assert [cue["id"] for cue in last["cues"]] == ["c2"]
    assert lena.get(f"/staff/tracks/{track.id}/changes?since=3").json()["cues"] == []
    assert lena.get(f"/staff/tracks/{track.id}/changes?since=-1").status_code == 422
    assert lena.get(f"/staff/tracks/{track.id}/changes?since={10**20}").status_code == 422


def test_a_doubtful_place_is_reviewed_once(captions_site: FastAPI, lena: TestClient, track: Track) -> None:
    (flag,) = _read(lena, track)["flags"]
    for _ in range(2):
        answer = lena.post(f"/staff/tracks/{track.id}/flags", json={"ids": [flag["id"]]})
        assert (answer.status_code, answer.content) == (204, b"")
    assert _read(lena, track)["flags"][0]["reviewed"] is True
    assert _trail(captions_site) == [
        ("track.flags_reviewed", {"count": 1}),
        ("track.flags_reviewed", {"count": 0}),
    ]
    assert lena.post(f"/staff/tracks/{track.id}/flags", json={"ids": ["none"]}).status_code == 422


def test_each_save_leaves_an_event_and_a_refused_one_none(
    captions_site: FastAPI, lena: TestClient, track: Track
) -> None:
    cue = _read(lena, track)["cues"][0]
    _post(lena, track, "edit", [_change(cue, text="Ett.")])
    lena.post(f"/staff/tracks/{track.id}/cues", json={"kind": "edit", "cues": [_change(cue, text="Två.")]})
    assert _trail(captions_site) == [("track.edited", {"version": 2, "count": 1})]


def test_findings_come_with_words_and_numbers(lena: TestClient, track: Track) -> None:
    cue = _read(lena, track)["cues"][0]
    told = _post(lena, track, "edit", [_change(cue, text="Smärta är kroppens eget larm. " * 4)])
    found = lena.get(f"/staff/tracks/{track.id}/findings").json()
    assert (found["revision"], found["unreviewed"]) == (told["revision"], 1)
    assert found["errors"] > 0
    line = next(one for one in found["findings"] if one["rule"] == "L1")
    assert (line["level"], line["cue_id"], line["limit"], line["message"]) == (
        "error",
        "c1",
        42,
        "A line is too long.",
    )
    assert {one["obstacle"] for one in found["hindrances"]} == {"errors", "unreviewed", "by_machine"}


def test_a_translator_works_in_her_language_only(
    captions_site: FastAPI,
    lecture: Lecture,
    leader: Account,
    translator: Account,
    browser_of: Browser,
    track: Track,
) -> None:
    arabic, somali = _translations(captions_site, lecture, leader, track)
    tarek = browser_of(translator)
    told = _read(tarek, arabic)
    assert (told["track"]["direction"], told["track"]["is_translation"]) == ("rtl", True)
    assert (told["track"]["may_edit"], told["track"]["may_approve"]) == (True, False)
    assert [cue["text"] for cue in told["source"]["cues"]] == [cue.text for cue in calm_cues(3)]
    alarm = next(term for term in told["terms"] if term["source"] == "larmsystem")
    assert (alarm["target"], "larmet" in alarm["forms"], "شرطة" in alarm["forbidden"]) == (
        "نظام الإنذار",
        True,
        True,
    )
    cue = told["cues"][0]
    assert (cue["sources"], cue["is_stale"], cue["source_before"]) == (["c1"], False, [])
    assert _post(tarek, arabic, "edit", [_change(cue, text="الألم هو إنذار الجسم.")])["state"] == "in_review"
    assert _read(tarek, somali)["track"]["may_edit"] is False
    for foreign in (somali, track):
        other = _read(tarek, foreign)["cues"][0]
        sent = {"kind": "edit", "cues": [_change(other, text="x")]}
        assert tarek.post(f"/staff/tracks/{foreign.id}/cues", json=sent).status_code == 403


def test_the_number_of_queries_is_the_same_for_three_cues_or_a_thousand(
    captions_site: FastAPI, lecture: Lecture, leader: Account, reviewer: Account, browser_of: Browser
) -> None:
    rana = browser_of(reviewer)
    counts = []
    for count, slug in ((3, "short"), (1000, "long")):
        with captions_site.state.database.writing() as session:
            held = make_lecture(session, leader, slug=slug, duration=5000 * count)
            source = make_draft(session, held, count)
        arabic, _ = _translations(captions_site, held, leader, source)
        with captions_site.state.database.writing() as session:
            first = list_cues(session, source.id)[0]
            edit(session, source, leader, [sent(first.cue, first.version, text="Smärta larmar.")])
            checked = check_track(session, lock_track(session, source.id))
            approve_track(session, checked, account_id=leader.id, now=NOW)
        sizes = []
        for path in ("cues", "changes?since=0", "findings"):
            with sent_statements(captions_site.state.database.engine) as statements:
                answer = rana.get(f"/staff/tracks/{arabic.id}/{path}")
            assert answer.status_code == 200
            sizes.append(len(statements))
        counts.append(sizes)
        stale = rana.get(f"/staff/tracks/{arabic.id}/cues").json()["cues"][0]
        assert (stale["is_stale"], stale["source_before"][0]["text"]) == (True, calm_cues(1)[0].text)
    assert counts[0] == counts[1]


def _post(client: TestClient, track: Track, kind: str, cues: list[dict[str, Any]]) -> dict[str, Any]:
    answer = client.post(f"/staff/tracks/{track.id}/cues", json={"kind": kind, "cues": cues})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, Any] = answer.json()
    return told


def _trail(site: FastAPI) -> list[tuple[str, dict[str, Any]]]:
    with site.state.database.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.object_kind == "track").order_by(AuditEvent.id)
        )
        return [(event.action, event.detail) for event in events]


def _translations(site: FastAPI, lecture: Lecture, leader: Account, source: Track) -> list[Track]:
    """Approve the original, and begin it in Arabic and Somali."""
    with site.state.database.writing() as session:
        held = lock_track(session, source.id).track
        flags = [flag.id for flag in list_flags(session, source.id)]
        review_flags(session, source.id, flags, account_id=leader.id, now=NOW)
        accept_all(session, held, leader)
        checked = check_track(session, lock_track(session, source.id))
        approve_track(session, checked, account_id=leader.id, now=NOW)
        return [
            begin_translation(session, lecture, language, account_id=leader.id, now=NOW)
            for language in ("ar", "so")
        ]
