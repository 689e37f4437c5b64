"""Subtitles out as files and in again, and what is said of files that cannot be used."""

import json

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track
from app.captions.queries.cues import list_cues
from app.core.audit import AuditEvent
from app.people.models.accounts import Account
from tests.captions.conftest import Browser
from tests.factories.captions import calm_cues, make_draft

pytestmark = pytest.mark.data


@pytest.fixture
def track(captions_site: FastAPI, lecture: Lecture) -> Track:
    with captions_site.state.database.writing() as session:
        return make_draft(session, lecture, 3)


@pytest.fixture
def lena(leader: Account, browser_of: Browser) -> TestClient:
    return browser_of(leader)


def _texts(site: FastAPI, track: Track) -> list[str]:
    with site.state.database.reading() as session:
        return [one.cue.text for one in list_cues(session, track.id)]


def _send(client: TestClient, track: Track, name: str, content: bytes) -> tuple[int, str, str]:
    answer = client.post(f"/staff/tracks/{track.id}/import", files={"file": (name, content)})
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.parametrize(
    ("kind", "media_type", "start"),
    [
        ("vtt", "text/vtt; charset=utf-8", "WEBVTT\n"),
        ("srt", "application/x-subrip; charset=utf-8", "1\n00:00:00,000 --> 00:00:03,500\n"),
        ("ass", "text/x-ssa; charset=utf-8", "[Script Info]"),
        ("txt", "text/plain; charset=utf-8", "Smärta är kroppens eget larm."),
        ("json", "application/json", "["),
    ],
)
def test_each_shape_has_its_type_and_name(
    lena: TestClient, track: Track, kind: str, media_type: str, start: str
) -> None:
    answer = lena.get(f"/staff/tracks/{track.id}/export?format={kind}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.text.startswith(start)
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="what-is-pain.sv.r1.{kind}"; '
        f"filename*=UTF-8''Vad%20%C3%A4r%20sm%C3%A4rta%3F.sv.r1.{kind}"
    )


def test_json_holds_all_that_a_cue_is(lena: TestClient, track: Track) -> None:
    told = json.loads(lena.get(f"/staff/tracks/{track.id}/export?format=json").text)
    assert told[0] == {"id": "c1", "start": 0, "end": 3500, "text": calm_cues(1)[0].text, "sources": []}


def test_an_unknown_shape_is_refused(lena: TestClient, track: Track) -> None:
    assert lena.get(f"/staff/tracks/{track.id}/export?format=exe").status_code == 422


def test_what_was_exported_and_changed_comes_back_as_one_revision(
    captions_site: FastAPI, lena: TestClient, track: Track
) -> None:
    content = lena.get(f"/staff/tracks/{track.id}/export").text
    changed = content.replace("Larmet kan ringa fast inget är fel.", "Larmet kan ringa ändå.").encode()
    assert _send(lena, track, "../../etc/Ändrad.VTT", changed)[:2] == (
        303,
        f"/staff/tracks/{track.id}/compare?earlier=1&later=2",
    )
    assert _texts(captions_site, track)[1] == "Larmet kan ringa ändå."
    with captions_site.state.database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "track.imported")).one()
    assert event.detail == {"version": 2, "count": 1, "file_format": "vtt"}
    page = lena.get(f"/staff/tracks/{track.id}/compare?earlier=1&later=2")
    assert "1 subtitle differs" in page.text


def test_the_same_file_again_changes_nothing(captions_site: FastAPI, lena: TestClient, track: Track) -> None:
    content = lena.get(f"/staff/tracks/{track.id}/export").content
    assert _send(lena, track, "sv.vtt", content)[1] == f"/staff/tracks/{track.id}/revisions"


