"""Where sentences end, and how well a gap parts."""

import pytest

from app.captions.rules.breaks import Break, ends_clause, ends_sentence, grade, grade_all
from app.captions.rules.languages import language_of

SV, AR, TI = language_of("sv"), language_of("ar"), language_of("ti")


@pytest.mark.parametrize(
    ("word", "following", "ends"),
    [
        ("ont.", "Vila", True),
        ("ont?", "ja", True),
        ("ont!”", "Vila", True),
        ("ont.)", None, True),
        ("ont,", "vila", False),
        ("ont", None, False),
        ("", None, False),
        ("kl.", "14", False),
        ("T.ex.", "vila", False),
        ("3.", "maj", False),
        ("112.", "Vänta", True),
        ("112.", None, True),
        ("men…", "jag", False),
        ("men…", "Jag", True),
        ("men...", "jag", False),
    ],
)
def test_a_sentence_ends_at_its_mark(word: str, following: str | None, ends: bool) -> None:
    assert ends_sentence(word, following, SV) is ends


@pytest.mark.parametrize(("word", "following"), [("ألم؟", "لا"), ("ألم.", "ثم"), ("ألم…", "ثم")])
def test_an_arabic_sentence_ends_without_capitals(word: str, following: str) -> None:
    assert ends_sentence(word, following, AR)


def test_a_tigrinya_sentence_ends_with_its_own_full_stop() -> None:
    assert ends_sentence("እዩ።", "ሕጂ", TI)
    assert not ends_sentence("እዩ፣", "ሕጂ", TI)


@pytest.mark.parametrize(
    ("word", "rests"),
    [
        ("ont,", True),
        ("ont:", True),
        ("ألم،", True),
        ("እዩ፣", True),
        ("–", True),
        ("smärt-", False),
        ("kl.", False),
        ("ont", False),
    ],
)
def test_punctuation_lets_a_reader_rest(word: str, rests: bool) -> None:
    assert ends_clause(word, SV) is rests


def test_gaps_of_a_text_begin_and_end_with_a_sentence() -> None:
    words = ["Ta", "paus,", "och", "vila", "i", "tio", "minuter."]
    assert grade_all(words, SV) == [
        Break.SENTENCE,
        Break.PLAIN,
        Break.CLAUSE,
        Break.FORBIDDEN,
        Break.PHRASE,
        Break.FORBIDDEN,
        Break.FORBIDDEN,
        Break.SENTENCE,
    ]


def test_no_words_have_one_gap() -> None:
    assert grade_all([], SV) == [Break.SENTENCE]


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("10", "minuter"),
        ("2,5", "mg"),
        ("10–15", "minuter"),
        ("20%", "mindre"),
        ("٥", "دقائق"),
        ("(", "nej"),
        ("ont", "–"),
        ("20", "%"),
    ],
)
def test_numbers_and_brackets_keep_what_follows(word: str, following: str) -> None:
    assert grade(word, following, SV) is Break.BOUND


def test_punctuation_frees_even_words_that_hold_on() -> None:
    assert grade("för,", "Anna", SV) is Break.CLAUSE
    assert grade("10.", "Minuter", SV) is Break.SENTENCE


def test_an_opening_bracket_starts_a_phrase() -> None:
    assert grade("ont", "(ibland)", SV) is Break.PHRASE
