"""What is tried to mend a cue."""

from dataclasses import replace

from app.captions.models.cues import Cue, ProfileName
from app.captions.models.words import Word
from app.captions.rules.qc.matching import Spoken, match
from app.captions.rules.qc.remedies import Remedy, remedies
from app.captions.rules.qc.rules import rules_for
from app.captions.rules.segmenting import segment

RULES = rules_for(ProfileName.LUGN, "sv", 60_000)
TEXT = "Kroppen behöver vila varje dag, och därför tar vi nu en paus tillsammans. Sedan går vi hem igen."


def _spoken(text: str, start: int, pace: int = 80) -> list[Word]:
    found = []
    for token in text.split():
        took = pace * (len(token) + 1)
        found.append(Word(token, start, start + took))
        start += took
    return found


def _tried(cues: list[Cue], words: list[Word], index: int, broken: str) -> list[Remedy]:
    return list(remedies(match(cues, words), index, set(broken), RULES))


def test_lines_are_tried_before_times_and_new_cues() -> None:
    words = _spoken("Jag tar en paus på tio minuter när jag har arbetat länge nu.", 0)
    cues = [Cue("c1", 0, words[-1].end, "Jag tar en paus på tio\nminuter när jag har arbetat länge nu.")]
    first = _tried(cues, words, 0, "LT")[0]
    assert first.cues[0].cue.text != cues[0].text
    assert first.cues[0].cue.text.split() == cues[0].text.split()
    assert (first.cues[0].cue.start, first.cues[0].cue.end) == (0, words[-1].end)


def test_only_what_the_broken_rules_ask_for_is_tried() -> None:
    words = _spoken("Ta en paus nu.", 0)
    cues = [Cue("c1", 0, 1500, "Ta en paus nu.")]
    kinds = {broken: len(_tried(cues, words, 0, broken)) for broken in ("B", "T", "L")}
    assert kinds["B"] == 2
    assert kinds["T"] > 10
    assert kinds["L"] == 2


def test_parting_anew_keeps_ids_sources_and_every_word() -> None:
    words = _spoken(TEXT, 0)
    cues = [Cue("c4", 0, words[-1].end, TEXT, ("c1", "c2"))]
    whole = _tried(cues, words, 0, "B")[-1]
    assert " ".join(spoken.cue.text for spoken in whole.cues).split() == TEXT.split()
    assert len(whole.cues) > 1
    assert {spoken.cue.sources for spoken in whole.cues} == {("c1", "c2")}
    assert [word for spoken in whole.cues for word in spoken.words] == words


def test_words_of_an_edited_cue_follow_by_time() -> None:
    words = _spoken(TEXT, 0)
    cues = [Cue("c1", 0, words[-1].end, TEXT.replace("varje dag", "varenda liten dag"))]
    whole = _tried(cues, words, 0, "B")[-1]
    assert len(whole.cues) > 1
    assert [word for spoken in whole.cues for word in spoken.words] == words
    assert len({len(spoken.words) for spoken in whole.cues}) > 1


def test_an_untouched_neighbour_is_no_part_of_the_change() -> None:
    words = [*_spoken("Ta en paus nu, tack.", 0), *_spoken("Vila sedan hela dagen lugnt.", 9000)]
    cues = list(segment(words, language="sv", profile=ProfileName.LUGN, duration=60_000))
    window = _tried([cues[0], replace(cues[1], end=9100)], words, 1, "D")[-1]
    assert (window.first, window.after) == (1, 2)
    assert [spoken.cue for spoken in window.cues] == [cues[1]]


def test_nothing_is_tried_for_an_empty_or_endless_cue() -> None:
    for text in ("", "ord " * 401):
        assert list(remedies([Spoken(Cue("c1", 0, 900, text))], 0, set("LTDSGB"), RULES)) == []


def test_an_empty_neighbour_is_never_swallowed() -> None:
    track = [Spoken(Cue("c1", 0, 500, "")), Spoken(Cue("c2", 600, 900, "Ta en paus."))]
    assert {remedy.first for remedy in remedies(track, 1, set("D"), RULES)} == {1}
