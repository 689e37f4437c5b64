"""Rules X1-X3: found on both sides of each limit, and mended without a word lost."""

import pytest
from hypothesis import example, given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.models.cues import Cue, Level
from app.captions.rules.qc.text import check_text, fix_text


def _cue(text: str) -> Cue:
    return Cue("c1", 0, 2000, text)


def _rules(text: str, language: str = "sv") -> list[tuple[str, str]]:
    return [(finding.rule, finding.words) for finding in check_text([_cue(text)], language=language)]


def _fixed(text: str, language: str = "sv") -> str:
    return fix_text(_cue(text), language=language).text


@pytest.mark.parametrize(
    ("text", "words", "fixed"),
    [
        ("a\tb", "U+0009", "a b"),
        ("a\x00b", "U+0000", "ab"),
        ("a\x85b", "U+0085", "a\nb"),
        ("a\u2028b", "U+2028", "a\nb"),
        ("a\r\nb", "U+000D", "a\nb"),
        ("a\u200bb", "U+200B", "ab"),
        ("smör\u00adgås", "U+00AD", "smörgås"),
        ("sm\ufffdrta", "U+FFFD", "sm\ufffdrta"),
        ("\ue000", "U+E000", "\ue000"),
        ("smÃ¤rta", "Ã¤", "smärta"),
        ("öÃ\x85å", "Ã\x85", "öÅå"),
        ("Ã\xa0", "Ã\xa0", "à"),
        ("áˆ°áˆ‹áˆ", "áˆ°áˆ‹", "ሰላáˆ"),
        ("â€œHejâ€\x9d", "â€œ", "“Hej”"),
        ("a --> b", "--> b", "a → b"),
        ("<b>Hej</b>", "<b>Hej</b>", "Hej"),
        ("5 < 7", "< 7", "5 < 7"),
        ("A & B", "& B", "A och B"),
        ("A &amp; B", "&amp; B", "A och B"),
        ("A&nbsp;B", "&nbsp;B", "A\u00a0B"),
        ("&lt;b&gt;Hej", "&lt;b&gt;Hej", "Hej"),
        ("a\u030a", "NFC", "å"),
    ],
)
def test_signs_that_do_not_belong_are_errors(text: str, words: str, fixed: str) -> None:
    findings = check_text([_cue(text)], language="sv")
    assert words in [finding.words for finding in findings]
    assert {(finding.rule, finding.level) for finding in findings} == {("X1", Level.ERROR)}
    assert _fixed(text) == fixed
    for finding in findings:
        assert (finding.proposal is None) is (fixed == text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hej, du! 5 > 3: å ä ö é “citat” – 20 °C\nrad två", "sv"),
        ("ÅÄÖ åäö Éé “SJÖ” Å… Ä–", "sv"),
        ("مرحبا، كيف؟ نعم؛ \u2067IRP\u2069 3,5 و 1,000", "ar"),
        ("می\u200cخواهم", "ar"),
        ("ሰላም። ከመይ፣ 3.5 1177.se ኣሎ...", "ti"),
        ("Haa, maya. Ca 10 %", "so"),
        ("Bra.", "xx"),
    ],
)
def test_plain_text_is_left_alone(text: str, language: str) -> None:
    assert _rules(text, language) == []
    cue = _cue(text)
    assert fix_text(cue, language=language) is cue


@pytest.mark.parametrize(
    ("text", "language", "words", "fixed"),
    [
        ("مرحبا, نعم", "ar", ",", "مرحبا، نعم"),
        ("كيف?", "ar", "?", "كيف؟"),
        ("نعم; لا", "ar", ";", "نعم؛ لا"),
        ("عام 2026, ثم", "ar", ",", "عام 2026، ثم"),
        ("ሰላም.", "ti", ".", "ሰላም።"),
        ("ሰላም, ከመይ", "ti", ",", "ሰላም፣ ከመይ"),
        ("Vad؟", "sv", "؟", "Vad?"),
        ("\u202bHej\u202c", "sv", "U+202B", "Hej"),
    ],
)
def test_the_punctuation_of_another_language_is_a_warning(
    text: str, language: str, words: str, fixed: str
) -> None:
    findings = check_text([_cue(text)], language=language)
    assert words in [finding.words for finding in findings]
    assert {(finding.rule, finding.level) for finding in findings} == {("X2", Level.WARNING)}
    assert _fixed(text, language) == fixed


def test_abbreviations_are_warned_of_in_swedish_only() -> None:
    assert _rules("Ca 10 % t.ex.") == [("X3", "Ca"), ("X3", "%"), ("X3", "t.ex.")]
    assert _rules("Ca 10 % t.ex.", "so") == []


def test_arabic_that_was_read_in_the_wrong_encoding_is_restored() -> None:
    garbled = "مرحبا".encode().decode("cp1252")
    assert check_text([_cue(garbled)], language="ar")[0].rule == "X1"
    assert _fixed(garbled, "ar") == "مرحبا"


def test_a_proposal_shows_the_whole_cue_mended() -> None:
    (finding,) = check_text([_cue("Ja & nej")], language="sv")
    assert finding.proposal is not None
    assert finding.proposal.before == (_cue("Ja & nej"),)
    assert finding.proposal.after == (_cue("Ja och nej"),)


PIECES = ["a", "å", "a\u0301", "\t", "\n", "\x00", "&", "&amp;", "&lt;", "b&gt;", "<b>", "<", "-->", "Ã¤"]
PIECES += ["ca", "10 %", "،", ",", ".", "?", "م", "ሰ", "\u202e", "\u2028", "\u200b", " "]
texts = strategies.lists(strategies.sampled_from(PIECES), max_size=8).map("".join)


@hypothesis_settings(max_examples=250, deadline=None)
@example("\u2028,", "ti")
@given(texts, strategies.sampled_from(["sv", "ar", "ti"]))
def test_mending_makes_nothing_worse(text: str, language: str) -> None:
    fixed = fix_text(_cue(text), language=language)
    before = {rule for rule, _ in _rules(text, language)}
    after = {rule for rule, _ in _rules(fixed.text, language)}
    assert after <= before & {"X1"}
