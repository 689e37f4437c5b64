"""Credits: every listed phrase is found as it would be written, and only as whole words."""

import pytest

from app.captions.rules.cleaning.credits import SURE, UNSURE, is_credit


@pytest.mark.parametrize("phrase", SURE)
def test_sure_phrases_are_doubtful_everywhere(phrase: str) -> None:
    assert is_credit(f"Och: {phrase.upper()}!", 1.0)


@pytest.mark.parametrize("phrase", UNSURE)
def test_unsure_phrases_are_doubtful_where_nobody_speaks(phrase: str) -> None:
    assert is_credit(phrase, 0.74)


@pytest.mark.parametrize(
    "text", ["Tack för i dag.", "Textningen hjälper", "مرحبا بكم", "Prenumerera", "Hej då", "", "Undertexter"]
)
def test_talk_is_no_credit(text: str) -> None:
    assert not is_credit(text, 1.0)


def test_a_long_passage_is_talk() -> None:
    assert is_credit("undertexter av " + "ord " * 12, 0)
    assert not is_credit("undertexter av " + "ord " * 13, 0)
