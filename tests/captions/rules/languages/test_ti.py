"""What Tigrinya holds together at a line's end."""

import pytest

from app.captions.rules.breaks import Break, grade
from app.captions.rules.languages import language_of

TI = language_of("ti")


def _graded(pair: str) -> Break:
    word, following = pair.split()
    return grade(word, following, TI)


@pytest.mark.parametrize("pair", ["ናብ ገዛ", "እቲ ቃንዛ", "ኣገዳሲ እዩ", "10 ደቓይቕ", "ሰዓት 14", "ክልተ ግዜ", "ቃንዛ ኣሎ"])
def test_these_are_never_parted(pair: str) -> None:
    assert _graded(pair) >= Break.FORBIDDEN


def test_a_preposition_starts_a_phrase() -> None:
    assert grade("ቃንዛ", "ካብ", TI) is Break.PHRASE
    assert grade("ቃንዛ", "ሰብነት", TI) is Break.PLAIN
