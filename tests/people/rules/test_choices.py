"""What can be answered, in which words: a no comes first and changes nothing."""

import pytest

from app.core.locales import LANGUAGES
from app.people.models.participants import GivenHow, Purpose
from app.people.rules import choices as rules


def test_every_purpose_has_words_and_its_first_sentence_says_what_a_no_means() -> None:
    assert set(rules.WORDINGS) == set(Purpose) == set(rules.NAMES)
    for wording in rules.WORDINGS.values():
        assert wording.sentences[0].startswith("If you say no, nothing changes.")
        assert wording.version


def test_no_wording_tells_a_passer_by_about_an_illness() -> None:
    for wording in rules.WORDINGS.values():
        assert "pain" not in " ".join(wording.sentences).lower()


def test_every_way_of_giving_has_a_label() -> None:
    assert set(rules.WAYS) == set(GivenHow)
    assert set(rules.ANSWERS) == {"yes", "no"}


def test_languages_are_those_of_the_wording_and_the_spoken_one_once() -> None:
    assert rules.languages_for("uk") == (*LANGUAGES, "uk")
    assert rules.languages_for("ti") == LANGUAGES


@pytest.mark.parametrize("how", list(GivenHow))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_of_the_wording_fits_every_way(language: str, how: GivenHow) -> None:
    assert rules.faults_of_answer(language, how) == {}


def test_another_language_needs_an_interpreter_and_must_be_one() -> None:
    assert rules.faults_of_answer("uk", GivenHow.WITH_INTERPRETER) == {}
    for how in (GivenHow.PAPER, GivenHow.DIGITAL):
        assert set(rules.faults_of_answer("uk", how)) == {"language"}
    for language in ("xx", "", "\0"):
        assert set(rules.faults_of_answer(language, GivenHow.WITH_INTERPRETER)) == {"language"}
