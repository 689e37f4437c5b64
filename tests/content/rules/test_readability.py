"""Readability: LIX as it is defined, and sentences in four scripts."""

import pytest

from app.content.rules.readability import Readability, count_words, measure, split_sentences


def test_measure_counts() -> None:
    found = measure(["Smärtan är ett larm. Hjärnan avgör.", "Vila."])
    assert found == Readability(words=7, sentences=3, long_words=2)
    assert found.words_per_sentence == pytest.approx(7 / 3)
    assert found.lix == pytest.approx(7 / 3 + 200 / 7)


def test_measure_of_nothing() -> None:
    assert (measure([]).lix, measure([]).words_per_sentence) == (0, 0)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Vila. Gå sen.", 2),
        ("T.ex. så här, bl.a. och kl. 10.", 1),
        ("Hur är det? Bra!", 2),
        ("Han sa: vila.", 2),
        ("Kl 14:05 går vi.", 1),
        ("هل تتألم؟ نعم. استرح.", 3),
        ("ቃንዛ ሓቂ እዩ። ዕረፍ።", 2),
        ("ቃንዛ ሓቂ እዩ፡፡ ዕረፍ፡፡", 2),
        ("Rad ett\nRad två", 2),
        ("...", 0),
    ],
)
def test_split_sentences(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def test_count_words() -> None:
    assert count_words("Ring 08-123 kl. 14:05, e-posta inte.") == 6
