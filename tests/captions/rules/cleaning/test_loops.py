"""Loops: a phrase three times in a row is found whole."""

import pytest

from app.captions.models.words import Word
from app.captions.rules.cleaning.loops import find_loops


def _found(text: str) -> set[str]:
    words = [Word(word, at, at + 1) for at, word in enumerate(text.split())]
    return {" ".join(word.text for word in words[first:last]) for first, last in find_loops(words)}


@pytest.mark.parametrize(
    ("text", "loop"),
    [
        ("a b c a b c a b c d", "a b c a b c a b c"),
        ("x Ja, ja! JA y", "Ja, ja! JA"),
        ("1 2 1 2 1 2 1", "1 2 1 2 1 2 1"),
        ("x " * 300, ("x " * 300).strip()),
    ],
)
def test_three_times_is_a_loop(text: str, loop: str) -> None:
    assert loop in _found(text)


@pytest.mark.parametrize("text", ["", "a", "a a", "a b c a b c a b", "a b a c a d", "- - - -"])
def test_less_is_none(text: str) -> None:
    assert _found(text) == set()


def test_a_sentence_of_forty_words_is_found_again() -> None:
    sentence = " ".join(f"w{index}" for index in range(40))
    assert _found(" ".join([sentence] * 3)) == {" ".join([sentence] * 3)}
