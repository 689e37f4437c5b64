"""Finding a cue's words."""

from app.captions.models.cues import Cue
from app.captions.models.words import Word
from app.captions.rules.qc.matching import match

TEXT = ["Ta", "en", "paus.", "Ta", "en", "promenad.", "Vila", "sedan", "en", "stund."]
WORDS = [Word(text, at * 500, at * 500 + 500) for at, text in enumerate(TEXT)]


def _cues(*texts: str) -> list[Cue]:
    found, at = [], 0
    for number, text in enumerate(texts, start=1):
        count = len(text.split())
        found.append(Cue(f"c{number}", at * 500, (at + count) * 500, text))
        at += count
    return found


def _shown(cues: list[Cue], words: list[Word] | None = None) -> list[str]:
    return [" ".join(word.text for word in spoken.words) for spoken in match(cues, words or WORDS)]


def test_cues_get_the_words_that_they_show() -> None:
    cues = _cues("Ta en paus.", "Ta en\npromenad.", "Vila sedan en stund.")
    assert _shown(cues) == ["Ta en paus.", "Ta en promenad.", "Vila sedan en stund."]
    assert all(spoken.exact for spoken in match(cues, WORDS))


def test_an_edited_cue_gets_what_lies_between_its_neighbours() -> None:
    cues = _cues("Ta en paus.", "Gå en promenad.", "Vila sedan en stund.")
    assert _shown(cues) == ["Ta en paus.", "Ta en promenad.", "Vila sedan en stund."]


def test_edited_neighbours_share_the_words_by_time() -> None:
    cues = _cues("Ta en paus.", "Gå nu en", "liten promenad. Vila sedan en stund.")
    assert _shown(cues)[1:] == ["Ta en promenad.", "Vila sedan en stund."]
    assert [spoken.exact for spoken in match(cues, WORDS)] == [True, True, False]


def test_a_cue_that_was_deleted_leaves_the_others_theirs() -> None:
    cues = [_cues("Ta en paus.", "Ta en promenad.", "Vila sedan en stund.")[at] for at in (0, 2)]
    assert _shown(cues) == ["Ta en paus.", "Vila sedan en stund."]


def test_the_same_words_far_away_are_not_these() -> None:
    words = [*WORDS, *(Word(text, 90_000 + at, 90_001 + at) for at, text in enumerate(["Hej", "på", "dig."]))]
    cues = [Cue("c1", 0, 1500, "Hej på dig.")]
    assert _shown(cues, words) != ["Hej på dig."]
    assert _shown([Cue("c1", 89_000, 91_500, "Hej på dig.")], words) == ["Hej på dig."]


def test_an_empty_cue_shows_no_words() -> None:
    cues = [Cue("c1", 0, 100, ""), Cue("c2", 100, 1500, "Ta en paus.")]
    assert _shown(cues) == ["", "Ta en paus."]


def test_words_may_hold_spaces_or_nothing() -> None:
    words = [Word("Ta en", 0, 500), Word("", 500, 600), Word(" paus. ", 600, 900)]
    spoken = match([Cue("c1", 0, 900, "Ta en paus.")], words)[0]
    assert [word.start for word in spoken.words] == [0, 600]
    assert not spoken.exact


def test_words_whose_times_fall_back_are_put_in_order() -> None:
    words = [Word("Ta", 0, 400), Word("en", 900_000, 900_400), Word("paus.", 800, 1200)]
    spoken = match([Cue("c1", 0, 1200, "Ta en paus.")], words)[0]
    assert [word.start for word in spoken.words] == [0, 400, 800]


def test_without_words_cues_stand_alone() -> None:
    cues = _cues("Ta en paus.")
    assert [spoken.words for spoken in match(cues, None)] == [()]
    assert match([], WORDS) == []
