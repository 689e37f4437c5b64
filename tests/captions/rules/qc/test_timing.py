"""Rules S1, S2, D1, D2, G1, G2, T1-T3 and P1, on both sides of each limit."""

import pytest

from app.captions.models.cues import Cue, Finding, Level, ProfileName
from app.captions.models.words import Word
from app.captions.rules.profiles import limits_of
from app.captions.rules.qc.matching import Spoken
from app.captions.rules.qc.timing import check_timing

LUGN, STANDARD, EXTRA = ProfileName.LUGN, ProfileName.STANDARD, ProfileName.EXTRA_LUGN
WARNING, ERROR = Level.WARNING, Level.ERROR
CALM = "x" * 20


def _found(
    cue: Cue,
    words: tuple[Word, ...] = (),
    *,
    before: Cue | None = None,
    following: Cue | None = None,
    profile: ProfileName = LUGN,
    language: str = "sv",
    duration: int | None = None,
) -> list[tuple[str, Level, float | None, float | None]]:
    found = check_timing(
        Spoken(cue, words),
        before=before,
        following=following,
        limits=limits_of(profile, language),
        duration=duration,
    )
    return [(finding.rule, finding.level, finding.value, finding.limit) for finding in found]


@pytest.mark.parametrize(
    ("profile", "language", "rule", "warn", "error"),
    [
        (LUGN, "sv", "S1", 14, 17),
        (LUGN, "so", "S1", 14, 17),
        (LUGN, "ti", "S1", 14, 17),
        (LUGN, "ar", "S1a", 15, 20),
        (STANDARD, "sv", "S1", 17, 20),
        (STANDARD, "ar", "S1a", 20, 23),
        (EXTRA, "sv", "S2", 10, 12),
        (EXTRA, "ar", "S2", 10, 12),
    ],
)
def test_s1_reading_speed(profile: ProfileName, language: str, rule: str, warn: int, error: int) -> None:
    def at(characters: int) -> list[tuple[str, Level, float | None, float | None]]:
        return _found(Cue("c1", 0, 2000, "x" * characters), profile=profile, language=language)

    assert at(2 * warn) == []
    assert at(2 * warn + 1) == [(rule, WARNING, warn + 0.5, warn)]
    assert at(2 * error) == [(rule, WARNING, error, warn)]
    assert at(2 * error + 1) == [(rule, ERROR, error + 0.5, error)]


@pytest.mark.parametrize(
    ("profile", "took", "found"),
    [
        (LUGN, 1500, []),
        (LUGN, 1499, [("D1", WARNING, 1499, 1500)]),
        (LUGN, 833, [("D1", WARNING, 833, 1500)]),
        (LUGN, 832, [("D1", ERROR, 832, 833)]),
        (STANDARD, 833, []),
        (STANDARD, 832, [("D1", ERROR, 832, 833)]),
        (LUGN, 6000, []),
        (LUGN, 6001, [("D2", WARNING, 6001, 6000)]),
        (LUGN, 7000, [("D2", WARNING, 7000, 6000)]),
        (LUGN, 7001, [("D2", ERROR, 7001, 7000)]),
        (STANDARD, 7000, []),
        (STANDARD, 7001, [("D2", ERROR, 7001, 7000)]),
    ],
)
def test_d1_d2_length_of_a_cue(
    profile: ProfileName, took: int, found: list[tuple[str, Level, float, float]]
) -> None:
    assert _found(Cue("c1", 0, took, "x" * 8), profile=profile) == found


@pytest.mark.parametrize(
    ("gap", "found"),
    [
        (80, []),
        (79, [("G1", ERROR, 79, 80)]),
        (-10, [("G1", ERROR, -10, 80)]),
        (119, []),
        (120, [("G2", WARNING, 120, 80)]),
        (479, [("G2", WARNING, 479, 80)]),
        (480, []),
    ],
)
def test_g1_g2_gap_to_the_next_cue(gap: int, found: list[tuple[str, Level, float, float]]) -> None:
    following = Cue("c2", 2000 + gap, 5000, CALM)
    assert _found(Cue("c1", 0, 2000, CALM), following=following) == found


