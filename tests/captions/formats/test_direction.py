"""Direction marks: in front of the lines that need one, and nowhere else."""

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.formats.direction import mark_lines, unmark_lines

RLM = "\u200f"
signs = strategies.text(
    strategies.sampled_from("aع5٥-–. \u2067\u2069\u200e\u202b\u202e\n" + RLM), max_size=12
)


@pytest.mark.parametrize(
    "line", ["IRP تعني", "- نعم", "– نعم", "5 دقائق", "٥ دقائق", " 5 دقائق", "«IRP» تعني", "...Hej"]
)
def test_lines_that_players_would_turn_get_a_mark(line: str) -> None:
    assert mark_lines(line, "ar") == RLM + line
    assert unmark_lines(RLM + line) == line
    assert mark_lines(line, "ti") == line


@pytest.mark.parametrize("line", ["مرحبا", "«مرحبا»", "...", "", " ", f"{RLM}Hej", "\u2068Hej\u2069 مرحبا"])
def test_other_lines_stay_as_they_are(line: str) -> None:
    assert mark_lines(line, "ar") == line


def test_a_persons_own_mark_stays_where_we_would_put_none() -> None:
    assert unmark_lines(f"{RLM}...") == f"{RLM}..."


@hypothesis_settings(max_examples=200)
@given(signs)
def test_marks_can_be_put_in_and_taken_out_any_number_of_times(text: str) -> None:
    marked = mark_lines(text, "ar")
    assert mark_lines(marked, "ar") == marked
    assert not set(marked) & set("\u202a\u202b\u202c\u202d\u202e")
    stored = unmark_lines(marked)
    assert unmark_lines(mark_lines(stored, "ar")) == stored


def test_lines_of_nothing_but_embeddings_leave_no_empty_line() -> None:
    assert mark_lines("\u202bHej\u202c\n\u202b\u202c\nدو", "sv") == "Hej\nدو"
    assert mark_lines("\u202b\nHej", "ar") == RLM + "Hej"
