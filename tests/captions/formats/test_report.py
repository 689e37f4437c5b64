"""The report of quality control: stable for programs, safe and readable for people."""

import json
import re
from html.parser import HTMLParser

import pytest
from markupsafe import escape

from app.captions.formats import report as page
from app.captions.formats.report import Report, write_qc_html, write_qc_json
from app.captions.models.cues import Cue, Finding, Level, ProfileName, Proposal
from app.captions.models.words import Doubt, Flag
from app.captions.rules.qc.wording import DOUBTS, RULES, unit_of, words_of

HOSTILE = '<script>alert(1)</script> & "hej"'
FIRST = Cue("c1", 0, 1000, HOSTILE)
SECOND = Cue("c2", 61_500, 62_000, "Två")
MENDED = Cue("c1", 0, 1500, "Längre")
FINDINGS = (
    Finding("D1", Level.WARNING, "c1", 1000, 1500, proposal=Proposal((FIRST,), (MENDED,))),
    Finding("S1", Level.ERROR, "c1", float("inf"), 17, words=HOSTILE),
    Finding("H3", Level.ERROR),
)


def _report(language: str = "sv") -> Report:
    flags = (Flag(Doubt.CREDIT, 3_600_000, 3_601_000, "Textning.nu"), Flag(Doubt.MISSING, 0, 5000))
    return Report(
        language=language, profile=ProfileName.LUGN, cues=(FIRST, SECOND), findings=FINDINGS, flags=flags
    )


class _Checker(HTMLParser):
    """Collects every tag, and fails on one that is closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_programs_get_stable_keys() -> None:
    whole = json.loads(write_qc_json(_report()))
    assert list(whole) == ["schema", "language", "profile", "counts", "findings", "doubts"]
    assert whole["counts"] == {"cues": 2, "passed": 1, "errors": 2, "warnings": 1, "doubts": 2}
    assert whole["findings"][0] == {
        "rule": "D1",
        "level": "warning",
        "cue": "c1",
        "value": 1000,
        "limit": 1500,
        "words": "",
        "before": [{"id": "c1", "start": 0, "end": 1000, "text": HOSTILE}],
        "after": [{"id": "c1", "start": 0, "end": 1500, "text": "Längre"}],
    }
    assert whole["findings"][1]["value"] is None
    assert whole["doubts"][0] == {
        "doubt": "credit",
        "start": 3_600_000,
        "end": 3_601_000,
        "words": "Textning.nu",
    }


def test_the_page_is_whole_safe_and_without_scripts() -> None:
    html = write_qc_html(_report(), page_language="sv")
    checker = _Checker()
    checker.feed(html)
    assert not checker.open
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in checker.seen}
    assert not [
        name for _, attributes in checker.seen for name in attributes if name in {"src", "href", "style"}
    ]
    assert '<html lang="sv"' in html
    assert "&lt;script&gt;" in html
    assert "2 subtitles, 1 without any remark. 2 errors, 1 warnings." in html


def test_what_was_measured_is_said_in_the_readers_units() -> None:
    html = write_qc_html(_report())
    assert "too short a time. 1 seconds, the limit is 1,5." in html
    assert "There is too little time to read it. <bdi>" in html
    assert "0:00:00,000 - 0:00:01,000" in html
    assert "1:00:00,000" in html
    assert re.search(r"Before</p>.*Proposed</p>.*Längre", html, re.DOTALL)
    assert page.WHOLE in html


def test_every_word_of_the_page_is_translated() -> None:
    asked: list[str] = []

    def translate(message: str) -> str:
        asked.append(message)
        return "§"

    html = write_qc_html(_report(), translate)
    text = re.sub(r"<style>.*</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    for known in (str(escape(HOSTILE)), "Textning.nu", "Två", "Längre", "D1", "S1", "H3"):
        text = text.replace(known, "")
    assert re.findall("[A-Za-zåäö]{2,}", text) == []
    assert {page.TITLE, page.SUMMARY, page.DOUBTFUL, page.BEFORE, DOUBTS[Doubt.CREDIT]} <= set(asked)


def test_arabic_text_stands_from_right_to_left() -> None:
    assert '<p class="text" lang="ar" dir="rtl">' in write_qc_html(_report("ar"))
    assert 'dir="rtl"' not in write_qc_html(_report("ti"))


def test_a_clean_track_says_so() -> None:
    report = Report(language="sv", profile=ProfileName.LUGN, cues=(SECOND,), findings=())
    assert page.ALL_WELL in write_qc_html(report)


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_words(doubt: Doubt) -> None:
    assert DOUBTS[doubt].endswith(".")


def test_a_rule_that_is_not_known_still_has_words() -> None:
    assert words_of("Z9").endswith(".")
    assert unit_of("Z9") == ""
    assert all(sentence.endswith(".") for sentence, _ in RULES.values())
