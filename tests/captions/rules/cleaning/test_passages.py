"""Passages: sentences and what stands between pauses, with every word in exactly one."""

import pytest

from app.captions.models.words import Segment, Transcript, Word
from app.captions.rules.cleaning.passages import fold, passages_of


def _segment(*words: tuple[str, int, int]) -> Segment:
    return Segment(0, 0, tuple(Word(*word) for word in words))


def test_sentence_ends_pauses_and_segments_end_a_passage() -> None:
    first = _segment(("Hej.", 0, 5), ("Hur", 5, 10), ("mår", 1009, 1010), ("du", 2010, 2020))
    transcript = Transcript(
        "sv", 9000, (first, _segment(), _segment(("idag?”", 2020, 2030), ("Bra", 2030, 2040)))
    )
    passages = passages_of(transcript)
    assert [passage.text for passage in passages] == ["Hej.", "Hur mår", "du", "idag?”", "Bra"]
    assert [(passage.first, passage.last) for passage in passages] == [(0, 1), (1, 3), (3, 4), (4, 5), (5, 6)]
    assert passages[1].segment is first


def test_a_passage_spans_all_its_words_in_any_order() -> None:
    (passage,) = passages_of(Transcript("sv", 9, (_segment(("b", 7, 8), ("a", 1, 9)),)))
    assert (passage.start, passage.end) == (1, 9)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Å,  ÄÖ!", "å äö"),
        ("شُكـــرًا؟", "شكرا"),
        ("a\u030a", "å"),
        ("ሰላም።", "ሰላም"),
        ("--", ""),
        ("a.nu_x", "a nu x"),
    ],
)
def test_folding_keeps_letters_and_drops_the_rest(text: str, folded: str) -> None:
    assert fold(text) == folded
