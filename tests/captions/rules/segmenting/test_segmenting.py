"""From words to cues: promises that hold for any words, and how well good lectures come out."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from app.captions.models.cues import Cue, Level, ProfileName
from app.captions.models.words import Word
from app.captions.rules.breaks import ends_clause
from app.captions.rules.languages import LANGUAGES, language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.qc import check
from app.captions.rules.segmenting import segment
from tests.factories.spoken import MANNERS, RUSHED, Lecture, make_lecture, read_clip

CLIPS = Path(__file__).parents[3] / "data" / "asr" / "clips"
LUGN, STANDARD = ProfileName.LUGN, ProfileName.STANDARD
ODD = "och smärta. kl. 10 minuter Anna Ek ja, vad? … – (nej) 3. <i>hej</i> \u200f12 الألم، እዩ። Ta\npaus"
TEXTS = strategies.sampled_from(
    [*ODD.split(" "), "x" * 80, "https://www.exempel.se/en/mycket/lang/adress/utan/slut", " "]
)
TIME = strategies.integers(-2000, 60_000)
WORDS = strategies.lists(
    strategies.builds(Word, TEXTS, TIME, TIME, strategies.sampled_from([None, 0.5, float("nan")])),
    max_size=25,
)
DURATIONS = strategies.none() | strategies.sampled_from([0, 1, 700, 30_000])


def _segment(lecture: Lecture, profile: ProfileName) -> tuple[Cue, ...]:
    return segment(lecture.words, language=lecture.language, profile=profile, duration=lecture.duration)


def _judged(lectures: Sequence[Lecture], profile: ProfileName) -> tuple[float, float, int]:
    """Per cent of cues that break no rule, per cent that end at punctuation or a pause, errors."""
    cues = passed = ended = errors = 0
    for lecture in lectures:
        found = _segment(lecture, profile)
        broken = check(
            found,
            language=lecture.language,
            profile=profile,
            words=lecture.words,
            duration=lecture.duration,
            propose=False,
        )
        cues += len(found)
        passed += len(found) - len({finding.cue_id for finding in broken if finding.rule[0] != "X"})
        errors += sum(finding.level is Level.ERROR for finding in broken)
        ended += _well_ended(found, lecture)
    return 100 * passed / cues, 100 * ended / cues, errors


def _well_ended(cues: Sequence[Cue], lecture: Lecture) -> int:
    count = spoken = 0
    for cue in cues:
        spoken += len(cue.text.split())
        last = lecture.words[spoken - 1]
        pause = lecture.words[spoken].start - last.end if spoken < len(lecture.words) else 500
        count += ends_clause(last.text, language_of(lecture.language)) or pause >= 500
    return count


@settings(max_examples=120, deadline=None)
@given(WORDS, strategies.sampled_from(LANGUAGES), strategies.sampled_from(list(ProfileName)), DURATIONS)
def test_any_words_become_cues_in_order_inside_the_lecture(
    words: list[Word], language: str, profile: ProfileName, duration: int | None
) -> None:
    cues = segment(words, language=language, profile=profile, duration=duration)
    assert " ".join(cue.text for cue in cues).split() == " ".join(word.text for word in words).split()
    assert [cue.id for cue in cues] == [f"c{number}" for number in range(1, len(cues) + 1)]
    free = 0
    for cue in cues:
        assert free <= cue.start < cue.end
        assert not duration or cue.end <= duration
        free = cue.end
    assert cues == segment(words, language=language, profile=profile, duration=duration)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("language", ["sv", "ar"])
def test_a_lecture_has_no_error_and_hardly_a_warning(language: str, manner: str) -> None:
    lecture = make_lecture(language, MANNERS[manner], seed=31, sentences=25)
    passed, _, errors = _judged([lecture], STANDARD)
    assert (passed, errors) == (100, 0)
    passed, _, errors = _judged([lecture], LUGN)
    assert errors == 0
    assert passed >= 80


@pytest.mark.parametrize(
    ("language", "profile", "rate", "ended"),
    [("sv", LUGN, 91, 80), ("sv", STANDARD, 99.5, 83), ("ar", LUGN, 99, 85), ("ar", STANDARD, 99.5, 90)],
)
def test_rates_over_all_manners_of_speaking(
    language: str, profile: ProfileName, rate: float, ended: float
) -> None:
    lectures = [make_lecture(language, manner, seed=32, sentences=30) for manner in MANNERS.values()]
    found = _judged(lectures, profile)
    assert found[0] >= rate
    assert found[1] >= ended
    assert found[2] == 0


@pytest.mark.parametrize("clip", ["sv-short", "sv-long", "sv-pause", "ar-short"])
@pytest.mark.parametrize("profile", [LUGN, STANDARD])
def test_recorded_clips_break_no_rule(clip: str, profile: ProfileName) -> None:
    passed, ended, errors = _judged([read_clip(CLIPS / f"{clip}.json")], profile)
    assert (passed, ended, errors) == (100, 100, 0)


def test_what_fails_in_a_rush_could_not_have_passed() -> None:
    """Where a lecture has more characters than can be read in all its time, some cue must be too fast."""
    lecture = make_lecture("sv", RUSHED, seed=3, sentences=12)
    limits = limits_of(LUGN, "sv")
    cues = _segment(lecture, LUGN)
    time_at_most = lecture.words[-1].end + limits.linger_error - lecture.words[0].start + limits.start_warn
    characters = sum(len(word.text) for word in lecture.words) + len(lecture.words) - 2 * len(cues)
    assert characters * 1000 > limits.speed_warn * (time_at_most - limits.gap * (len(cues) - 1))
    found = check(cues, language="sv", profile=LUGN, words=lecture.words, propose=False)
    assert "S1" in {finding.rule for finding in found}


@pytest.mark.parametrize("text", ["ord", "långvarigsmärtaochnågotannat"])
def test_endless_words_without_punctuation_still_become_readable(text: str) -> None:
    words = [Word(text, at * 500, at * 500 + 500) for at in range(300)]
    cues = segment(words, language="sv", profile=STANDARD, duration=150_000)
    assert max(len(line) for cue in cues for line in cue.lines) <= 42
    assert max(len(cue.lines) for cue in cues) <= 2


def test_hours_of_silence_stay_empty() -> None:
    words = [Word("Hej.", 1000, 1600), Word("Nu", 9_000_000, 9_000_300), Word("börjar", 9_000_300, 9_001_000)]
    cues = segment(words, language="sv", profile=LUGN, duration=10_000_000)
    assert [cue.text for cue in cues] == ["Hej.", "Nu börjar"]
    assert cues[0].end < 3200


def test_all_in_one_second_stays_in_that_second() -> None:
    words = [Word(f"ord{at}", 0, 1000) for at in range(200)]
    cues = segment(words, language="sv", profile=LUGN, duration=1000)
    assert cues[-1].end <= 1000
    assert sum(len(cue.text.split()) for cue in cues) == 200


def test_nothing_said_is_nothing_shown() -> None:
    assert segment([], language="sv", profile=LUGN, duration=1000) == ()


def test_a_language_without_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        segment([], language="en", profile=LUGN)