@pytest.mark.parametrize(
    ("away", "found"),
    [
        (0, []),
        (500, []),
        (-500, []),
        (501, [("T1", WARNING, 501, 500)]),
        (-501, [("T1", WARNING, 501, 500)]),
        (1500, [("T1", WARNING, 1500, 500)]),
        (-1501, [("T1", ERROR, 1501, 1500)]),
        (1501, [("T1", ERROR, 1501, 1500)]),
    ],
)
def test_t1_start_against_the_first_word(away: int, found: list[tuple[str, Level, float, float]]) -> None:
    cue = Cue("c1", 5000, 8000, CALM)
    assert _found(cue, (Word(CALM, 5000 + away, 8000),)) == found


@pytest.mark.parametrize(
    ("late", "characters", "found"),
    [
        (500, 20, []),
        (501, 20, [("T2", WARNING, 501, 500)]),
        (1500, 20, [("T2", WARNING, 1500, 500)]),
        (1501, 20, [("T2", ERROR, 1501, 1500)]),
        # Up to half a second after the last word it could be read at 14: 3 s and 42 characters.
        (1000, 42, [("T2", WARNING, 1000, 500)]),
        (1000, 43, []),
        (1501, 43, [("T2", ERROR, 1501, 1500)]),
        (-120, 20, []),
        (-121, 20, [("T2", WARNING, 121, 120)]),
        (-500, 20, [("T2", WARNING, 500, 120)]),
        (-501, 20, [("T2", ERROR, 501, 500)]),
    ],
)
def test_t2_end_against_the_last_word(
    late: int, characters: int, found: list[tuple[str, Level, float, float]]
) -> None:
    cue = Cue("c1", 1000, 3500 + late, "x" * characters)
    assert _found(cue, (Word("x", 1000, 3500),)) == found


@pytest.mark.parametrize(
    ("cue", "found"),
    [
        (Cue("c1", -1, 2000, CALM), [("T3", ERROR, -1, 0)]),
        (Cue("c1", 0, 2000, CALM), []),
        (Cue("c1", 2000, 2000, CALM), [("T3", ERROR, 2000, 2000)]),
        (Cue("c1", 3000, 2000, CALM), [("T3", ERROR, 3000, 2000)]),
        (Cue("c1", 7000, 9000, CALM), []),
        (Cue("c1", 7000, 9001, CALM), [("T3", ERROR, 9001, 9000)]),
    ],
)
def test_t3_inside_the_lecture(cue: Cue, found: list[tuple[str, Level, float, float]]) -> None:
    assert _found(cue, duration=9000) == found


def test_t3_starts_never_fall_back() -> None:
    before = Cue("c1", 1000, 1500, CALM)
    assert _found(Cue("c2", 1000, 3000, CALM), before=before) == []
    assert _found(Cue("c2", 999, 3000, CALM), before=before) == [("T3", ERROR, 999, 1000)]


@pytest.mark.parametrize(
    ("pause", "found"),
    [
        (1500, []),
        (1501, [("P1", WARNING, 1501, 1500)]),
        (3000, [("P1", WARNING, 3000, 1500)]),
        (3001, [("P1", ERROR, 3001, 3000)]),
    ],
)
def test_p1_silence_inside_a_cue(pause: int, found: list[tuple[str, Level, float, float]]) -> None:
    words = (Word("x", 0, 800), Word("x", 800, 1000), Word("x", 1000 + pause, 5000))
    assert _found(Cue("c1", 0, 5000, CALM), words) == found


def test_without_words_nothing_is_said_of_speech() -> None:
    assert _found(Cue("c1", 5000, 8000, CALM)) == []


def test_findings_name_their_cue() -> None:
    found = check_timing(
        Spoken(Cue("c7", 0, 500, "x")),
        before=None,
        following=None,
        limits=limits_of(LUGN, "sv"),
        duration=None,
    )
    assert list(found) == [Finding("D1", ERROR, "c7", 500, 833)]
