"""The tables of number words and units: complete, and without a word that means two things."""

import pytest

from app.captions.rules.qc.number_words import HARD_UNITS, NUMBERS, SOFT_NUMBERS, UNITS


@pytest.mark.parametrize("language", ["sv", "ar", "so", "ti"])
def test_every_number_up_to_ten_has_a_word(language: str) -> None:
    words = dict(pair.split(":") for pair in NUMBERS[language].split())
    soft = dict(pair.split(":") for pair in SOFT_NUMBERS[language].split())
    assert {str(number) for number in range(2, 11)} <= set(words.values())
    assert not set(words) & set(soft)


def test_no_word_stands_for_two_units() -> None:
    words = [word for line in UNITS.values() for word in line.split()]
    assert len(words) == len(set(words))
    assert set(UNITS) >= HARD_UNITS
