"""Passwords: which may be chosen, and how they are kept and compared."""

import threading
import time
import unicodedata

import pytest
import zxcvbn
from zxcvbn.matching import RANKED_DICTIONARIES

from app.core.errors import UnavailableError
from app.people.rules import passwords
from app.people.rules.passwords import (
    LONGEST,
    TOO_LONG,
    TOO_PERSONAL,
    TOO_PLAIN,
    TOO_SHORT,
    fake_hash,
    fault_of_password,
    hash_password,
    matches,
)

GOOD = "fyra gröna kastruller"


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        (GOOD, None),
        ("x" * 11, TOO_SHORT),
        ("", TOO_SHORT),
        ("a\u0308" * 6, TOO_SHORT),
        ("fyra gröna kastruller och " * 7 + "ett lock", None),
        ("ab" * 100, TOO_PLAIN),
        ("ab" * 100 + "c", TOO_LONG),
        ("ﷺ" * 12, TOO_LONG),
        ("aaaaaaaaaaaa", TOO_PLAIN),
        ("            ", TOO_PLAIN),
        ("abcdefghijkl", TOO_PLAIN),
        ("zyxwvutsrqpo", TOO_PLAIN),
        ("123456789012", TOO_PLAIN),
        ("210987654321", TOO_PLAIN),
        ("٣٤٥٦٧٨٩٠١٢٣٤", TOO_PLAIN),
        ("AaAaAaAaAaAa", TOO_PLAIN),
        ("password1234", TOO_PLAIN),
        ("passwordpassword", TOO_PLAIN),
        ("qwertyuiop12", TOO_PLAIN),
        ("Sommar2026!!", TOO_PLAIN),
        ("!!Vinter2026", TOO_PLAIN),
        ("lösenord1234", TOO_PLAIN),
        ("Losenord1234", TOO_PLAIN),
        ("Va\u0308lkommen2026", TOO_PLAIN),
        ("123123123123", TOO_PLAIN),
        ("aaaaaaaaaaab", TOO_PLAIN),
        ("bobobobobobo", TOO_PLAIN),
        ("............", TOO_PLAIN),
        ("\ud800" * 12, TOO_PLAIN),
        ("en lång mening att minnas", None),
        ("korrekt häst batteri klammer", None),
        ("sara.lindgren är bäst", TOO_PERSONAL),
        ("SARA.LINDGREN 2026!", TOO_PERSONAL),
        ("min Sarah sover", TOO_PERSONAL),
        ("jag heter Lindgren", TOO_PERSONAL),
        ("Smärtskolan 2026", TOO_PERSONAL),
        ("smartskola norr", TOO_PERSONAL),
        ("Sma\u0308rtskola norr", TOO_PERSONAL),
        ("en bo på gården", None),
    ],
)
def test_fault_of_password(password: str, fault: str | None) -> None:
    found = fault_of_password(password, email="sara.lindgren@skola.example", name="Sarah Bo Lindgren")
    assert found == fault


@pytest.mark.parametrize(
    "password", ["x" * LONGEST, "ab" * 100, "4@$5w0rd" * 25, "aA1!" * 50, "12345678" * 25]
)
def test_the_longest_are_rated_quickly(password: str) -> None:
    fault_of_password(GOOD, email="", name="")
    began = time.monotonic()
    fault_of_password(password, email="a@b.example", name="A B")
    assert time.monotonic() - began < 5


def test_rating_keeps_nothing_of_anybody() -> None:
    fault_of_password(GOOD, email="sara@skola.example", name="Sara Lind")
    assert "user_inputs" not in RANKED_DICTIONARIES


def test_one_is_rated_at_a_time_with_the_words_of_its_own_person(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def rate(text: str, user_inputs: list[str]) -> dict[str, int]:
        assert passwords._RATING.locked()
        seen.append((text, user_inputs[:3]))
        return {"score": 3}

    monkeypatch.setattr(zxcvbn, "zxcvbn", rate)
    assert fault_of_password(f"{GOOD}!", email="ada@b.example", name="Eva Ek") is None
    assert sorted(seen) == [(text, ["ada", "eva", "ek"]) for text in (GOOD, f"{GOOD}!")]
    assert not passwords._RATING.locked()


def test_hash_opens_with_the_same_letters_only() -> None:
    kept = hash_password(unicodedata.normalize("NFC", GOOD))
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert matches(unicodedata.normalize("NFD", GOOD), kept)
    assert not matches(GOOD + " ", kept)
    assert not matches("", kept)


def test_without_a_hash_nothing_matches_but_as_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def agree(_typed: bytes, kept: str) -> bool:
        compared.append(kept)
        return True

    monkeypatch.setattr(passwords._hasher(), "verify", agree)
    assert not matches(GOOD, None)
    assert compared == [fake_hash()]


def test_fake_hash_costs_what_a_real_one_does() -> None:
    assert fake_hash().split("$")[:4] == hash_password(GOOD).split("$")[:4]


def test_what_is_too_long_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    known = fake_hash()

    def fail(_typed: bytes, _kept: str) -> bool:
        raise AssertionError("compared")

    monkeypatch.setattr(passwords._hasher(), "verify", fail)
    assert not matches("x" * 10**6, known)


def test_lone_surrogates_are_letters_like_others() -> None:
    assert not matches("\ud800" * 12, fake_hash())


def test_only_four_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    known = fake_hash()
    monkeypatch.setattr(passwords, "_AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "_PATIENCE_SECONDS", 0)
    with passwords._turn(), pytest.raises(UnavailableError):
        matches(GOOD, known)
