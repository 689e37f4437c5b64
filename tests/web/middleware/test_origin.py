"""Requests that another site makes a browser send: refused by what the browser says of their origin."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.clients import ask_raw

OURS = "http://testserver"


@pytest.mark.parametrize("cookie", ["", "language=ar"])
@pytest.mark.parametrize(
    ("site", "origin", "status"),
    [
        ("same-origin", None, 200),
        ("same-origin", OURS, 200),
        ("same-origin", "null", 200),
        ("same-origin", "https://evil.example", 200),
        ("cross-site", None, 403),
        ("cross-site", OURS, 403),
        ("same-site", OURS, 403),
        ("none", None, 403),
        ("none", OURS, 403),
        ("", OURS, 403),
        ("SAME-ORIGIN", OURS, 403),
        ("nonsense", OURS, 403),
        (None, OURS, 200),
        (None, "https://testserver", 200),
        (None, "null", 403),
        (None, "", 403),
        (None, "https://evil.example", 403),
        (None, "http://testserver.evil.example", 403),
        (None, "http://evil.example/testserver", 403),
        (None, "http://testserver:8000", 403),
        (None, "testserver", 403),
    ],
)
def test_unsafe_method(
    probe: TestClient, site: str | None, origin: str | None, status: int, cookie: str
) -> None:
    said = {"sec-fetch-site": site, "origin": origin, "cookie": cookie or None}
    headers = {name: value for name, value in said.items() if value is not None}
    assert probe.post("/sv/probe/echo", content=b"x", headers=headers).status_code == status


def test_unsafe_method_that_says_nothing_and_holds_no_cookie(probe: TestClient) -> None:
    assert probe.post("/sv/probe/echo", content=b"12345").text == "5"


def test_unsafe_method_that_says_nothing_but_holds_a_cookie(probe: TestClient) -> None:
    headers = {"cookie": "language=ar"}
    assert probe.post("/sv/probe/echo", content=b"12345", headers=headers).status_code == 403


def test_unsafe_method_from_a_page_on_another_port(probe: TestClient) -> None:
    headers = {"host": "localhost:8000", "origin": "http://localhost:8000"}
    assert probe.post("/sv/probe/echo", headers=headers).status_code == 200
    headers["origin"] = "http://localhost:9000"
    assert probe.post("/sv/probe/echo", headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"])
def test_every_other_unsafe_method_is_judged_too(probe: TestClient, method: str) -> None:
    assert probe.request(method, "/sv/", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert probe.request(method, "/sv/", headers={"sec-fetch-site": "same-origin"}).status_code == 405


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("OPTIONS", 405)])
def test_safe_methods_may_come_from_anywhere(probe: TestClient, method: str, status: int) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example", "cookie": "language=ar"}
    assert probe.request(method, "/sv/", headers=headers).status_code == status


def test_refused_request_reads_no_body(probed_site: FastAPI) -> None:
    headers = [("host", "testserver"), ("sec-fetch-site", "cross-site"), ("content-length", "4")]
    answer = ask_raw(probed_site, "/sv/probe/echo", method="POST", headers=headers, pieces=[b"form"])
    assert (answer.status, answer.pieces_read) == (403, 0)
    assert b'<html lang="sv" dir="ltr">' in answer.body
