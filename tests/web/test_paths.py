"""Where a step may lead on to: a page of our own, whatever an address was made to say."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.paths import MOST_CHARACTERS, safe_path

HOST = "https://skola.example"

FOREIGN = [
    None,
    "",
    "//evil.example",
    "//evil.example/staff",
    "///evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "/staff\\..\\x",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http://skola.example/staff",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "staff",
    "./staff",
    "../staff",
    "?next=/staff",
    "#top",
    " /staff",
    "/staff x",
    "/staff ",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: staff=evil",
    "/\x00",
    "/\x7f",
    "/\xa0/evil.example",
    "/stäff",
    "/\u2028x",
    "/\u202estaff",
    "/／evil.example",
    "/staff/../..//evil.example",
    "/staff/..",
    "/" + "x" * 10_000,
    "/" + "x" * MOST_CHARACTERS,
]


@pytest.mark.parametrize("path", FOREIGN)
def test_safe_path_refuses_what_may_lead_elsewhere(path: str | None) -> None:
    assert safe_path(path, "/staff") == "/staff"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/staff",
        "/staff/participants?unit=a&cursor=b",
        "/staff/a/b#top",
        "/sv/lessons/pacing",
        "/staff?next=//evil.example",
        "/staff?next=https://evil.example",
        "/staff/a..b/...",
        "/staff/%0d%0aSet-Cookie",
        "/@evil.example",
        "/" + "x" * (MOST_CHARACTERS - 1),
    ],
)
def test_safe_path_keeps_our_own(path: str) -> None:
    assert safe_path(path, "/otherwise") == path


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/staff", True),
        ("/staff/", True),
        ("/staff?x=1", True),
        ("/staff/accounts", True),
        ("/staffing", False),
        ("/staff.html", False),
        ("/staff@evil.example", False),
        ("/staff/../sv/", False),
        ("/staff/..", False),
        ("/staff/..?x", False),
        ("/staff/%2e%2e/sv/", False),
        ("/staff/.%2E/sv/", False),
        ("/sv/", False),
        ("/STAFF", False),
        ("/", False),
    ],
)
def test_safe_path_within_a_part_of_the_site(path: str, kept: bool) -> None:
    assert safe_path(path, "/otherwise", within="/staff") == (path if kept else "/otherwise")


pieces = st.sampled_from(
    ["/", "//", "\\", "..", ".", "staff", "evil.example", ":", "@", "?", "#", "%2e", "%0d", "\t", "ä"]
)
address_like = st.text() | st.lists(pieces, max_size=8).map("".join)


@given(address_like)
@settings(max_examples=300)
def test_safe_path_never_leaves_the_site(path: str) -> None:
    given = safe_path(path, "/otherwise")
    reached = urlsplit(urljoin(f"{HOST}/staff/sign-in", given))
    assert (reached.scheme, reached.netloc) == ("https", "skola.example")
    assert given.isascii()
    assert given.isprintable()


@given(address_like)
@settings(max_examples=100)
def test_safe_path_gives_one_of_the_two(path: str) -> None:
    given = safe_path(path, "/otherwise", within="/staff")
    assert given in {path, "/otherwise"}
    assert safe_path(given, "/otherwise", within="/staff") in {given, "/otherwise"}
