"""Mending: always better, never worse, and done when done."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies

from app.captions.models.cues import Cue, Finding, Level, ProfileName
from app.captions.models.words import Word
from app.captions.rules.qc import check, fix
from tests.factories.spoken import MANNERS, Lecture, make_lecture

LUGN = ProfileName.LUGN


def _check(
    cues: Sequence[Cue], words: Sequence[Word] | None, duration: int | None = None
) -> tuple[Finding, ...]:
    return check(cues, language="sv", profile=LUGN, words=words, duration=duration, propose=False)


def _count(findings: Sequence[Finding]) -> tuple[int, int]:
    errors = sum(finding.level is Level.ERROR for finding in findings)
    return errors, len(findings) - errors


def _chopped(lecture: Lecture, size: int) -> list[Cue]:
    """Cues of so many words each, as a careless tool would make them."""
    found = []
    for number, at in enumerate(range(0, len(lecture.words), size), start=1):
        part = lecture.words[at : at + size]
        half = len(part) // 2 + 1
        lines = [" ".join(word.text for word in half_part) for half_part in (part[:half], part[half:])]
        found.append(Cue(f"c{number}", part[0].start, part[-1].end, "\n".join(filter(None, lines))))
    return found


@pytest.mark.parametrize("size", [1, 6, 25])
@pytest.mark.parametrize("knows_words", [True, False])
def test_a_careless_track_comes_out_clean(size: int, knows_words: bool) -> None:
    lecture = make_lecture("sv", MANNERS["slow"], seed=5, sentences=8)
    cues = _chopped(lecture, size)
    words = lecture.words if knows_words else None
    mended, proposals = fix(cues, language="sv", profile=LUGN, words=words, duration=lecture.duration)
    was, now = (_count(_check(track, words, lecture.duration)) for track in (cues, mended))
    assert was > (5, 5)
    assert now[0] == 0
    assert now[1] <= 2
    assert " ".join(cue.text for cue in mended).split() == " ".join(cue.text for cue in cues).split()
    assert proposals
    assert len({cue.id for cue in mended}) == len(mended)


def test_proposals_are_the_difference_and_nothing_else() -> None:
    lecture = make_lecture("sv", MANNERS["even"], seed=6, sentences=8)
    cues = _chopped(lecture, 7)
    mended, proposals = fix(cues, language="sv", profile=LUGN, words=lecture.words, duration=lecture.duration)
    track = list(cues)
    for proposal in proposals:
        at = track.index(proposal.before[0])
        assert tuple(track[at : at + len(proposal.before)]) == proposal.before
        track[at : at + len(proposal.before)] = proposal.after
    assert tuple(track) == mended


@pytest.mark.parametrize(
    ("cue", "words", "mended"),
    [
        # rebalance
        (
            Cue("c1", 0, 4400, "Vi tar en lugn paus tillsammans nu,\noch sedan vilar vi."),
            None,
            Cue("c1", 0, 4400, "Vi tar en lugn paus\ntillsammans nu, och sedan vilar vi."),
        ),
        # extend
        (Cue("c1", 0, 1000, "Ta en paus."), None, Cue("c1", 0, 1500, "Ta en paus.")),
        # snap
        (
            Cue("c1", 3000, 5000, "Ta en paus."),
            (Word("Ta", 1000, 1900), Word("en", 1900, 2500), Word("paus.", 2500, 4600)),
            Cue("c1", 1000, 5000, "Ta en paus."),
        ),
        # trim
        (
            Cue("c1", 0, 4000, "Ta en paus."),
            (Word("Ta", 0, 800), Word("en", 800, 1200), Word("paus.", 1200, 2000)),
            Cue("c1", 0, 2200, "Ta en paus."),
        ),
        # clamp
        (Cue("c1", 58_000, 61_000, "Ta en paus."), None, Cue("c1", 58_000, 60_000, "Ta en paus.")),
        # turned round
        (Cue("c1", 3000, 2000, "Ta en paus."), None, Cue("c1", 3000, 4500, "Ta en paus.")),
        # text
        (Cue("c1", 0, 2000, "Vila nu\u200b."), None, Cue("c1", 0, 2000, "Vila nu.")),
    ],
)
def test_one_cue_is_mended_as_gently_as_possible(
    cue: Cue, words: tuple[Word, ...] | None, mended: Cue
) -> None:
    found, proposals = fix([cue], language="sv", profile=LUGN, words=words, duration=60_000)
    assert found == (mended,)
    assert [(proposal.before, proposal.after) for proposal in proposals] == [((cue,), (mended,))]


def test_overlapping_cues_are_parted_by_trimming_the_first() -> None:
    cues = [Cue("c1", 0, 3000, "Ta en paus."), Cue("c2", 2500, 5000, "Vila sedan.")]
    found, _ = fix(cues, language="sv", profile=LUGN)
    assert found == (replace(cues[0], end=2420), cues[1])


def test_a_long_cue_is_split_and_new_ids_are_new() -> None:
    text = "Kroppen behöver vila varje dag, och därför tar vi nu en paus. Sedan går vi hem tillsammans igen."
    cues = [Cue("c7", 0, 9000, text), Cue("c3", 9080, 11_000, "Ha det bra.")]
    found, proposals = fix(cues, language="sv", profile=LUGN)
    assert len(found) > 2
    assert [cue.id for cue in found[:-1]] == ["c7", *(f"c{8 + at}" for at in range(len(found) - 2))]
    assert found[-1] == cues[1]
    assert len(proposals) == 1


def test_a_clean_track_stays_untouched() -> None:
    cues = (Cue("c1", 0, 2000, "Ta en paus."), Cue("c2", 2500, 5000, "Vila sedan."))
    assert fix(cues, language="sv", profile=LUGN) == (cues, ())
    assert fix((), language="sv", profile=LUGN) == ((), ())


SHIFT = strategies.integers(-900, 900)


@settings(max_examples=25, deadline=None)
@given(
    strategies.integers(0, 10**6),
    strategies.lists(
        strategies.tuples(strategies.integers(1, 12), SHIFT, SHIFT, strategies.booleans()),
        min_size=1,
        max_size=6,
    ),
    strategies.booleans(),
)
def test_mending_never_harms_and_is_done_once(
    seed: int, cuts: list[tuple[int, int, int, bool]], knows_words: bool
) -> None:
    lecture = make_lecture("sv", MANNERS["hesitant"], seed=seed % 50, sentences=6)
    cues: list[Cue] = []
    at = 0
    for number, (size, early, late, edited) in enumerate(cuts, start=1):
        part = lecture.words[at : at + size]
        if not part:
            break
        texts = ["Ändrat" if edited and not place else word.text for place, word in enumerate(part)]
        joined = ("\n" if edited else " ").join(texts)
        cues.append(Cue(f"c{number}", part[0].start + early, part[-1].end + late, joined))
        at += size
    words = lecture.words if knows_words else None
    mended, _ = fix(cues, language="sv", profile=LUGN, words=words, duration=lecture.duration)
    assert _count(_check(mended, words, lecture.duration)) <= _count(_check(cues, words, lecture.duration))
    assert len(" ".join(cue.text for cue in mended).split()) >= len(
        " ".join(cue.text for cue in cues).split()
    )
    again, proposals = fix(mended, language="sv", profile=LUGN, words=words, duration=lecture.duration)
    assert (again, proposals) == (mended, ())
