"""The page and the tus endpoint of uploads: who may, what is refused before a byte, and what comes of it."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from app.captions.models.lectures import Lecture, Run, Upload
from app.captions.rules.uploads import LIFE, LONGEST
from app.people.models.accounts import Account
from tests.captions.tus import (
    SPEAKS,
    UPLOADS,
    begin,
    make_leader,
    original,
    piece_headers,
    promise,
    recording,
    stored,
)
from tests.factories.captions import NOW
from tests.factories.people import Places
from tests.people.staff import actions, events, main_part, read

pytestmark = pytest.mark.data
WHOLE = recording(200_000)


@pytest.fixture
def colleague(captions_site: FastAPI, places: Places) -> Account:
    return make_leader(captions_site, places)


@pytest.fixture
def client(browser_of: Callable[[Account], TestClient], leader: Account) -> TestClient:
    return browser_of(leader)


def _send(client: TestClient, address: str, offset: int, content: bytes) -> int:
    answer = client.patch(address, headers=piece_headers(offset), content=content)
    return answer.status_code


def test_upload_in_two_pieces_becomes_a_lecture_that_is_worked_on(
    captions_site: FastAPI, client: TestClient, leader: Account
) -> None:
    address = begin(client, len(WHOLE), sha256=hashlib.sha256(WHOLE).hexdigest())
    first = client.patch(address, headers=piece_headers(0), content=WHOLE[:120_000])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "120000")
    assert stored(client, address) == 120_000
    last = client.patch(address, headers=piece_headers(120_000), content=WHOLE[120_000:])
    assert (last.status_code, last.headers["upload-offset"]) == (204, "200000")
    assert last.headers["tus-resumable"] == "1.0.0"
    lecture = read(captions_site, lambda session: session.scalars(select(Lecture)).one())
    assert last.headers["content-location"] == f"/staff/lectures/{lecture.id}"
    assert (lecture.title, lecture.slug, lecture.language) == ("Smärta och sömn", "pain-and-sleep", "sv")
    assert (lecture.file_name, lecture.source_size) == ("sömn.mp4", 200_000)
    assert lecture.source_hash == hashlib.sha256(WHOLE).hexdigest()
    assert original(captions_site, WHOLE).read_bytes() == WHOLE
    run = read(captions_site, lambda session: session.scalars(select(Run)).one())
    assert (run.lecture_id, run.started_by) == (lecture.id, leader.id)
    assert actions(captions_site) == [("lecture.uploaded", lecture.id)]
    assert events(captions_site)[0].detail == {"lang": "sv"}
    told = client.head(address, headers=SPEAKS).headers
    assert (told["upload-offset"], told["content-location"]) == ("200000", f"/staff/lectures/{lecture.id}")
    assert not list((captions_site.state.settings.data_dir / "lectures/uploads").iterdir())


def test_options_say_what_is_spoken(client: TestClient) -> None:
    answer = client.options(UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert answer.headers["tus-extension"] == "creation,expiration,termination"
    assert answer.headers["tus-max-size"] == str(LONGEST)


def test_upload_says_what_it_is_and_until_when(client: TestClient) -> None:
    address = begin(client, 5000)
    told = client.head(address, headers=SPEAKS)
    assert (told.status_code, told.content) == (200, b"")
    assert (told.headers["upload-offset"], told.headers["upload-length"]) == ("0", "5000")
    assert told.headers["upload-expires"] == "Mon, 16 Mar 2026 12:00:00 GMT"
    assert "title U23DpHJ0YSBvY2ggc8O2bW4=" in told.headers["upload-metadata"]
    assert told.headers["tus-resumable"] == "1.0.0"


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.0, 1.0.0", ""])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
def test_another_version_of_tus_is_refused(client: TestClient, method: str, version: str | None) -> None:
    address = begin(client, 50)
    sent = promise(50, slug="another") | piece_headers(0)
    del sent["tus-resumable"]
    if version is not None:
        sent["tus-resumable"] = version
    answer = client.request(method, UPLOADS if method == "POST" else address, headers=sent)
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    assert stored(client, address) == 0


@pytest.mark.parametrize(
    ("length", "changed", "status", "fields"),
    [
        ("", {}, 400, {}),
        ("-1", {}, 400, {}),
        ("1e9", {}, 400, {}),
        ("²", {}, 400, {}),
        ("9" * 30, {}, 400, {}),
        (0, {}, 422, {"file"}),
        (LONGEST + 1, {}, 413, {}),
        (5, {"title": None}, 422, {"title"}),
        (5, {"title": "x" * 201}, 422, {"title"}),
        (5, {"title": "turned \u202e round"}, 422, {"title"}),
        (5, {"slug": None}, 422, {"slug"}),
        (5, {"slug": "Pain"}, 422, {"slug"}),
        (5, {"slug": "../../etc"}, 422, {"slug"}),
        (5, {"slug": "a" * 65}, 422, {"slug"}),
        (5, {"slug": "smärta"}, 422, {"slug"}),
        (5, {"language": "so"}, 422, {"language"}),
        (5, {"language": "ti"}, 422, {"language"}),
        (5, {"language": "en"}, 422, {"language"}),
        (5, {"sha256": "ab"}, 422, {"sha256"}),
    ],
)
def test_promise_that_cannot_be_kept_is_refused_before_any_byte(
    captions_site: FastAPI,
    client: TestClient,
    length: int | str,
    changed: dict[str, str | None],
    status: int,
    fields: set[str],
) -> None:
    headers = [(name.encode(), value.encode()) for name, value in promise(length, **changed).items()]
    answer = client.post(UPLOADS, headers=headers)
    assert answer.status_code == status
    told = answer.json()
    assert told["message"]
    assert set(told["fields"]) == set(fields)
    assert all(told["fields"].values())
    assert read(captions_site, lambda session: session.scalars(select(Upload)).all()) == []


@pytest.mark.parametrize(
    "header", ["title", "title %%%", "title w6Q=,title w6Q=", "title /w==", "title w6Q= w6Q="]
)
def test_metadata_that_is_none_is_refused(client: TestClient, header: str) -> None:
    answer = client.post(UPLOADS, headers=promise(5) | {"upload-metadata": header})
    assert answer.status_code in {400, 422}
    assert answer.json()["message"]


def test_words_for_somali_say_what_to_do(client: TestClient) -> None:
    told = client.post(UPLOADS, headers=promise(5, language="so")).json()
    assert "Upload the talk in Swedish" in told["fields"]["language"]


@pytest.mark.parametrize(
    "name", ["../../x", "CON", "-rf", ".hidden", "x" * 300, "a\u202egpj.exe", "", "\0/\n"]
)
def test_name_of_the_file_is_never_a_path(captions_site: FastAPI, client: TestClient, name: str) -> None:
    address = begin(client, len(WHOLE), filename=name)
    assert _send(client, address, 0, WHOLE) == 204
    lecture = read(captions_site, lambda session: session.scalars(select(Lecture)).one())
    assert len(lecture.file_name) <= 200
    assert "\u202e" not in lecture.file_name
    data = captions_site.state.settings.data_dir
    names = {path.relative_to(data).as_posix() for path in (data / "lectures").rglob("*") if path.is_file()}
    assert names == {original(captions_site, WHOLE).relative_to(data).as_posix()}


def test_id_that_is_taken_is_refused(client: TestClient, lecture: Lecture) -> None:
    told = client.post(UPLOADS, headers=promise(5, slug=lecture.slug))
    assert (told.status_code, set(told.json()["fields"])) == (422, {"slug"})
    begin(client, 5, slug="on-its-way")
    again = client.post(UPLOADS, headers=promise(5, slug="on-its-way"))
    assert (again.status_code, set(again.json()["fields"])) == (422, {"slug"})


def test_fourth_unfinished_upload_is_refused_until_one_is_removed(client: TestClient) -> None:
    addresses = [begin(client, 5, slug=f"talk-{number}") for number in range(3)]
    refused = client.post(UPLOADS, headers=promise(5))
    assert refused.status_code == 507
    assert "three unfinished" in refused.json()["message"]
    assert client.delete(addresses[0], headers=SPEAKS).status_code == 204
    assert client.head(addresses[0], headers=SPEAKS).status_code == 404
    begin(client, 5)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/octet-stream"}, 415),
        ({"upload-offset": ""}, 400),
        ({"upload-offset": "-1"}, 400),
        ({"upload-offset": "1"}, 409),
        ({"upload-offset": "200000"}, 409),
    ],
)
def test_piece_that_does_not_fit_changes_nothing(
    captions_site: FastAPI, client: TestClient, headers: dict[str, str], status: int
) -> None:
    address = begin(client, len(WHOLE))
    answer = client.patch(address, headers=piece_headers(0) | headers, content=WHOLE)
    assert answer.status_code == status
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert stored(client, address) == 0
    assert not (captions_site.state.settings.data_dir / "lectures").exists()


def test_piece_beyond_the_promised_length_is_refused_before_it_is_read(client: TestClient) -> None:
    address = begin(client, 1000)
    answer = client.patch(address, headers=piece_headers(0), content=b"x" * 1001)
    assert answer.status_code == 413
    assert stored(client, address) == 0


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_upload_of_somebody_else_is_not_there(
    captions_site: FastAPI,
    client: TestClient,
    browser_of: Callable[[Account], TestClient],
    colleague: Account,
    method: str,
) -> None:
    address = begin(client, len(WHOLE))
    assert _send(client, address, 0, WHOLE[:1000]) == 204
    other = browser_of(colleague)
    answer = other.request(method, address, headers=piece_headers(1000), content=b"")
    unknown = other.request(method, f"{UPLOADS}/{'0' * 16}", headers=piece_headers(1000), content=b"")
    assert (answer.status_code, answer.content) == (404, unknown.content)
    assert stored(client, address) == 1000


def test_who_may_not_edit_lectures_cannot_upload(
    client: TestClient, browser_of: Callable[[Account], TestClient], translator: Account
) -> None:
    address = begin(client, 5)
    other = browser_of(translator)
    assert other.post(UPLOADS, headers=promise(5)).status_code == 403
    assert other.patch(address, headers=piece_headers(0), content=b"12345").status_code == 403
    assert other.get("/staff/lectures/new").status_code == 403


def test_who_is_not_signed_in_is_told_so(captions_site: FastAPI) -> None:
    stranger = TestClient(captions_site, follow_redirects=False, headers={"sec-fetch-site": "same-origin"})
    for method in ("OPTIONS", "POST", "PATCH", "DELETE"):
        address = UPLOADS if method in {"OPTIONS", "POST"} else f"{UPLOADS}/{'0' * 16}"
        answer = stranger.request(method, address, headers=promise(5) | piece_headers(0))
        assert (answer.status_code, bool(answer.json()["message"])) == (401, True), method
    answer = stranger.head(f"{UPLOADS}/{'0' * 16}", headers=SPEAKS)
    assert (answer.status_code, answer.headers["location"][:14]) == (303, "/staff/sign-in")


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_piece_from_another_page_is_refused(client: TestClient, site: str) -> None:
    address = begin(client, 5)
    answer = client.patch(address, headers=piece_headers(0) | {"sec-fetch-site": site}, content=b"12345")
    assert answer.status_code == 403
    assert stored(client, address) == 0


def test_upload_that_ran_out_is_gone(
    captions_site: FastAPI, client: TestClient, browser_of: Callable[[Account], TestClient], leader: Account
) -> None:
    address = begin(client, len(WHOLE))
    assert _send(client, address, 0, WHOLE[:1000]) == 204
    captions_site.state.clock = lambda: NOW + LIFE - timedelta(seconds=1)
    later = browser_of(leader)
    assert stored(later, address) == 1000
    captions_site.state.clock = lambda: NOW + LIFE
    assert later.head(address, headers=SPEAKS).status_code == 410
    assert _send(later, address, 1000, WHOLE[1000:]) == 410


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"#EXTM3U\n#EXTINF:10,\nhttp://elsewhere.example/a.ts\n" * 100, "playlist"),
        (b"ffconcat version 1.0\nfile 'other.mp4'\n", "playlist"),
        (b"PK\x03\x04" + bytes(6000), "packed"),
        (b"<!doctype html><title>x</title>", "web page"),
        (b"\xff\xd8\xff\xe0" + bytes(9000), "picture"),
        (b"%PDF-1.7\n", "document"),
        (b"hej\n" * 5000, "text"),
        (bytes(9000), "not a recording"),
    ],
)
def test_what_is_no_recording_is_refused_with_the_reason_and_removed(
    captions_site: FastAPI, client: TestClient, content: bytes, words: str
) -> None:
    address = begin(client, len(content), filename="talk.mp4")
    answer = client.patch(address, headers=piece_headers(0), content=content)
    assert answer.status_code == 415
    assert words in answer.json()["message"]
    assert client.head(address, headers=SPEAKS).status_code == 404
    assert read(captions_site, lambda session: session.scalars(select(Lecture)).all()) == []
    left = [
        path for path in (captions_site.state.settings.data_dir / "lectures").rglob("*") if path.is_file()
    ]
    assert left == []


def test_what_is_no_recording_is_refused_long_before_its_end(client: TestClient) -> None:
    address = begin(client, 3_000_000)
    assert _send(client, address, 0, b"PK\x03\x04" + bytes(200_000)) == 415


def test_file_that_is_not_what_was_promised_is_removed(captions_site: FastAPI, client: TestClient) -> None:
    address = begin(client, len(WHOLE), sha256="0" * 64)
    answer = client.patch(address, headers=piece_headers(0), content=WHOLE)
    assert answer.status_code == 422
    assert "Upload it again" in answer.json()["message"]
    assert client.head(address, headers=SPEAKS).status_code == 404
    assert not original(captions_site, WHOLE).exists()


def test_same_file_twice_is_kept_once(captions_site: FastAPI, client: TestClient) -> None:
    for slug in ("first", "second"):
        assert _send(client, begin(client, len(WHOLE), slug=slug), 0, WHOLE) == 204
    hashes = read(captions_site, lambda session: session.scalars(select(Lecture.source_hash)).all())
    assert hashes == [hashlib.sha256(WHOLE).hexdigest()] * 2
    assert original(captions_site, WHOLE).read_bytes() == WHOLE


def test_same_name_with_another_content_is_another_file(captions_site: FastAPI, client: TestClient) -> None:
    other = recording(5000, seed=1)
    assert _send(client, begin(client, len(WHOLE), slug="first"), 0, WHOLE) == 204
    assert _send(client, begin(client, len(other), slug="second"), 0, other) == 204
    assert original(captions_site, WHOLE).read_bytes() == WHOLE
    assert original(captions_site, other).read_bytes() == other


def test_upload_whose_bytes_the_disk_lost_is_gone(captions_site: FastAPI, client: TestClient) -> None:
    address = begin(client, len(WHOLE))
    assert _send(client, address, 0, WHOLE[:1000]) == 204
    (part,) = (captions_site.state.settings.data_dir / "lectures/uploads").iterdir()
    part.write_bytes(WHOLE[:999])
    assert client.head(address, headers=SPEAKS).status_code == 410
    assert _send(client, address, 1000, WHOLE[1000:]) == 410
    assert client.head(address, headers=SPEAKS).status_code == 404


def test_removing_a_finished_upload_keeps_its_lecture(captions_site: FastAPI, client: TestClient) -> None:
    address = begin(client, len(WHOLE))
    assert _send(client, address, 0, WHOLE) == 204
    assert client.delete(address, headers=SPEAKS).status_code == 204
    assert len(read(captions_site, lambda session: session.scalars(select(Lecture)).all())) == 1
    assert original(captions_site, WHOLE).exists()


def test_page_offers_the_languages_and_what_is_unfinished(client: TestClient) -> None:
    empty = main_part(client.get("/staff/lectures/new").text)
    assert "Not finished yet" not in empty
    assert "<noscript>" in empty
    assert 'value="sv"' in empty
    assert 'value="ti"' not in empty
    address = begin(client, len(WHOLE), filename="<b>.mp4")
    _send(client, address, 0, WHOLE[:1000])
    page = main_part(client.get("/staff/lectures/new").text)
    assert address in page
    assert 'data-here="1000"' in page
    assert "&lt;b&gt;.mp4" in page
