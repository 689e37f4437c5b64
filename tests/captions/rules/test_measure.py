"""Counting what a reader sees."""

import pytest
from hypothesis import given, settings, strategies

from app.captions.models.cues import Cue
from app.captions.rules.measure import count_characters, reading_speed


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("", 0),
        ("Ont i ryggen.", 13),
        ("övning", 6),
        ("o\u0308vning", 6),
        ("två\nrader", 8),
        ("två\r\nrader", 8),
        ("<i>lugn</i>", 4),
        ("<v Anna>lugn", 4),
        ("<00:00:01.000>lugn", 4),
        ("3 < 5 > 2", 9),
        ("\u200f12 mg\u200e", 5),
        ("\u2068Anna\u2069", 4),
        ("الألم", 5),
        ("كَتَبَ", 3),
        ("مُدَرِّس", 4),
        ("ዓሰርተ", 4),
        ("👨‍👩‍👧", 1),
        ("🇸🇪", 1),
    ],
)
def test_characters_are_what_the_eye_counts(text: str, characters: int) -> None:
    assert count_characters(text) == characters


@settings(max_examples=60)
@given(strategies.text("abcåäö الم مَ\u200fx", max_size=30), strategies.text("abcåäö الم x", max_size=30))
def test_a_space_between_two_texts_counts_one(first: str, second: str) -> None:
    assert count_characters(f"{first} {second}") == count_characters(first) + 1 + count_characters(second)


@pytest.mark.parametrize(
    ("text", "milliseconds", "speed"),
    [("x" * 14, 1000, 14.0), ("x" * 21, 1500, 14.0), ("", 1000, 0.0), ("x", 0, float("inf")), ("", 0, 0.0)],
)
def test_reading_speed_is_characters_by_seconds(text: str, milliseconds: int, speed: float) -> None:
    assert reading_speed(Cue("c1", 500, 500 + milliseconds, text)) == speed
