"""Numbers and units: the same value, however a language writes it."""

from collections import Counter

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.rules.qc.quantities import quantities_of


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("112 och 1177", ["112", "1177"]),
        ("١١٢ و ۱۱۷۷", ["112", "1177"]),
        ("፲፪ ን ፻፳፫ ን ፲፼", ["12", "123", "100000"]),
        ("14.30 14:30 08.00", ["14.30", "14.30", "8.00"]),
        ("3,5 3.5 ٣٫٥", ["3.5", "3.5", "3.5"]),
        ("10 000 10\u00a0000 10.000 ١٠٬٠٠٠", ["10000"] * 4),
        ("0,125", ["0.125"]),
        ("1-2 1–2", ["1", "1", "2", "2"]),
        ("2 10", ["2", "10"]),
        ("B12", ["12"]),
        ("9" * 5000, ["9" * 5000]),
        ("½ m² ①", []),
    ],
)
def test_digits_are_read_in_any_script(text: str, values: list[str]) -> None:
    assert quantities_of(text, "sv").digits == Counter(values)


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("sv", "två eller tolv, en gång", ["2", "12"]),
        ("ar", "وثلاثة أيام أو عشر دقائق", ["3", "10"]),
        ("ar", "ثلاثة عشر يوما، اثنا عشر", ["13", "12"]),
        ("ar", "أحد عشر", ["11"]),
        ("ar", "ثلاثة", ["3"]),
        ("so", "saddex jeer, laba iyo toban", ["3", "12"]),
        ("so", "saddex iyo afar", ["3", "4"]),
        ("ti", "ሰለስተ ግዜ፣ ዓሰርተ ክልተ፣ ዓሰርተ ሓደ", ["3", "12", "11"]),
        ("ti", "ንሓሙሽተ ደቒቕ", ["5"]),
        ("xx", "två", []),
    ],
)
def test_number_words_are_read(language: str, text: str, values: list[str]) -> None:
    assert quantities_of(text, language).words == Counter(values)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "10 mg"),
        ("sv", "10mg"),
        ("sv", "10 milligram"),
        ("ar", "10 ملغ"),
        ("ar", "١٠ مليغرام"),
        ("so", "10 miligaraam"),
        ("so", "milligaraam 10"),
        ("ti", "10 ሚሊግራም"),
    ],
)
def test_a_dose_is_one_whatever_the_language(language: str, text: str) -> None:
    assert quantities_of(text, language).units == Counter({("10", "mg"): 1})


@pytest.mark.parametrize(
    ("text", "unit"), [("20 %", "%"), ("%20", "%"), ("5 dagar", "day"), ("5 stolar", None)]
)
def test_the_word_beside_a_number_may_be_a_unit(text: str, unit: str | None) -> None:
    (value,) = quantities_of(text, "sv").digits
    assert quantities_of(text, "sv").units == Counter({(value, unit): 1} if unit else {})


@hypothesis_settings(max_examples=150, deadline=None)
@given(strategies.text(max_size=30) | strategies.text("0123456789.,: ٠٩፩፻፼%mg\u0301عشرة", max_size=12))
def test_any_text_can_be_read(text: str) -> None:
    for language in ("sv", "ar", "so", "ti"):
        found = quantities_of(text, language)
        assert all(count > 0 for count in (found.digits + found.words).values())