def test_what_was_left_out_is_said(captions_site: FastAPI, lena: TestClient, track: Track) -> None:
    content = b"1\n00:00:00,000 --> 00:00:03,500\n<font color='red'>Hej</font>\n"
    status, _, page = _send(lena, track, "x.srt", content)
    assert (status, "This was left out or changed" in page) == (200, True)
    assert f"/staff/tracks/{track.id}/compare?earlier=1&amp;later=2" in page
    assert _texts(captions_site, track) == ["Hej"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.vtt", b"", "The file is empty."),
        ("x.exe", b"WEBVTT", "must end in .vtt, .srt or .ass"),
        ("x.vtt", b"WEBVTT\n\n\xff", "UTF-8"),
        ("x.vtt", b"WEBVTT\n", "There are no subtitles in the file."),
        ("x.vtt", b"WEBVTT\n\n00:05.000 --> 00:01.000\na\n", "Subtitle 1, line 3: "),
        (
            "x.vtt",
            b"WEBVTT\n\n00:01.000 --> 00:05.000\na\n\n00:02.000 --> 00:06.000\nb\n",
            "Subtitle 2, line 6: ",
        ),
        ("x.vtt", b"WEBVTT\n\n90:00:01.000 --> 90:00:05.000\na\n", "Subtitle 1: The end lies after"),
        ("x.vtt", b"WEBVTT\n\n00:01.000 --> 00:05.000\n" + b"a" * 501, "at most 500 characters"),
        ("x.vtt", b"WEBVTT\n\n" + b"00:00.000 --> 00:00.001\na\n\n" * 36_000, "too many subtitles"),
        ("x.vtt", b"WEBVTT\n\n" + b"a" * 1_000_001, "larger than 1 MB"),
        (
            "x.vtt",
            b'WEBVTT\n\nNOTE smartskola {"language": "ar"}\n\n00:01.000 --> 00:05.000\na\n',
            "another language (ar)",
        ),
        ("x.srt", b"1\n00:00:05,000 --> 00:00:01,000\na\n", "Subtitle 1"),
        ("x.ass", b"nonsense", "no ASS file"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(
    captions_site: FastAPI, lena: TestClient, track: Track, name: str, content: bytes, words: str
) -> None:
    status, _, page = _send(lena, track, name, content)
    assert status == 422 if len(content) < 10**6 else status in {400, 413, 422}
    if status == 422:
        assert words in page
    assert _texts(captions_site, track) == [cue.text for cue in calm_cues(3)]


def test_a_form_without_a_file_or_of_another_kind(lena: TestClient, track: Track) -> None:
    address = f"/staff/tracks/{track.id}/import"
    assert lena.post(address, data={"file": "x"}).status_code == 415
    empty = lena.post(address, files={"other": ("x.vtt", b"WEBVTT")})
    assert (empty.status_code, "Choose a file first." in empty.text) == (422, True)
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert lena.post(address, content=b"--y\r\n", headers=broken).status_code == 400
    assert lena.post(address, content=b"", headers={"content-type": "multipart/form-data"}).status_code == 400


def test_overlaps_are_said_instead_of_a_broken_file(
    captions_site: FastAPI, lena: TestClient, track: Track
) -> None:
    change = {"id": "c1", "version": 1, "start": 0, "end": 6000, "text": "Smärta."}
    lena.post(f"/staff/tracks/{track.id}/cues", json={"kind": "edit", "cues": [change]})
    answer = lena.get(f"/staff/tracks/{track.id}/export")
    assert (answer.status_code, "Subtitle 2" in answer.text) == (422, True)


def test_who_may_not_edit_may_download(
    captions_site: FastAPI, translator: Account, browser_of: Browser, track: Track
) -> None:
    tarek = browser_of(translator)
    assert tarek.get(f"/staff/tracks/{track.id}/export").status_code == 200
    assert 'type="file"' not in tarek.get(f"/staff/tracks/{track.id}/import").text
    assert _send(tarek, track, "x.vtt", b"WEBVTT\n\n00:01.000 --> 00:05.000\na\n")[0] == 403
