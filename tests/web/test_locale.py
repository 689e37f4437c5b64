"""The reader's language: from the path, else the remembered choice, else the browser's wish."""

import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from app.core.errors import NotFoundError
from app.core.locales import load_locales, load_staff_locales
from app.settings import Settings
from app.web.locale import (
    MAX_COOKIE_CHARACTERS,
    STAFF_LANGUAGE_COOKIE,
    best_locale,
    is_staff_path,
    reader_locale,
    remembered_language,
)

LOCALES = load_locales(Settings().locales_dir)
STAFF_LOCALES = load_staff_locales(Settings().locales_dir)


def _scope(path: str, **headers: str) -> Scope:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "path": path, "headers": pairs}


@pytest.mark.parametrize("lang", ["sv", "ar", "so", "ti"])
def test_reader_locale_of_each_language(site: FastAPI, lang: str) -> None:
    assert reader_locale(Request({**_scope("/"), "app": site}), lang).tag == lang


@pytest.mark.parametrize("lang", ["en", "SV", "", "sv-SE", "..", "\x00", "x" * 10_000])
def test_reader_locale_of_an_unknown_language(site: FastAPI, lang: str) -> None:
    with pytest.raises(NotFoundError):
        reader_locale(Request({**_scope("/"), "app": site}), lang)


@pytest.mark.parametrize(
    ("scope", "tag"),
    [
        (_scope("/ar/lessons/none"), "ar"),
        (_scope("/ar"), "ar"),
        (_scope("/ar/x", cookie="language=so", accept_language="ti"), "ar"),
        (_scope("/", cookie="language=so", accept_language="ti"), "so"),
        (_scope("/nowhere", accept_language="ti-ER"), "ti"),
        (_scope("/arabic", accept_language="en"), "sv"),
        (_scope("", accept_language="so"), "so"),
        (_scope("no-slash/ar/"), "ar"),
        (_scope("/"), "sv"),
        ({"type": "http", "headers": []}, "sv"),
    ],
)
def test_best_locale(scope: Scope, tag: str) -> None:
    assert best_locale(scope, LOCALES).tag == tag


@pytest.mark.parametrize(
    ("scope", "tag"),
    [
        (_scope("/staff"), "sv"),
        (_scope("/staff/x", accept_language="en-GB"), "en"),
        (_scope("/staff/x", accept_language="ar, en;q=0.1"), "en"),
        (_scope("/staff/x", accept_language="ar"), "sv"),
        (_scope("/staff/x", cookie="staff_language=en", accept_language="sv"), "en"),
        (_scope("/staff/x", cookie="staff_language=sv", accept_language="en"), "sv"),
        (_scope("/staff/x", cookie="staff_language=ar", accept_language="en"), "en"),
        (_scope("/staff/x", cookie="language=ar"), "sv"),
        (_scope("/staff/ar/"), "sv"),
    ],
)
def test_best_locale_of_staff_pages(scope: Scope, tag: str) -> None:
    locale = best_locale(scope, LOCALES, STAFF_LOCALES)
    assert locale is STAFF_LOCALES[tag]


@pytest.mark.parametrize(
    ("scope", "tag"),
    [
        (_scope("/ar/x", cookie="staff_language=en"), "ar"),
        (_scope("/nowhere", cookie="staff_language=en", accept_language="en"), "sv"),
        (_scope("/staffing", accept_language="en"), "sv"),
        (_scope("/sv/staff", accept_language="en"), "sv"),
    ],
)
def test_best_locale_of_readers_beside_staff(scope: Scope, tag: str) -> None:
    assert best_locale(scope, LOCALES, STAFF_LOCALES) is LOCALES[tag]


@pytest.mark.parametrize(
    ("path", "is_staffs"),
    [
        ("/staff", True),
        ("/staff/", True),
        ("/staff/participants", True),
        ("/staffing", False),
        ("/STAFF", False),
        ("staff", False),
        ("/sv/staff", False),
        ("", False),
    ],
)
def test_is_staff_path(path: str, is_staffs: bool) -> None:
    assert is_staff_path(path) is is_staffs


def test_remembered_language_under_another_name() -> None:
    headers = Headers({"cookie": "language=ar; staff_language=en"})
    assert remembered_language(headers, STAFF_LANGUAGE_COOKIE) == "en"


@pytest.mark.parametrize(
    ("cookie", "remembered"),
    [
        ("language=ar", "ar"),
        ("a=b; language=ti; c=d", "ti"),
        ("language=", ""),
        ("language", None),
        ("", None),
        (";;;===", None),
        ("other=ar", None),
        ("language=ar; x=" + "y" * MAX_COOKIE_CHARACTERS, None),
    ],
)
def test_remembered_language(cookie: str, remembered: str | None) -> None:
    assert remembered_language(Headers({"cookie": cookie})) == remembered


def test_remembered_language_without_a_cookie() -> None:
    assert remembered_language(Headers({})) is None
