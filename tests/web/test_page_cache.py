"""Pages as bytes: made once, forgotten with their content, sent in the form a browser takes."""

import gzip

import brotli
import pytest
from cachetools import LRUCache
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from app.web.page_cache import (
    CachedPage,
    PageCache,
    accepts,
    choose_encoding,
    encode_page,
    matches_etag,
    page_response,
)

HTML = "<p>Lugn och ro ትግርኛ العربية</p>" * 50


def test_encode_page_holds_the_same_page_in_every_form() -> None:
    page = encode_page(HTML)
    assert page.body.decode() == HTML
    assert brotli.decompress(page.encodings["br"]) == page.body
    assert gzip.decompress(page.encodings["gzip"]) == page.body
    assert page.size == len(page.body) + len(page.encodings["br"]) + len(page.encodings["gzip"])


def test_encode_page_gives_equal_pages_equal_etags_and_others_other() -> None:
    assert encode_page(HTML).etag == encode_page(HTML).etag
    assert encode_page(HTML).etag != encode_page(HTML + " ").etag


def test_page_renders_once_for_each_key() -> None:
    cache, rendered = PageCache(), []

    def render() -> str:
        rendered.append(1)
        return HTML

    first = cache.page(("lesson", "ar"), 1, render)
    assert cache.page(("lesson", "ar"), 1, render) is first
    assert len(rendered) == 1
    cache.page(("lesson", "so"), 1, render)
    assert len(rendered) == 2


def test_page_forgets_everything_with_a_new_generation() -> None:
    cache = PageCache()
    cache.page("a", 1, lambda: "old")
    cache.page("b", 1, lambda: "old")
    assert cache.page("a", 2, lambda: "new").body == b"new"
    assert cache.get("b", 2) is None


def test_page_that_fails_is_not_kept() -> None:
    cache = PageCache()

    def fail() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        cache.page("a", 1, fail)
    assert cache.page("a", 1, lambda: "fine").body == b"fine"


def test_put_of_a_page_whose_content_was_replaced_meanwhile() -> None:
    cache = PageCache()
    cache.get("a", 1)
    cache.get("a", 2)
    cache.put("a", 1, encode_page("old"))
    assert cache.get("a", 2) is None


def test_put_of_a_page_larger_than_the_cache() -> None:
    cache = PageCache(LRUCache(10, getsizeof=lambda page: page.size))
    cache.get("a", 1)
    cache.put("a", 1, encode_page(HTML))
    assert cache.get("a", 1) is None


def test_put_drops_the_page_that_was_read_longest_ago() -> None:
    size = encode_page("0").size
    cache = PageCache(LRUCache(2 * size, getsizeof=lambda page: page.size))
    cache.page("0", 1, lambda: "0")
    cache.page("1", 1, lambda: "1")
    cache.get("0", 1)
    cache.page("2", 1, lambda: "2")
    assert [cache.get(key, 1) is not None for key in "012"] == [True, False, True]


@pytest.mark.parametrize(
    ("encoding", "header", "accepted"),
    [
        ("br", "gzip, deflate, br", True),
        ("br", "BR", True),
        ("br", " br ;q=1.0", True),
        ("br", "br;q=0", False),
        ("br", "br; q=0", False),
        ("br", "br;q=0.000", False),
        ("br", "br;Q=0", False),
        ("br", "br;q=0.001", True),
        ("gzip", "br;q=0, gzip", True),
        ("br", "brotli", False),
        ("br", "x-br", False),
        ("br", "", False),
        ("br", ",;,;q=", False),
        ("br", "identity", False),
    ],
)
def test_accepts(encoding: str, header: str, accepted: bool) -> None:
    assert accepts(encoding, header) is accepted


@given(st.text())
def test_accepts_never_raises(header: str) -> None:
    assert accepts("br", header) in {True, False}


@pytest.mark.parametrize(
    ("if_none_match", "matches"),
    [
        (None, False),
        ("", False),
        ('W/"abc"', True),
        ('"abc"', True),
        ('"x", W/"abc"', True),
        ("*", True),
        ('"abcd"', False),
        ("abc", False),
        (",,,", False),
        ('W/"ABC"', False),
    ],
)
def test_matches_etag(if_none_match: str | None, matches: bool) -> None:
    assert matches_etag(if_none_match, 'W/"abc"') is matches


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_choose_encoding(header: str, chosen: str | None) -> None:
    forms = {"br": b"B", "gzip": b"G"}
    expected = {"br": b"B", "gzip": b"G", None: b"plain"}[chosen]
    assert choose_encoding(b"plain", forms, Headers({"accept-encoding": header})) == (expected, chosen)


def test_choose_encoding_of_what_has_no_other_form() -> None:
    assert choose_encoding(b"plain", {}, Headers({"accept-encoding": "br, gzip"})) == (b"plain", None)


@pytest.fixture
def page() -> CachedPage:
    return encode_page(HTML)


def test_page_response_in_brotli(page: CachedPage) -> None:
    response = page_response(page, Headers({"accept-encoding": "br"}))
    assert (response.status_code, response.body) == (200, page.encodings["br"])
    assert dict(response.headers) == {
        "etag": page.etag,
        "cache-control": "private, no-cache",
        "vary": "Accept-Encoding",
        "content-encoding": "br",
        "content-length": str(len(page.encodings["br"])),
        "content-type": "text/html; charset=utf-8",
    }


def test_page_response_in_plain_with_another_cache_rule(page: CachedPage) -> None:
    response = page_response(page, Headers({}), "no-store")
    assert response.body == page.body
    assert response.headers["cache-control"] == "no-store"
    assert "content-encoding" not in response.headers


def test_page_response_of_a_page_the_browser_holds(page: CachedPage) -> None:
    response = page_response(page, Headers({"if-none-match": page.etag, "accept-encoding": "br"}))
    assert (response.status_code, response.body) == (304, b"")
    assert dict(response.headers) == {
        "etag": page.etag,
        "cache-control": "private, no-cache",
        "vary": "Accept-Encoding",
    }
