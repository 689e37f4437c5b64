"""What every page has in common: made once per language and place, the same bytes for everybody."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.content.routes.reading import isolated
from tests.clients import browser, make_site
from tests.content.files import source_lesson
from tests.factories.content import SVG, ContentFolder

PATH = "/sv/lessons/moving"
PATIENCE_SECONDS = 10


@pytest.fixture
def small_site(folder: ContentFolder) -> FastAPI:
    return make_site(folder.root / "data", folder)


def _rewrite(folder: ContentFolder, words: str) -> None:
    text = source_lesson(f"<!-- b:mv111 -->\n{words}\n", name="moving", order=3)
    file = folder.write("sv/lessons/moving.md", text)
    os.utime(file, ns=(1, time.monotonic_ns()))


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_page_is_the_same_for_everybody(client: TestClient) -> None:
    first = client.get("/ar/lessons/pacing", headers={"cookie": "language=so", "user-agent": "one"})
    client.cookies.clear()
    second = client.get("/ar/lessons/pacing", headers={"accept-language": "ti", "user-agent": "two"})
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["vary"] == "Accept-Encoding"


def test_page_that_the_browser_holds(client: TestClient) -> None:
    etag = client.get("/ar/lessons/pacing").headers["etag"]
    answer = client.get("/ar/lessons/pacing", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag
    assert client.get("/ar/lessons/pacing", headers={"if-none-match": 'W/"other"'}).status_code == 200


def test_page_of_each_view_and_language_is_another(client: TestClient) -> None:
    views = ("", "?beside=sv", "?beside=ti", "/print")
    etags = [client.get(f"/ar/lessons/pacing{view}").headers["etag"] for view in views]
    etags += [client.get(f"/{lang}/lessons/pacing").headers["etag"] for lang in ("sv", "so", "ti")]
    assert len(set(etags)) == 7


def test_page_is_made_once(small_site: FastAPI) -> None:
    client = browser(small_site)
    for _ in range(3):
        client.get(PATH)
        client.get(f"{PATH}?unknown=1")
    assert len(small_site.state.page_cache.pages) == 1


def test_page_that_does_not_exist_is_not_kept(small_site: FastAPI) -> None:
    client = browser(small_site)
    for number in range(20):
        client.get(f"/sv/lessons/none-{number}")
    assert len(small_site.state.page_cache.pages) == 0


def test_page_shows_a_correction_at_once(small_site: FastAPI, folder: ContentFolder) -> None:
    client = browser(small_site)
    before = client.get(PATH)
    _rewrite(folder, "Rör dig lite mer.")
    assert client.get(PATH).content == before.content
    small_site.state.content.reload()
    after = client.get(PATH, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert "Rör dig lite mer." in after.text


def test_page_shows_a_correction_without_anybody_asking(small_site: FastAPI, folder: ContentFolder) -> None:
    with TestClient(small_site) as client:
        client.get(PATH)
        time.sleep(0.2)
        _rewrite(folder, "Rör dig lite mer.")
        _wait(lambda: "Rör dig lite mer." in client.get(PATH).text)
        assert "Rör dig lite mer." in client.get(PATH).text


def test_page_notices_pictures_that_come_and_go(small_site: FastAPI, folder: ContentFolder) -> None:
    client = browser(small_site)
    picture = folder.media / "figures/steps.svg"
    assert "<img" in client.get("/sv/lessons/pacing").text
    picture.unlink()
    small_site.state.content.reload()
    assert "<img" not in client.get("/sv/lessons/pacing").text
    picture.write_text(SVG, encoding="utf-8")
    small_site.state.content.reload()
    assert "<img" in client.get("/sv/lessons/pacing").text


def test_page_whose_file_is_deleted_is_gone(small_site: FastAPI, folder: ContentFolder) -> None:
    client = browser(small_site)
    assert client.get(PATH).status_code == 200
    (folder.content / "sv/lessons/moving.md").unlink()
    small_site.state.content.reload()
    assert client.get(PATH).status_code == 404


def test_cookie_remembers_the_language_that_was_read(client: TestClient) -> None:
    answer = client.get("/ar/lessons/pacing")
    assert answer.headers["set-cookie"] == "language=ar; Max-Age=31536000; Path=/; SameSite=lax"
    assert client.get("/").headers["location"] == "/ar/"


def test_cookie_is_for_https_alone_where_there_is_https(site: FastAPI) -> None:
    secure = TestClient(site, base_url="https://testserver")
    assert secure.get("/ar/").headers["set-cookie"].endswith("; SameSite=lax; Secure")


@pytest.mark.parametrize(
    "path", ["/ar/", "/ar/terms", "/ar/saved", "/ar/lessons/pacing/print", "/ar/pages/about"]
)
def test_cookie_is_sent_only_when_it_differs(client: TestClient, path: str) -> None:
    assert "set-cookie" not in client.get(path, headers={"cookie": "language=ar"}).headers
    for cookie in ("language=so", "language=rubbish", "other=ar", "language=ar; x=" + "y" * 5000):
        assert client.get(path, headers={"cookie": cookie}).headers["set-cookie"].startswith("language=ar;")
        client.cookies.clear()


@pytest.mark.parametrize(
    "path", ["/", "/ar/nowhere/at/all", "/ar/lessons/none", "/media/none.svg", "/healthz"]
)
def test_cookie_is_not_set_by_what_is_no_page(client: TestClient, path: str) -> None:
    assert "set-cookie" not in client.get(path).headers


def test_cookie_is_set_with_an_unchanged_page_too(client: TestClient) -> None:
    etag = client.get("/ar/").headers["etag"]
    answer = client.get("/ar/", headers={"if-none-match": etag, "cookie": "language=so"})
    assert answer.status_code == 304
    assert answer.headers["set-cookie"].startswith("language=ar;")


def test_isolated_escapes_what_it_wraps() -> None:
    assert isolated("<1177>") == '<bdi dir="ltr">&lt;1177&gt;</bdi>'


def test_reading_a_folder_that_is_missing(tmp_path: Path) -> None:
    site = make_site(tmp_path / "data", ContentFolder(tmp_path / "none"))
    client = browser(site)
    assert client.get("/sv/").status_code == 200
    assert client.get("/sv/lessons/pacing").status_code == 404
