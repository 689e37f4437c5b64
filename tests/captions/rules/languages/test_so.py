"""What Somali holds together at a line's end."""

import pytest

from app.captions.rules.breaks import Break, grade
from app.captions.rules.languages import language_of

SO = language_of("so")


def _graded(pair: str) -> Break:
    word, following = pair.split()
    return grade(word, following, SO)


@pytest.mark.parametrize(
    "pair",
    [
        "waa muhiim",
        "iyo hurdo",
        "ka dib",
        "ma aha",
        "haddii aad",
        "10 daqiiqo",
        "saacadda 14",
        "maalin kasta",
    ],
)
def test_these_are_never_parted(pair: str) -> None:
    assert _graded(pair) >= Break.FORBIDDEN


def test_a_conjunction_starts_a_phrase() -> None:
    assert grade("xanuunka", "iyo", SO) is Break.PHRASE
    assert grade("jidhku", "wuxuu", SO) is Break.PLAIN
