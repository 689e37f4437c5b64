"""The transcript: every word once, in paragraphs."""

from app.captions.formats.transcript import write_transcript
from app.captions.models.cues import Cue
from app.captions.models.words import Word


def test_a_pause_begins_a_paragraph() -> None:
    words = (
        Word("Hej.", 0, 500),
        Word("Nu", 2499, 2600),
        Word("börjar", 4600, 5000),
        Word("vi.", 5000, 5200),
    )
    assert write_transcript(words) == "Hej. Nu\n\nbörjar vi.\n"


def test_times_are_those_of_the_first_words() -> None:
    cues = (Cue("c1", 1999, 3000, "Hej\ndu"), Cue("c2", 3_723_000, 3_724_000, "Slut"))
    assert write_transcript(cues, has_times=True) == "[0:00:01] Hej du\n\n[1:02:03] Slut\n"


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    words = [Word("ord", at, at + 1) for at in range(130)] + [Word("slut.", 130, 131), Word("Nytt", 131, 132)]
    first, second = write_transcript(words).split("\n\n")
    assert first.endswith("ord slut.")
    assert second == "Nytt\n"


def test_nothing_heard_is_an_empty_text() -> None:
    assert write_transcript(()) == ""
    assert write_transcript((Cue("c1", 0, 1, " "),)) == ""
