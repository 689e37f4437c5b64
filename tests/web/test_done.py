"""The word of confirmation: every step has its own, and rubbish has none."""

import pytest

from app.web.done import WORDS, Done, words_of


def test_every_step_has_words() -> None:
    assert set(WORDS) == set(Done)
    assert all(words.endswith(".") for words in WORDS.values())
    assert len(set(WORDS.values())) == len(WORDS)


@pytest.mark.parametrize("done", list(Done))
def test_words_of_a_step(done: Done) -> None:
    assert words_of(done.value) == WORDS[done]


@pytest.mark.parametrize("code", [None, "", "SAVED", "saved ", "Saved.", "<script>", "\x00", "x" * 4000, "ä"])
def test_words_of_rubbish(code: str | None) -> None:
    assert words_of(code) is None


@pytest.mark.parametrize("done", list(Done))
def test_code_fits_into_a_cookie_as_it_is(done: Done) -> None:
    assert done.value.isascii()
    assert done.value.replace("_", "").isalnum()
