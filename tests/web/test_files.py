"""Media over HTTP: parts, 304 and HEAD as RFC 9110 has them; the table is that of the reliability notes."""

import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.core.storage import MEDIA_TYPES
from tests.clients import browser, make_site
from tests.content.files import write
from tests.factories.content import ContentFolder

BODY = bytes(range(256)) * 4
SIZE = len(BODY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> ContentFolder:
    made = ContentFolder(tmp_path_factory.mktemp("site"))
    write(made.media, "voice.m4a", BODY)
    write(made.media, "empty.mp3", b"")
    write(made.media.parent, "outside.svg", "<svg/>")
    return made


@pytest.fixture(scope="module")
def media(folder: ContentFolder) -> TestClient:
    return browser(make_site(folder.root / "data", folder))


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-9", 0, 9),
        ("bytes=1000-1023", 1000, 1023),
        ("bytes=1000-", 1000, 1023),
        ("bytes=1000-99999", 1000, 1023),
        ("bytes=-1", 1023, 1023),
        ("bytes=-100", 924, 1023),
        ("bytes=-99999", 0, 1023),
        ("bytes=0-", 0, 1023),
        ("bytes= 5-6 ", 5, 6),
        ("bytes=0-9,5-19", 0, 19),
    ],
)
def test_range_that_can_be_given(media: TestClient, asked: str, first: int, last: int) -> None:
    answer = media.get("/media/voice.m4a", headers={"range": asked})
    assert (answer.status_code, answer.content) == (206, BODY[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last + 1 - first)
    assert answer.headers["content-type"] == "audio/mp4"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_range_past_the_end(media: TestClient, asked: str) -> None:
    answer = media.get("/media/voice.m4a", headers={"range": asked})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        "items=0-5",
        "seconds=0-5",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=abc",
        "bytes=0-5;",
        "bytes=5-2",
        "bytes=0-1,5-2",
        "bytes=0x0-0x5",
        "bytes=--5",
        "bytes=0-5,",
        "bytes=,",
        "bytes=²-³",
        "0-5",
        "",
        "bytes=0-" + "9" * 5000,
        "bytes=" + "9" * 5000 + "-",
        "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 40, 2)),
        "bytes=" + ",".join(["0-"] * 2000),
    ],
)
def test_range_that_is_ignored(media: TestClient, asked: str) -> None:
    headers = {b"range": asked.encode("latin-1")}
    answer = media.get("/media/voice.m4a", headers=headers)
    assert (answer.status_code, answer.content) == (200, BODY)


def test_range_of_two_parts(media: TestClient) -> None:
    answer = media.get("/media/voice.m4a", headers={"range": "bytes=0-1,10-11"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert answer.content.count(b"Content-Range: bytes ") == 2


def test_range_of_an_empty_file(media: TestClient) -> None:
    assert media.get("/media/empty.mp3").content == b""
    assert media.get("/media/empty.mp3", headers={"range": "bytes=0-0"}).status_code == 416


def test_range_only_if_the_file_is_still_the_same(media: TestClient) -> None:
    etag = media.get("/media/voice.m4a").headers["etag"]
    same = media.get("/media/voice.m4a", headers={"range": "bytes=0-9", "if-range": etag})
    other = media.get("/media/voice.m4a", headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [("{etag}", 304), ('"x", {etag}', 304), ("W/{etag}", 304), ("*", 304), ('"x"', 200), ("", 200)],
)
def test_file_that_the_browser_holds(media: TestClient, if_none_match: str, status: int) -> None:
    etag = media.get("/media/voice.m4a").headers["etag"]
    headers = {"if-none-match": if_none_match.format(etag=etag), "range": "bytes=0-9"}
    answer = media.get("/media/voice.m4a", headers=headers)
    assert answer.status_code == {304: 304, 200: 206}[status]
    assert answer.headers["etag"] == etag
    assert answer.headers["cache-control"] == "public, max-age=86400"


def test_file_that_was_changed_has_another_etag(tmp_path: Path) -> None:
    folder = ContentFolder(tmp_path)
    file = write(folder.media, "one.svg", "<svg/>")
    media = browser(make_site(tmp_path / "data", folder))
    before = media.get("/media/one.svg").headers["etag"]
    os.utime(file, ns=(1, 1))
    assert media.get("/media/one.svg", headers={"if-none-match": before}).status_code == 200


def test_head_of_a_file(media: TestClient) -> None:
    answer = media.head("/media/voice.m4a", headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "audio/mp4"


@pytest.mark.parametrize(("suffix", "media_type"), MEDIA_TYPES.items())
def test_file_of_each_type(media: TestClient, folder: ContentFolder, suffix: str, media_type: str) -> None:
    write(folder.media, f"kind{suffix}", "x")
    answer = media.get(f"/media/kind{suffix}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


LECTURE = "lectures/what-is-pain/{}.0123456789{}"


@pytest.mark.parametrize(
    ("name", "suffix", "media_type"),
    [
        ("240", ".mp4", "video/mp4"),
        ("audio", ".m4a", "audio/mp4"),
        ("poster", ".webp", "image/webp"),
        ("sv", ".vtt", "text/vtt; charset=utf-8"),
        ("sv", ".json", "application/json"),
        ("sv", ".txt", "text/plain; charset=utf-8"),
    ],
)
def test_file_of_a_lecture_is_kept_for_ever(
    media: TestClient, folder: ContentFolder, name: str, suffix: str, media_type: str
) -> None:
    write(folder.media, LECTURE.format(name, suffix), BODY)
    address = f"/media/{LECTURE.format(name, suffix)}"
    for answer in (
        media.get(address),
        media.head(address),
        media.get(address, headers={"range": "bytes=5-"}),
    ):
        assert answer.headers["content-type"] == media_type
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "content-encoding" not in answer.headers
    held = media.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (held.status_code, held.headers["cache-control"]) == (304, "public, max-age=31536000, immutable")


def test_published_lecture_is_sent_from_the_data_folder(media: TestClient, folder: ContentFolder) -> None:
    name = LECTURE.format("480", ".mp4")
    write(folder.root / "data/published", name, BODY)
    answer = media.get(f"/media/{name}", headers={"range": "bytes=-4"})
    assert (answer.status_code, answer.content) == (206, BODY[-4:])


@pytest.mark.parametrize("name", ["manifest.json", "peaks.0123456789.bin", "notes.txt", "sv.0123.json"])
def test_rest_of_a_lecture_is_not_sent(media: TestClient, folder: ContentFolder, name: str) -> None:
    write(folder.media, f"lectures/what-is-pain/{name}", "x")
    assert media.get(f"/media/lectures/what-is-pain/{name}").status_code == 404


def test_file_that_is_not_ours_to_give(media: TestClient, folder: ContentFolder) -> None:
    write(folder.media, "page.html", "<script>")
    write(folder.media, "noextension", "x")
    (folder.media / "folder.svg").mkdir()
    (folder.media / "out.svg").symlink_to(folder.root / "outside.svg")
    (folder.media / "gone.svg").symlink_to(folder.root / "nothing.svg")
    (folder.media / "round.svg").symlink_to(folder.media / "round.svg")
    for name in ("page.html", "noextension", "folder.svg", "out.svg", "gone.svg", "round.svg", "", "."):
        answer = media.get(f"/media/{name}")
        assert answer.status_code == 404, name
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
