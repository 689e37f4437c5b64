"""Requests not aimed at us: refused before any route sees them, and never answered with a file."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.clients import Pairs, ask_raw, browser, make_site


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("testserver", 200),
        ("TESTSERVER:8000", 200),
        ("localhost", 200),
        ("127.0.0.1:80", 200),
        ("[::1]", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("testserver.evil.example", 400),
        ("evil.example:testserver", 400),
        ("testserver:evil", 400),
        ("testserver:", 400),
        ("testserver/", 400),
        ("testserver@evil.example", 400),
        ("", 400),
        (":80", 400),
        ("testserver,evil.example", 400),
        ("x" * 10_000, 400),
    ],
)
def test_host(site: FastAPI, host: str, status: int) -> None:
    assert ask_raw(site, "/healthz", headers=[("host", host)]).status == status


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("host", "testserver"), ("host", "evil.example")],
        [("host", "testserver"), ("host", "testserver")],
        [("x-forwarded-host", "testserver")],
        [("host", "evil.example"), ("x-forwarded-host", "testserver")],
    ],
)
def test_host_missing_or_doubled(site: FastAPI, headers: Pairs) -> None:
    assert ask_raw(site, "/healthz", headers=headers).status == 400


def test_host_that_the_operator_allows(tmp_path: Path) -> None:
    client = browser(make_site(tmp_path / "data", allowed_hosts=("Skola.Example",)))
    assert client.get("/healthz", headers={"host": "skola.example"}).status_code == 200
    assert client.get("/healthz", headers={"host": "localhost"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "",
        "*",
        "sv/",
        "//",
        "//evil.example/sv/",
        "http://evil.example/sv/",
        "/..",
        "/../pyproject.toml",
        "/sv/../../pyproject.toml",
        "/media/../pyproject.toml",
        "/media/figures/../../pyproject.toml",
        "/static/../assets.py",
        "/media/figures\\even-days.svg",
        "/media\\..\\pyproject.toml",
        "/\x00",
        "/sv/\x00",
        "/media/figures/even-days.svg\x00",
    ],
)
def test_path_that_plays_with_the_file_system(site: FastAPI, path: str) -> None:
    answer = ask_raw(site, path)
    assert answer.status == 400
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/%2e%2e/pyproject.toml",
        "/media/%2e%2e%2fpyproject.toml",
        "/media/%2E%2E/pyproject.toml",
        "/media/%252e%252e%252fpyproject.toml",
        "/media/%25252e%25252e/pyproject.toml",
        "/media/..%2f..%2fetc%2fhostname",
        "/media/..%5c..%5cpyproject.toml",
        "/media//etc/hostname",
        "/media/%2fetc%2fhostname",
        "/media/figures/even-days.svg%00",
        "/media/figures/%00even-days.svg",
        "/media/%ff%fe.svg",
        "/media/.%2e/media/figures/even-days.svg",
        "/static/..%2fassets.py",
        "/static/site.css",
        "/sv/lessons/..%2f..%2fpages%2fabout",
        "/sv/lessons/%252e%252e",
        "/sv/lessons/pacing%00",
        "/sv%2flessons%2fpacing%2f",
        "/sv/lessons/pacing.md",
        "/sv/lessons/" + "x" * 10_000,
        "/sv/" + "a/" * 2000,
        "/sv//",
        "/sv/lessons//pacing",
    ],
)
def test_path_encoded_in_every_way_never_gives_a_file(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {400, 404}
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_path_with_dots_inside_a_name_is_no_attack(site: FastAPI) -> None:
    assert ask_raw(site, "/sv/..pages").status == 404
    assert ask_raw(site, "/sv/pages..").status == 404
