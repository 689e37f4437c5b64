"""Rules N1-N3: what a translation must share with its Swedish, with a passing and a failing cue for each."""

import pytest

from app.captions.models.cues import Cue, Level
from app.captions.rules.qc.translation import TermPair, check_translation, term_pairs


def _found(source: str, text: str, language: str, *terms: TermPair) -> list[tuple[str, Level, str]]:
    findings = check_translation(
        [Cue("c9", 0, 3000, text, ("c1",))], [Cue("c1", 0, 3000, source)], language=language, terms=terms
    )
    assert {finding.cue_id for finding in findings} <= {"c9"}
    return [(finding.rule, finding.level, finding.words) for finding in findings]


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("ar", "Ta 10 mg klockan 14.30.", "خذ ١٠ ملغ في الساعة 14:30."),
        ("ar", "Ta en tablett 2 gånger.", "خذ حبة واحدة مرتين يوميا."),
        ("ar", "Ta 1 tablett 1-2 gånger om dagen.", "خذ حبة واحدة 1-2 مرة في اليوم."),
        ("ar", "Gå i tio minuter.", "امش عشر دقائق."),
        ("ar", "Gå i tio minuter.", "امش 10 دقائق."),
        ("so", "Ring 112 eller 1177.", "Wac 112 ama 1177 markaas."),
        ("so", "Vila i 12 dagar nu.", "Naso laba iyo toban maalmood."),
        ("ti", "Vila 3 gånger om dagen.", "ኣብ መዓልቲ ሰለስተ ግዜ ዕረፉ።"),
        ("ti", "Vi ses om tre veckor.", "ድሕሪ ሰለስተ ሰሙን ክንራኸብ ኢና።"),
        ("so", "20 % av alla har ont.", "Boqolkiiba 20 dadka way xanuunsan."),
        ("so", "En person sa det.", "Labo qof ayaa sheegay."),
    ],
)
def test_the_same_numbers_pass(language: str, source: str, text: str) -> None:
    assert _found(source, text, language) == []


@pytest.mark.parametrize(
    ("language", "source", "text", "words"),
    [
        ("ar", "Ta 10 mg nu.", "خذ 100 ملغ الآن.", "10, 100"),
        ("ar", "Ta 10 mg nu.", "خذ 10 غرام الآن.", "10 mg, 10 g"),
        ("ar", "Ta 10 mg nu.", "خذ 10 حبات الآن.", "10 mg"),
        ("ar", "Gå i 5 minuter.", "امش 5 ساعات.", "5 minute, 5 hour"),
        ("ar", "Gå i tio minuter.", "امش خمس دقائق.", "10, 5"),
        ("ar", "Gå i tio minuter.", "امش 15 دقيقة.", "15"),
        ("so", "Ring 112 genast.", "Wac hadda degdeg.", "112"),
        ("so", "Ta 2 tabletter, 2 gånger.", "Qaado 2 kiniin maalintii.", "2"),
        ("ti", "Vila nu en stund.", "ሕጂ ን10 ደቒቕ ዕረፉ።", "10"),
        ("ti", "Klockan 14.30 i dag.", "ሎሚ ሰዓት 14.00 እዩ።", "14.30, 14.00"),
    ],
)
def test_other_numbers_are_errors(language: str, source: str, text: str, words: str) -> None:
    assert _found(source, text, language) == [("N1", Level.ERROR, words)]


TERM = TermPair(("smärta", "smärtan"), ("ألم", "أوجاع"), ("معاناة",))


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [
        ("Smärtan är här.", "الألم هنا الآن.", []),
        ("Smärtan är här.", "الأوجاع هنا.", []),
        ("Smärtskolan är här.", "المدرسة هنا.", []),
        ("Smärtan är här.", "هذا هنا الآن.", ["ألم"]),
        ("Smärtan är här.", "معاناة الألم هنا.", ["معاناة"]),
    ],
)
def test_terms_are_warned_of(source: str, text: str, words: list[str]) -> None:
    assert _found(source, text, "ar", TERM) == [("N2", Level.WARNING, word) for word in words]


@pytest.mark.parametrize(
    ("language", "source", "text"),
    [
        ("ar", "Hej på er.", ""),
        ("ar", "Hej på er.", " \n "),
        ("so", "Vi vilar nu.", "Vi vilar\nnu!"),
        ("so", "Vi ses igen nästa vecka här.", "Vi ses igen nästa toddobaad."),
        ("ar", "Vi ses nu.", "Salaam nu"),
        ("ti", "Vi ses nu.", "نلتقي الان"),
    ],
)
def test_what_is_no_translation_is_an_error(language: str, source: str, text: str) -> None:
    assert ("N3", Level.ERROR) in [(rule, level) for rule, level, _ in _found(source, text, language)]


def test_numbers_alone_may_stay_as_they_are() -> None:
    assert _found("1177, 112.", "1177, 112.", "ar") == []


def test_a_name_of_the_swedish_may_stand_in_the_translation() -> None:
    assert _found("Ring Anna Ek nu.", "اتصلوا الآن بـ Anna Ek.", "ar") == []


@pytest.mark.parametrize(
    ("text", "value", "limit"),
    [("abcde", None, None), ("abcd", 0.4, 0.5), ("a" * 20, None, None), ("a" * 21, 2.1, 2.0)],
)
def test_the_length_may_be_half_or_double(text: str, value: float | None, limit: float | None) -> None:
    findings = check_translation([Cue("c1", 0, 1, text)], [Cue("c1", 0, 1, "Fina orden")], language="so")
    warnings = [finding for finding in findings if finding.level is Level.WARNING]
    assert [(finding.value, finding.limit) for finding in warnings] == ([(value, limit)] if value else [])


def test_merged_cues_are_compared_with_all_their_sources() -> None:
    source = [Cue("c1", 0, 1, "Ta 10 mg"), Cue("c2", 1, 2, "och 5 ml."), Cue("c3", 2, 3, "Slut.")]
    merged = Cue("c7", 0, 2, "Qaado 10 mg iyo 5 ml.", ("c1", "c2"))
    (finding,) = check_translation([merged], source, language="so")
    assert (finding.rule, finding.level, finding.cue_id, finding.words) == ("N3", Level.ERROR, None, "Slut.")


def test_a_cue_without_any_source_is_judged_alone() -> None:
    assert check_translation([Cue("c7", 0, 2, "Qaado 10 mg", ("c1",))], [], language="so") == ()
    assert check_translation([Cue("c7", 0, 2, "")], [], language="so")[0].rule == "N3"


def test_terms_are_paired_by_their_ids() -> None:
    pairs = term_pairs({"pain": ["smärta"], "rest": ["vila"]}, {"pain": ["ألم"], "rest": []})
    assert pairs == (TermPair(("smärta",), ("ألم",)),)
