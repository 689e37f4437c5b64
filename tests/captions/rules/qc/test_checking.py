"""The door to all rules: order, proposals, text and doubts."""

import pytest

from app.captions.models.cues import Cue, Level, ProfileName, Proposal
from app.captions.models.words import Doubt, Flag, Word
from app.captions.rules.qc import check

LUGN = ProfileName.LUGN
CUES = (
    Cue("c9", 0, 1000, "Ta en paus."),
    Cue("c2", 2500, 5000, "Vila se\u200bdan."),
    Cue("c5", 5080, 8000, "Andas ut."),
)
FLAG = Flag(Doubt.REPETITION, 5080, 8000, "Andas ut.")
MISSING = Flag(Doubt.MISSING, 20_000, 25_000)


def test_findings_stand_in_the_order_of_the_cues() -> None:
    found = check(CUES, language="sv", profile=LUGN, flags=(MISSING, FLAG))
    assert [(finding.cue_id, finding.rule) for finding in found] == [
        ("c9", "D1"),
        ("c2", "X1"),
        ("c5", "H2"),
        (None, "H3"),
    ]


def test_what_a_person_has_reviewed_is_not_found_again() -> None:
    found = check(CUES, language="sv", profile=LUGN, flags=(MISSING, FLAG), reviewed=frozenset({FLAG}))
    assert [finding.rule for finding in found] == ["D1", "X1", "H3"]


def test_a_finding_carries_what_would_mend_it() -> None:
    found = check(CUES[:1], language="sv", profile=LUGN)
    assert found[0].proposal == Proposal(CUES[:1], (Cue("c9", 0, 1500, "Ta en paus."),))
    assert check(CUES[:1], language="sv", profile=LUGN, propose=False)[0].proposal is None


def test_nothing_is_proposed_where_nothing_helps() -> None:
    found = check((Cue("c1", 0, 4000, "x" * 50),), language="sv", profile=LUGN)
    assert [(finding.rule, finding.level, finding.proposal) for finding in found] == [
        ("L1", Level.ERROR, None)
    ]


def test_speech_is_judged_only_if_words_are_given() -> None:
    cues = (Cue("c1", 5000, 8000, "Ta en paus."),)
    words = (Word("Ta", 1000, 1500), Word("en", 1500, 2000), Word("paus.", 2000, 2500))
    assert check(cues, language="sv", profile=LUGN) == ()
    assert {finding.rule for finding in check(cues, language="sv", profile=LUGN, words=words)} == {"T1", "T2"}


def test_a_track_without_cues_has_nothing_to_find() -> None:
    assert check((), language="ti", profile=LUGN) == ()


def test_a_language_without_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        check((), language="en", profile=LUGN)
