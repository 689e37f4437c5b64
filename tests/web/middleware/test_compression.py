"""Compression: the smallest form a browser takes, files left as they are, the same text in every form."""

import gzip

import brotli
import pytest
from fastapi import FastAPI

from app.web.assets import Assets
from tests.clients import Answer, ask_raw

NEGOTIATIONS = [
    ("gzip, deflate, br", "br"),
    ("br", "br"),
    ("BR;q=1.0", "br"),
    ("gzip", "gzip"),
    ("gzip;q=0.5", "gzip"),
    ("br;q=0, gzip", "gzip"),
    ("br;q=0, gzip;q=0", None),
    ("identity", None),
    ("identity, br;q=0", None),
    ("brotli", None),
    ("x" * 10_000, None),
    (None, None),
]


def _ask(site: FastAPI, path: str, accept_encoding: str | None, *more: tuple[str, str]) -> Answer:
    accept = [] if accept_encoding is None else [("accept-encoding", accept_encoding)]
    return ask_raw(site, path, headers=[("host", "testserver"), *accept, *more])


def _plain(answer: Answer) -> bytes:
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}.get(
        answer.headers.get("content-encoding", "")
    )
    assert answer.headers["content-length"] == str(len(answer.body))
    return bytes(unpack(answer.body)) if unpack else answer.body


@pytest.mark.parametrize(("accept_encoding", "chosen"), NEGOTIATIONS)
@pytest.mark.parametrize(
    "path", ["/", "/sv/nowhere/at/all", "/sv/lessons/pacing", "/sv/manifest.webmanifest"]
)
def test_page_in_the_form_a_browser_takes(
    site: FastAPI, path: str, accept_encoding: str | None, chosen: str | None
) -> None:
    answer = _ask(site, path, accept_encoding)
    assert answer.headers.get("content-encoding") == chosen
    assert _plain(answer) == _plain(_ask(site, path, None))


@pytest.mark.parametrize(("accept_encoding", "chosen"), NEGOTIATIONS)
def test_asset_in_the_form_a_browser_takes(
    site: FastAPI, accept_encoding: str | None, chosen: str | None
) -> None:
    sheet = Assets().named("site.css")
    answer = _ask(site, sheet.address, accept_encoding)
    assert answer.headers.get("content-encoding") == chosen
    assert _plain(answer) == sheet.body


def test_picture_is_never_encoded_again(site: FastAPI) -> None:
    answer = _ask(site, "/media/figures/even-days.svg", "br, gzip")
    assert "content-encoding" not in answer.headers
    part = _ask(site, "/media/figures/even-days.svg", "br, gzip", ("range", "bytes=0-999"))
    assert (part.status, part.body) == (206, answer.body[:1000])
    assert "content-encoding" not in part.headers


def test_short_answer_is_left_alone(site: FastAPI) -> None:
    answer = _ask(site, "/healthz", "br")
    assert (answer.body, answer.headers.get("content-encoding")) == (b"ok", None)


@pytest.mark.parametrize(
    ("path", "vary"),
    [
        ("/", {"accept-language", "cookie", "accept-encoding"}),
        ("/sv/nowhere/at/all", {"accept-language", "cookie", "hx-request", "accept-encoding"}),
        ("/sv/lessons/pacing", {"accept-encoding"}),
        ("/sv/lessons/pacing?beside=ar", {"accept-encoding"}),
        (Assets().url("site.css"), {"accept-encoding"}),
    ],
)
def test_vary_names_what_the_answer_depends_on(site: FastAPI, path: str, vary: set[str]) -> None:
    answer = _ask(site, path, "br")
    assert {name.strip().lower() for name in answer.headers["vary"].split(",")} == vary


def test_unchanged_page_has_no_body_to_compress(site: FastAPI) -> None:
    etag = _ask(site, "/sv/lessons/pacing", "br").headers["etag"]
    answer = _ask(site, "/sv/lessons/pacing", "br", ("if-none-match", etag))
    assert (answer.status, answer.body) == (304, b"")
    assert "content-encoding" not in answer.headers
