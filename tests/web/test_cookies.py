"""Cookies: as strict as the site's own address allows, read back under the same name."""

from http.cookies import SimpleCookie

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from app.settings import Settings
from app.web.cookies import (
    CARD_COOKIE,
    DONE_COOKIE,
    STAFF_COOKIE,
    STEP_COOKIE,
    drop_cookie,
    read_cookie,
    set_cookie,
)

PLAIN = [None, "http://localhost:8000"]
HTTPS = "https://skola.example"
NAMES = [STAFF_COOKIE, CARD_COOKIE, STEP_COOKIE, DONE_COOKIE]


def _request(public_url: str | None, cookie: str | None = None) -> Request:
    app = FastAPI()
    app.state.settings = Settings(public_url=public_url)
    headers = [] if cookie is None else [(b"cookie", cookie.encode("latin-1"))]
    return Request({"type": "http", "app": app, "path": "/", "headers": headers})


def _sent(response: Response) -> str:
    (header,) = response.headers.getlist("set-cookie")
    return header


def test_names_are_all_different() -> None:
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_set_cookie_over_https(name: str) -> None:
    response = Response()
    set_cookie(response, _request(HTTPS), name, "value")
    first, *attributes = _sent(response).split("; ")
    assert first == f"__Host-{name}=value"
    # A browser keeps a __Host- cookie only with Secure and Path=/, and without Domain.
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]


@pytest.mark.parametrize("public_url", PLAIN)
def test_set_cookie_in_development(public_url: str | None) -> None:
    response = Response()
    set_cookie(response, _request(public_url), STAFF_COOKIE, "value")
    first, *attributes = _sent(response).split("; ")
    assert first == "staff=value"
    assert sorted(attributes) == ["HttpOnly", "Path=/", "SameSite=lax"]


def test_set_cookie_for_some_time() -> None:
    response = Response()
    set_cookie(response, _request(HTTPS), STEP_COOKIE, "value", seconds=600)
    assert "; Max-Age=600" in _sent(response)


@pytest.mark.parametrize(("public_url", "name"), [(None, "card"), (HTTPS, "__Host-card")])
def test_drop_cookie_takes_back_the_very_same_one(public_url: str | None, name: str) -> None:
    given, dropped = Response(), Response()
    set_cookie(given, _request(public_url), CARD_COOKIE, "value")
    drop_cookie(dropped, _request(public_url), CARD_COOKIE)
    one, other = SimpleCookie(_sent(given))[name], SimpleCookie(_sent(dropped))[name]
    assert (other.value, other["max-age"]) == ("", "0")
    for attribute in ("path", "domain", "secure", "httponly", "samesite"):
        assert other[attribute] == one[attribute], attribute


@pytest.mark.parametrize(
    ("public_url", "cookie", "value"),
    [
        (None, "staff=token", "token"),
        (None, "a=b; staff=token; c=d", "token"),
        (None, "staff=", ""),
        (None, None, None),
        (None, "", None),
        (None, "staff2=token", None),
        (None, "__Host-staff=token", None),
        (None, ';;;==="\\<script>', None),
        (None, "staff=token; x=" + "y" * 4096, None),
        (HTTPS, "__Host-staff=token", "token"),
        # Another page of the same host can set a cookie without the prefix: it opens nothing.
        (HTTPS, "staff=token", None),
        (HTTPS, "staff=evil; __Host-staff=token", "token"),
        (HTTPS, "__host-staff=token", None),
    ],
)
def test_read_cookie(public_url: str | None, cookie: str | None, value: str | None) -> None:
    assert read_cookie(_request(public_url, cookie), STAFF_COOKIE) == value


def test_read_cookie_of_bytes_that_are_no_text() -> None:
    assert read_cookie(_request(None, "staff=\xff\xfe"), STAFF_COOKIE) == "\xff\xfe"
