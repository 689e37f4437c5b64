"""Words laid out for planning."""

from app.captions.models.cues import ProfileName
from app.captions.models.words import Word
from app.captions.rules.breaks import Break
from app.captions.rules.languages import language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.segmenting.material import Material, lay_out


def _lay_out(words: list[Word], duration: int | None = None) -> Material:
    limits = limits_of(ProfileName.LUGN, "sv")
    return lay_out(words, language=language_of("sv"), limits=limits, duration=duration)


def test_width_counts_words_and_the_spaces_between_them() -> None:
    material = _lay_out([Word("Ta", 0, 100), Word("paus.", 100, 200), Word("Vila.", 300, 400)])
    assert [material.width(0, 1), material.width(0, 2), material.width(1, 3)] == [2, 8, 11]


def test_sentences_are_counted_at_each_gap() -> None:
    material = _lay_out([Word("Ja.", 0, 100), Word("Ta", 100, 200), Word("paus.", 300, 400)])
    assert material.sentences == [0, 1, 1, 2]
    assert material.gaps == [Break.SENTENCE, Break.SENTENCE, Break.PLAIN, Break.SENTENCE]


def test_words_without_text_are_left_out_and_white_space_is_one_space() -> None:
    material = _lay_out([Word(" ", 0, 100), Word(" tio\n minuter ", 100, 200), Word("", 300, 400)])
    assert material.texts == ["tio minuter"]
    assert material.starts == [100]


def test_a_length_of_nothing_is_no_length() -> None:
    assert _lay_out([Word("Ja.", 0, 100)], duration=0).duration is None
    assert _lay_out([Word("Ja.", 0, 100)], duration=90).ends == [90]
