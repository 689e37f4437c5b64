"""The reader's language: from the path, else the remembered choice, else the browser's wish."""

import pytest
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from app.core.errors import NotFoundError
from app.core.locales import load_locales
from app.settings import Settings
from app.web.locale import MAX_COOKIE_CHARACTERS, best_locale, reader_locale, remembered_language

LOCALES = load_locales(Settings().locales_dir)


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
