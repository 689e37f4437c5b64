"""Error pages: in the reader's language and direction, as a page or as the part that was asked for."""

import io
import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from jinja2 import DictLoader
from starlette.testclient import TestClient

from app.core.locales import load_locales
from app.settings import Settings
from app.web.error_pages import error_response
from tests.clients import add_probes, browser, make_site

LOCALES = load_locales(Settings().locales_dir)
TITLES = {
    400: "We did not understand",
    401: "Signed out",
    403: "You cannot open this",
    404: "Not found",
    405: "That does not work here",
    409: "This has changed meanwhile",
    413: "Too large",
    422: "Something needs to be changed",
    429: "Please wait a little",
    500: "Something went wrong",
    503: "Busy right now",
}
MESSAGES = {
    400: "We could not understand the request. Go back and try again.",
    401: (
        "You are not signed in any more. Sign in again in a new tab, then go back here and send it once more."
    ),
    403: "You may not see or do this.",
    404: "This page does not exist.",
    405: "The page is there, but it cannot be used in this way. Go back and try again.",
    409: "Somebody has changed this meanwhile. Load the page again.",
    413: "What you sent is too large.",
    422: "Something in the form needs to be changed.",
    429: "You have tried too many times. Wait a moment and try again.",
    500: "Something went wrong here. It is not your fault. Try again in a little while.",
    503: "The service is busy right now. Wait a moment and try again.",
}
FRAGMENT = {"hx-request": "true"}
WHOLE = [
    {},
    {"hx-request": "true", "hx-boosted": "true"},
    {"hx-request": "true", "hx-history-restore-request": "true"},
]
LANGUAGES_AND_STATUSES = [(lang, status) for lang in LOCALES for status in TITLES]


def _ask(probe: TestClient, lang: str, status: int, headers: dict[str, str]) -> str:
    if status == 405:
        answer = probe.post(f"/{lang}/", headers=headers)
    else:
        answer = probe.get(f"/{lang}/probe/error/{status}", headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in answer.text
    return answer.text


@pytest.mark.parametrize(("lang", "status"), LANGUAGES_AND_STATUSES)
def test_error_page_in_each_language(probe: TestClient, lang: str, status: int) -> None:
    locale = LOCALES[lang]
    title, message = locale.gettext(TITLES[status]), locale.gettext(MESSAGES[status])
    assert title != TITLES[status]
    assert message != MESSAGES[status]
    for headers in WHOLE:
        page = _ask(probe, lang, status, headers)
        assert page.startswith(f'<!doctype html>\n<html lang="{lang}" dir="{locale.direction}">')
        assert f"<title>{title} · " in page
        assert f"<h1>{title}</h1>" in page
        assert f'<p class="lead">{message}</p>' in page
        assert f'href="/{lang}/"' in page
        assert str(status) in page


@pytest.mark.parametrize(("lang", "status"), LANGUAGES_AND_STATUSES)
def test_error_fragment_in_each_language(probe: TestClient, lang: str, status: int) -> None:
    locale = LOCALES[lang]
    part = _ask(probe, lang, status, FRAGMENT).strip()
    start = f'<div class="error" role="alert" lang="{lang}" dir="{locale.direction}">'
    assert part.startswith(start)
    assert part.endswith("</div>")
    assert f"<h1>{locale.gettext(TITLES[status])}</h1>" in part
    assert "<html" not in part
    assert "<title" not in part


def test_error_page_of_input_that_does_not_parse(probe: TestClient) -> None:
    answer = probe.get("/ar/probe/number/abc")
    assert answer.status_code == 422
    assert f"<h1>{LOCALES['ar'].gettext(TITLES[422])}</h1>" in answer.text
    assert "abc" not in answer.text.replace('data-place="/"', "")


@pytest.mark.parametrize(("status", "shown"), [(402, 400), (418, 400), (451, 400), (507, 500), (599, 500)])
def test_error_page_of_a_status_without_words_of_its_own(probe: TestClient, status: int, shown: int) -> None:
    answer = probe.get(f"/so/probe/error/{status}")
    assert answer.status_code == status
    assert f"<h1>{LOCALES['so'].gettext(TITLES[shown])}</h1>" in answer.text
    assert str(status) in answer.text


@pytest.mark.parametrize(("status", "seconds"), [(429, "60"), (503, "5")])
def test_error_page_says_when_to_try_again(probe: TestClient, status: int, seconds: str) -> None:
    assert probe.get(f"/sv/probe/error/{status}").headers["retry-after"] == seconds


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/sv-SE/",
        "/xx/lessons/pacing",
        "/nowhere",
        "/media/none.svg",
        "/static/none.css",
        "/favicon.ico",
        "/robots.txt",
        "/staffing",
    ],
)
def test_error_page_of_an_unknown_place_in_the_best_language(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "en, ti;q=0.5, ar;q=0.9"})
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl">' in answer.text
    remembered = client.get(path, headers={"accept-language": "ar", "cookie": "language=ti"})
    assert '<html lang="ti" dir="ltr">' in remembered.text


