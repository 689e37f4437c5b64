"""Abbreviations: found in every spelling, written out with their sentence intact."""

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.rules.qc.abbreviations import expand, find_abbreviations


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Ca 10 % av alla", "Cirka 10 procent av alla"),
        ("10% och 5 min, 2 h", "10 procent och 5 minuter, 2 timmar"),
        ("bl.a. bl a bl. a.", "bland annat bland annat bland annat"),
        ("t.ex. Anna", "till exempel Anna"),
        ("mat m.m.", "mat med mera."),
        ("mat m.m. Sen", "mat med mera. Sen"),
        ("mat m.m. och", "mat med mera och"),
        ("mat osv. Sen", "mat och så vidare. Sen"),
        ("kl. 14.30, kl 15", "klockan 14.30, klockan 15"),
        ("p.g.a. d.v.s. dvs", "på grund av det vill säga det vill säga"),
        ("fr.o.m. i dag t.o.m.", "från och med i dag till och med"),
        ("50 kr", "50 kronor"),
        ("§ 5", "paragraf 5"),
    ],
)
def test_abbreviations_are_written_out(text: str, whole: str) -> None:
    assert expand(text) == whole
    assert expand(whole) == whole


@pytest.mark.parametrize(
    "text",
    [
        "Min kropp",
        "en min",
        "10 mg, 5 ml, 2 kg",
        "Max är här",
        "ev är ett namn",
        "cancer",
        "h",
        "strax",
    ],
)
def test_words_and_units_stay(text: str) -> None:
    assert list(find_abbreviations(text)) == []


PIECES = ["ca", "t.ex.", "bl", "a", "10", "%", "min", "h", "kr", "Anna", ".", ",", "m.m.", "§", "ev.", "\n"]


@hypothesis_settings(max_examples=150, deadline=None)
@given(strategies.lists(strategies.sampled_from(PIECES)).map(" ".join))
def test_writing_out_twice_changes_nothing(text: str) -> None:
    assert expand(expand(text)) == expand(text)
    assert list(find_abbreviations(expand(text))) == []
