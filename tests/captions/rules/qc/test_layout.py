"""Rules L1-L4 and B1, on both sides of each limit."""

import pytest

from app.captions.models.cues import Cue, Finding, Level, ProfileName
from app.captions.rules.languages import language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.qc.layout import check_layout

LUGN, STANDARD, EXTRA = ProfileName.LUGN, ProfileName.STANDARD, ProfileName.EXTRA_LUGN
WARNING, ERROR = Level.WARNING, Level.ERROR


def _found(
    text: str,
    *,
    before: str | None = None,
    following: str | None = None,
    profile: ProfileName = LUGN,
    language: str = "sv",
) -> list[Finding]:
    around = [Cue("c1", 0, 1000, other) if other is not None else None for other in (before, following)]
    return list(
        check_layout(
            Cue("c2", 1080, 4000, text),
            before=around[0],
            following=around[1],
            limits=limits_of(profile, language),
            language=language_of(language),
        )
    )


@pytest.mark.parametrize(
    ("profile", "language", "rule", "warns", "fails"),
    [
        (LUGN, "sv", "L1", 38, 43),
        (LUGN, "so", "L1", 38, 43),
        (LUGN, "ar", "L1a", 38, 43),
        (LUGN, "ti", "L1t", 31, 38),
        (STANDARD, "sv", "L1", None, 43),
        (STANDARD, "ar", "L1a", None, 43),
        (STANDARD, "ti", "L1t", 38, 43),
        (EXTRA, "sv", "L1", 33, 38),
        (EXTRA, "ar", "L1a", 33, 38),
        (EXTRA, "ti", "L1t", 31, 38),
    ],
)
def test_l1_length_of_a_line(
    profile: ProfileName, language: str, rule: str, warns: int | None, fails: int
) -> None:
    first = warns or fails
    assert _found("x" * (first - 1), profile=profile, language=language) == []
    if warns:
        assert _found("x" * warns, profile=profile, language=language) == [
            Finding(rule, WARNING, "c2", warns, warns - 1)
        ]
        assert _found("x" * (fails - 1), profile=profile, language=language)[0].level is WARNING
    assert _found("x" * fails, profile=profile, language=language) == [
        Finding(rule, ERROR, "c2", fails, fails - 1)
    ]


def test_l1_counts_what_the_eye_sees_in_the_longest_line() -> None:
    assert _found("<i>" + "x" * 36 + "</i>\u200f\n" + "o\u0308" * 37) == []
    assert _found("kort rad\n" + "x" * 38) == [Finding("L1", WARNING, "c2", 38, 37)]


def test_l2_number_of_lines() -> None:
    assert _found("en rad här\noch en rad där") == []
    assert _found("rad nu\nrad härnäst\nrad allra sist") == [Finding("L2", ERROR, "c2", 3, 2)]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Vila hemma\nnu i dag.", Finding("L3", WARNING, "c2", 10, 9)),
        ("Vila, du\nnu i dag.", None),
        ("Vila\nnu i dag.", None),
        ("Gå!\nNu är det dags.", Finding("L3", WARNING, "c2", 3, 4, "Gå!")),
        ("Gå\u00adr!\nNu är det dags.", None),
        ("Gå nu.\nNu är det dags.", None),
        ("Nej.\nNu är det dags.", None),
        ("Gå!", None),
        ("Vila du\nnu då, ja\nnu.", Finding("L2", ERROR, "c2", 3, 2)),
    ],
)
def test_l3_upper_line_and_orphans(text: str, finding: Finding | None) -> None:
    assert _found(text)[:1] == ([finding] if finding else [])


@pytest.mark.parametrize(
    ("text", "following", "words"),
    [
        ("Du kan ta en\npromenad i skogen.", None, "en / promenad"),
        ("Vila i tio\nlugna minuter.", None, "tio / lugna"),
        ("Det säger Anna\nLindgren som arbetar här.", None, "Anna / Lindgren"),
        ("Du tar en paus och", "vilar dig.", "och / vilar"),
        ("Du tar två tabletter om 500", "mg om dagen.", "500 / mg"),
        ("Du tar en paus,\noch sedan vilar du.", None, None),
        ("Du tar en paus", "och sedan vilar du.", None),
        ("Vad är det för?", "En paus.", None),
        ("Du tar en paus och", None, None),
        ("Du tar en paus och", "", None),
    ],
)
def test_l4_words_that_belong_together(text: str, following: str | None, words: str | None) -> None:
    assert _found(text, following=following) == ([Finding("L4", WARNING, "c2", words=words)] if words else [])


@pytest.mark.parametrize(
    ("before", "text", "following", "mixed"),
    [
        (None, "Ta paus. Vila sedan.", None, False),
        ("Hej.", "Ta paus. Vila sedan.", "Hej.", False),
        ("Hej.", "Ta paus. Vila sedan", "en stund.", True),
        ("Hej och", "ta paus. Vila sedan.", "Hej.", True),
        ("Hej och", "ta paus.", "Hej.", False),
        ("Hej.", "Ta paus sedan", "en stund.", False),
        ("Hej.", "Vi ses kl. 14 sedan", "en stund.", False),
        ("Hej.", "Ta paus. Vila sedan", None, False),
    ],
)
def test_b1_a_sentence_end_with_a_piece_of_another(
    before: str | None, text: str, following: str | None, mixed: bool
) -> None:
    found = [finding for finding in _found(text, before=before, following=following) if finding.rule == "B1"]
    assert found == (
        [Finding("B1", WARNING, "c2", words="paus." if "paus." in text else "")] if mixed else []
    )


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_cue_has_no_layout(text: str) -> None:
    assert _found(text, before="Hej", following="du.") == []
