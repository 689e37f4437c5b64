"""Odd words: the limits of Whisper's score, and what we demand beside it."""

import pytest

from app.captions.models.words import Segment, Transcript, Word
from app.captions.rules.cleaning.anomalies import is_odd
from app.captions.rules.cleaning.passages import passages_of


def _is_odd(*words: Word, room: int = 100_000, language: str = "sv", duration: int = 100_000) -> bool:
    (passage,) = passages_of(Transcript(language, duration, (Segment(0, 0, words),)))
    return is_odd(passage, room=room, language=language, duration=duration)


def _words(count: int, length: int, probability: float | None = 0.9) -> tuple[Word, ...]:
    return tuple(Word("orden", at * 300, at * 300 + length, probability) for at in range(count))


@pytest.mark.parametrize(
    ("words", "odd"),
    [
        (_words(4, 300), False),
        (_words(4, 0), False),
        (_words(4, 300, None), False),
        (_words(4, 300, 0.14), True),
        ((*_words(2, 300, 0.14), *_words(2, 300)), False),
        ((*_words(3, 300, 0.14), *_words(5, 300)), True),
        ((*_words(8, 300), *_words(3, 300, 0.01)), False),
        ((Word("ja", 0, 3000, 0.9),), True),
        ((Word("ja", 0, 2900, 0.9),), False),
    ],
)
def test_the_score_decides(words: tuple[Word, ...], odd: bool) -> None:
    assert _is_odd(*words) is odd


def test_squeezed_words_need_a_second_sign() -> None:
    text_length = len("orden orden orden orden")
    assert not _is_odd(*_words(4, 0), room=text_length * 1000 // 30 + 1)
    assert _is_odd(*_words(4, 0), room=text_length * 1000 // 30 - 1)
    assert not _is_odd(Word("du", 0, 0, 0.25), *_words(4, 0))
    assert _is_odd(Word("du", 0, 0, 0.24), *_words(4, 0))


def test_words_far_beyond_the_end_are_odd() -> None:
    assert not _is_odd(Word("ja", 0, 1250, 0.9), duration=1000)
    assert _is_odd(Word("ja", 0, 1251, 0.9), duration=1000)


def test_a_text_without_any_room_is_judged_too() -> None:
    assert _is_odd(*_words(4, 0), room=0)
