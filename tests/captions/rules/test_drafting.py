"""Sentences out of cues, and an engine's sentences back into them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.captions.models.cues import Cue
from app.captions.rules.drafting import Sentence, break_lines, fill_template, sentences_of


def _cues(*texts: str) -> list[Cue]:
    return [Cue(f"c{n}", n * 1000, n * 1000 + 900, text) for n, text in enumerate(texts, 1)]


def test_a_sentence_runs_through_its_cues_and_a_cue_may_hold_two() -> None:
    found = sentences_of(_cues("När larmet ringer,", "blir vi rädda. Det är\nbra.", "Ja!"))
    assert [sentence.text for sentence in found] == [
        "När larmet ringer, blir vi rädda.",
        "Det är bra.",
        "Ja!",
    ]
    assert [[own for own, _ in sentence.shares] for sentence in found] == [["c1", "c2"], ["c2"], ["c3"]]


def test_speech_without_full_stops_is_cut_all_the_same() -> None:
    found = sentences_of(_cues(*["och så vidare"] * 30))
    assert [len(sentence.shares) for sentence in found] == [12, 12, 6]


def test_sentences_are_cut_by_their_shares_near_a_comma() -> None:
    sentences = sentences_of(_cues("När larmet ringer,", "blir vi rädda."))
    texts = fill_template(sentences, ["when the alarm rings, we are afraid"], longest_line=37)
    assert texts == {"c1": "when the alarm rings,", "c2": "we are afraid"}


def test_two_sentences_in_one_cue_stand_in_it_together() -> None:
    sentences = sentences_of(_cues("Ett. Två."))
    assert fill_template(sentences, ["One.", "Two."], longest_line=37) == {"c1": "One. Two."}


def test_an_engine_that_loses_a_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="argument"):
        fill_template([Sentence("Ett.", (("c1", 4),))], [], longest_line=37)


def test_lines_are_even_and_the_upper_is_the_shorter() -> None:
    assert break_lines(["aaaa", "bbbb"], 9) == "aaaa bbbb"
    assert break_lines(["aa", "bb", "cc", "dd", "ee"], 10) == "aa bb\ncc dd ee"
    assert break_lines(["a" * 50], 37) == "a" * 50


WORDS = st.lists(st.sampled_from(["ja", "nej,", "kanske.", "långsamt", "ኣብ", "الألم"]), max_size=12)


@settings(max_examples=50)
@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_every_word_of_the_engine_is_kept_in_its_order(cues: list[list[str]], said: list[str]) -> None:
    sentences = sentences_of(_cues(*(" ".join(words) for words in cues)))
    texts = fill_template(sentences, [" ".join(said)] * len(sentences), longest_line=20)
    told = [word for n in range(1, len(cues) + 1) for word in texts.get(f"c{n}", "").split()]
    assert told == said * len(sentences)
