"""Error rates: what counts as the same word, by hand."""

import pytest

from app.captions.rules.evaluation import EmptyReferenceError, evaluate, normalise


@pytest.mark.parametrize(
    ("language", "text", "bare"),
    [
        ("sv", "Hej,  på ER! Å Ä Ö", "hej på er å ä ö"),
        ("sv", "a\u030a", "å"),
        ("sv", "tio e-post-brev, TVÅ", "10 e post brev 2"),
        ("sv", "kl. 14.30, 3,5 och 10 000.", "kl 14.30 3.5 och 10000"),
        ("sv", "1–2 gånger", "1 2 gånger"),
        ("ar", "مَرْحَبًا بِكُمـــ", "مرحبا بكم"),
        ("ar", "أَنا إلى آخر ٱلا", "انا الى اخر الا"),
        ("ar", "مدرسة على", "مدرسة على"),
        ("ar", "١٢ دقيقة؟", "12 دقيقة"),
        ("ti", "ሰላም። ከመይ፧", "ሰላም ከመይ"),
        ("so", "Waa ku-meel; \u200fhaa", "waa ku meel haa"),
        ("sv", "... - _", ""),
    ],
)
def test_only_the_words_count(language: str, text: str, bare: str) -> None:
    assert normalise(text, language) == bare
    assert normalise(bare, language) == bare


def test_rates_are_parts_of_the_reference() -> None:
    rates = evaluate("ett två tre fyra", "ett TRE fem. sex sju", language="sv")
    assert (rates.words, rates.substitutions + rates.deletions + rates.insertions) == (4, 4)
    assert rates.word_errors == 1
    assert rates.folded_word_errors is None


def test_the_same_words_are_no_error() -> None:
    rates = evaluate("Gå i tio minuter.", "gå i 10 minuter", language="sv")
    assert (rates.word_errors, rates.character_errors) == (0, 0)
    assert evaluate("مَرحبًا", "مرحبا", language="ar").word_errors == 0


def test_swedish_rings_and_dots_count() -> None:
    assert evaluate("får", "far", language="sv").word_errors == 1


def test_characters_are_counted_apart() -> None:
    assert evaluate("abcd", "abcx", language="sv").character_errors == 0.25


def test_letters_of_one_sound_are_folded_apart() -> None:
    rates = evaluate("ሠላም ጸሓይ ዓለም", "ሰላም ፀሓይ ኣለም", language="ti")
    assert rates.word_errors == 1
    assert rates.folded_word_errors == pytest.approx(1 / 3)


def test_nothing_heard_is_all_missed() -> None:
    rates = evaluate("ett två", "", language="sv")
    assert (rates.word_errors, rates.deletions) == (1, 2)


@pytest.mark.parametrize("reference", ["", " ", "..."])
def test_an_empty_reference_is_refused(reference: str) -> None:
    with pytest.raises(EmptyReferenceError):
        evaluate(reference, "hej", language="sv")