@pytest.mark.parametrize(
    ("headers", "start", "title"),
    [
        ({}, '<html lang="sv" dir="ltr" class="staff">', "Sidan finns inte"),
        ({"accept-language": "ar, en;q=0.5"}, '<html lang="en" dir="ltr" class="staff">', "Not found"),
        (
            {"accept-language": "sv", "cookie": "staff_language=en; language=ar"},
            '<html lang="en" dir="ltr" class="staff">',
            "Not found",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/staff/", "/staff/nowhere", "/staff/ar/"])
def test_error_page_among_the_staffs(
    client: TestClient, path: str, headers: dict[str, str], start: str, title: str
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 404
    assert answer.text.startswith(f"<!doctype html>\n{start}")
    assert f"<h1>{title}</h1>" in answer.text
    assert 'href="/staff"' in answer.text
    assert "<nav" not in answer.text  # nobody's menu: the page does not ask who is there
    fragment = client.get(path, headers=headers | FRAGMENT).text.strip()
    assert fragment.startswith('<div class="error" role="alert"')
    assert "<html" not in fragment


@pytest.mark.parametrize("status", [*TITLES, 402, 418, 507])
def test_error_page_among_the_staffs_for_each_status(probed_site: FastAPI, status: int) -> None:
    scope = {"type": "http", "app": probed_site, "path": "/staff/x", "headers": [(b"accept-language", b"en")]}
    answer = error_response(scope, status)
    shown = status if status in TITLES else 400 if status < 500 else 500
    page = bytes(answer.body).decode()
    assert answer.status_code == status
    assert f"<h1>{TITLES[shown]}</h1>" in page
    assert f'<p class="lead">{MESSAGES[shown]}</p>' in page
    assert f"Error number: {status}" in page


def test_error_page_with_words_of_its_own(probed_site: FastAPI) -> None:
    scope = {"type": "http", "app": probed_site, "path": "/staff/x", "headers": [(b"accept-language", b"en")]}
    page = bytes(error_response(scope, 409, message_id="One <b> must remain.").body).decode()
    assert '<p class="lead">One &lt;b&gt; must remain.</p>' in page


@pytest.mark.parametrize(
    "path",
    [
        "/ar/lessons/none",
        "/ar/lessons/pacing/blocks/zzzzz",
        "/ar/lessons/pacing?beside=xx",
        "/ar/courses/none",
        "/ar/pages/none",
        "/ar/pages/pacing",
        "/ar/lessons/",
        "/ar/lessons/pacing/",
        "/ar/trainings/pacing",
    ],
)
def test_error_page_of_an_unknown_place_in_the_language_of_its_path(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept-language": "ti", "cookie": "language=so"})
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl">' in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"accept-language": "x" * 10_000},
        {"accept-language": "ar," * 4000},
        {"accept-language": ";q=;;,=\t,*"},
        {"cookie": "language=" + "x" * 10_000},
        {"cookie": "language=ar; " + "x" * 10_000},
        {"cookie": "language=../../etc/hostname"},
        {"cookie": ";;;====\\\"'<script>"},
    ],
)
@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/sv/lessons/pacing", 200), ("/nowhere", 404)])
def test_rubbish_headers_mean_the_default_language(
    client: TestClient, path: str, status: int, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status
    assert '<html lang="sv" dir="ltr">' in answer.text


def test_bytes_that_are_no_text_are_survived(client: TestClient) -> None:
    raw = {b"accept-language": b"\xff\xfe\x00", b"cookie": b"language=\xff\xfe"}
    assert client.get("/?q=%ff%fe", headers=raw).status_code == 200
    assert client.get("/sv/lessons/pacing?beside=%ff", headers=raw).status_code == 404


@pytest.fixture
def broken(tmp_path: Path, logs: io.StringIO) -> tuple[TestClient, io.StringIO]:
    """A site whose error template itself is broken."""
    site = add_probes(make_site(tmp_path / "data"))
    site.state.renderer.environment.loader = DictLoader({"web/error.html": "{{ nothing }}"})
    return browser(site), logs


def test_error_page_that_cannot_be_made(broken: tuple[TestClient, io.StringIO]) -> None:
    client, logs = broken
    answer = client.get("/sv/probe/error/503")
    assert (answer.status_code, answer.text) == (503, "503")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["retry-after"] == "5"
    events = [json.loads(line)["event"] for line in logs.getvalue().splitlines()]
    assert "error_page_failed" in events


def test_error_page_shows_nothing_of_what_was_sent(probed_site: FastAPI) -> None:
    answer = browser(probed_site).get("/sv/<script>alert(1)</script>")
    assert answer.status_code == 404
    assert "alert(1)" not in answer.text
