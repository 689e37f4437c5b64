"""The lists of all languages together."""

import pytest

from app.captions.rules.languages import LANGUAGES, fold, language_of


@pytest.mark.parametrize("code", LANGUAGES)
def test_lists_are_folded_so_that_words_are_found(code: str) -> None:
    language = language_of(code)
    for words in (
        language.holds_next,
        language.holds_previous,
        language.leans_back,
        language.opens,
        language.describes,
        language.before_numbers,
        language.abbreviations,
    ):
        assert {word for word in words if fold(word) != word or not word} == set()
    assert len(language.holds_next) > 50


def test_a_language_without_lists_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        language_of("en")


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Och,", "och"),
        ("”Men", "men"),
        ("أنَّ", "ان"),
        ("إلى", "الى"),
        ("(kl.", "kl"),
        ("\u200fفي", "في"),
        ("…", ""),
    ],
)
def test_folding_takes_away_what_lists_do_not_spell(word: str, folded: str) -> None:
    assert fold(word) == folded
