"""Layout and time over a track: each cue is judged between its neighbours."""

import pytest

from app.captions.models.cues import Cue, ProfileName
from app.captions.rules.qc.matching import Spoken
from app.captions.rules.qc.rules import rules_for

TRACK = [
    Spoken(Cue("c1", 0, 2000, "Du tar en paus och")),
    Spoken(Cue("c2", 2040, 4000, "vilar. Sedan går")),
    Spoken(Cue("c3", 4080, 6001, "du hem.")),
]


def test_neighbours_decide_on_gaps_and_partings() -> None:
    rules = rules_for(ProfileName.LUGN, "sv", 6000)
    found = [[finding.rule for finding in rules.findings(TRACK, index)] for index in range(3)]
    assert found == [["L4", "G1"], ["B1"], ["T3"]]


def test_rules_of_another_profile_have_its_limits() -> None:
    track = [Spoken(Cue("c1", 0, 1000, "Vila."))]
    assert [finding.rule for finding in rules_for(ProfileName.LUGN, "sv", None).findings(track, 0)] == ["D1"]
    assert rules_for(ProfileName.STANDARD, "sv", None).findings(track, 0) == []


def test_a_language_without_rules_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        rules_for(ProfileName.LUGN, "en", None)
