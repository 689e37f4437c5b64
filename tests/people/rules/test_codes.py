"""Digits that people type, and the codes of an authenticator app."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings, strategies

from app.people.rules.codes import digits_of, in_groups, matching_step, new_secret, setup_address

# RFC 6238, appendix B: the test secret of SHA-1; its codes have 8 digits, of which ours are the last 6.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924")]
DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("123 456", "123456"),
        ("123-456", "123456"),
        ("12.34.56", "123456"),
        ("123\u2011456", "123456"),
        ("\u200f١٢٣\u00a0٤٥٦\u200e", "123456"),
        ("۱۲٣456", "123456"),
        ("１２３４５６", "123456"),
        ("123\t456\n", "123456"),
        ("", ""),
        ("  ", ""),
        ("12345a", ""),
        ("-1.5e3", ""),
        ("½", ""),
        ("१२३४५६", ""),
        ("123\x00456", ""),
        ("\ud800", ""),
        ("1" * 101, ""),
        ("1" * 10**6, ""),
    ],
)
def test_digits_of(typed: str, digits: str) -> None:
    assert digits_of(typed) == digits


@given(
    digits=strategies.text("0123456789", min_size=1, max_size=12),
    script=strategies.sampled_from(DIGITS),
    between=strategies.sampled_from(["", " ", "-", ".", "\u2013", "\u202f", "\u200f"]),
)
@settings(max_examples=40, deadline=None)
def test_digits_are_the_same_in_every_writing(digits: str, script: str, between: str) -> None:
    written = between.join(digits.translate(str.maketrans(DIGITS[0], script)))
    assert digits_of(written) == digits


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_code_of_the_standard(seconds: int, code: str) -> None:
    assert matching_step(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


@pytest.mark.parametrize(
    ("late", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_code_holds_one_step_before_and_after(late: int, is_right: bool) -> None:
    now = datetime.fromtimestamp(1111111110, UTC) + timedelta(seconds=late)
    assert (matching_step(SECRET, "050471", now) is not None) == is_right


def test_code_counts_in_any_digits_and_nothing_else_counts() -> None:
    now = datetime.fromtimestamp(1111111111, UTC)
    assert matching_step(SECRET, "٠٥٠ ٤٧١", now) == 1111111111 // 30
    for wrong in ("", "50471", "0050471", "050471050471", "05047l", "050472"):
        assert matching_step(SECRET, wrong, now) is None


def test_secret_is_long_and_new_each_time() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(first) == 32
    assert in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_setup_address_tells_the_app_who_and_where() -> None:
    address = urlsplit(setup_address(SECRET, "sara@skola.example"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/Sm%C3%A4rtskola:sara%40skola.example"
    assert parse_qs(address.query) == {"secret": [SECRET], "issuer": ["Smärtskola"]}
