"""The plan as a whole: no other way to part the words breaks fewer rules."""

import random
from itertools import combinations, pairwise

import pytest

from app.captions.models.cues import Cue, Level, ProfileName
from app.captions.models.words import Word
from app.captions.rules.languages import language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.qc import check
from app.captions.rules.segmenting import segment
from app.captions.rules.segmenting.costs import AHEAD, EARLY
from app.captions.rules.segmenting.material import Material, lay_out
from app.captions.rules.segmenting.planner import plan

LUGN = ProfileName.LUGN
SENTENCES = "Kroppen behöver vila, och du kan röra dig i tio minuter. Ja. Det hjälper mot smärta"
TEXT = SENTENCES.split()


def _material(words: list[Word]) -> Material:
    limits = limits_of(LUGN, "sv")
    return lay_out(words, language=language_of("sv"), limits=limits, duration=None)


def _spoken(texts: list[str], draw: random.Random) -> list[Word]:
    found, clock = [], 500
    for text in texts:
        took = draw.randint(50, 110) * (len(text) + 1)
        found.append(Word(text, clock, clock + took))
        clock += took + draw.choice([0, 0, 0, 300, 700, 1800])
    return found


def _broken(cues: list[Cue] | tuple[Cue, ...], words: list[Word]) -> tuple[int, int]:
    levels = [
        finding.level for finding in check(cues, language="sv", profile=LUGN, words=words, propose=False)
    ]
    return levels.count(Level.ERROR), levels.count(Level.WARNING)


def _parted(words: list[Word], cuts: tuple[int, ...]) -> list[Cue]:
    """The words parted here, each cue from its first word until the next cue, half a second at most."""
    edges = [0, *cuts, len(words)]
    found = []
    for number, (first, after) in enumerate(pairwise(edges), start=1):
        until = words[after].start - 80 if after < len(words) else words[-1].end + 500
        text = " ".join(word.text for word in words[first:after])
        end = min(until, words[after - 1].end + 500)
        found.append(Cue(f"c{number}", words[first].start, max(end, words[first].start + 1), text))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_no_other_parting_breaks_fewer_rules(seed: int) -> None:
    words = _spoken(TEXT[4:13], random.Random(seed))
    planned = _broken(segment(words, language="sv", profile=LUGN), words)
    others = [
        _broken(_parted(words, cuts), words)
        for count in range(len(words))
        for cuts in combinations(range(1, len(words)), count)
    ]
    assert planned <= min(others)
    assert planned < max(others)


@pytest.mark.parametrize("seed", range(3))
def test_words_are_parted_once_each_in_order(seed: int) -> None:
    found = plan(_material(_spoken(TEXT * 3, random.Random(seed))))
    assert [cue.first for cue in found[1:]] == [cue.after for cue in found[:-1]]
    assert (found[0].first, found[-1].after) == (0, len(TEXT) * 3)
    for before, after in pairwise(found):
        assert after.start - before.end >= 80


def test_nobody_speaking_needs_no_plan() -> None:
    assert plan(_material([])) == []


def test_a_long_silence_is_never_inside_a_cue() -> None:
    words = [Word("Vila", 0, 400), Word("nu", 3700, 4100), Word("igen.", 4100, 4500)]
    assert [(cue.first, cue.after) for cue in plan(_material(words))] == [(0, 1), (1, 3)]


def test_a_cue_that_needs_time_starts_in_the_pause_before_it() -> None:
    words = [Word("Lyssna", 0, 800), Word("nu.", 800, 1700)]
    clock = 5000
    for text in ["Smärtan", "börjar", "ofta", "långsamt,", "utan", "någon", "skada.", "Den"]:
        words.append(Word(text, clock, clock + 62 * (len(text) + 1)))
        clock = words[-1].end
    words += [Word("x" * 9, clock + at * 900, clock + at * 900 + 900) for at in range(6)]
    second = next(cue for cue in plan(_material(words)) if cue.first == 2)
    assert second.after == 9
    assert EARLY < 5000 - second.start <= AHEAD
