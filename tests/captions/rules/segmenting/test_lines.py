"""Where the line break goes."""

from math import inf

import pytest

from app.captions.models.cues import ProfileName
from app.captions.models.words import Word
from app.captions.rules.languages import language_of
from app.captions.rules.profiles import limits_of
from app.captions.rules.segmenting.costs import ERROR, WARNING
from app.captions.rules.segmenting.lines import break_lines
from app.captions.rules.segmenting.material import lay_out


def _broken(text: str, *, spare: float = inf) -> tuple[float, list[str]]:
    words = [Word(word, at * 300, at * 300 + 300) for at, word in enumerate(text.split())]
    limits = limits_of(ProfileName.LUGN, "sv")
    material = lay_out(words, language=language_of("sv"), limits=limits, duration=None)
    cost, lower = break_lines(material, 0, len(words), spare=spare)
    lines = [words[:lower], words[lower:]] if lower else [words]
    return cost, [" ".join(word.text for word in line) for line in lines]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Ta paus innan smärtan stoppar dig.", ["Ta paus innan smärtan stoppar dig."]),
        (
            "Din kropp mår bra, och sedan vilar du en liten stund.",
            ["Din kropp mår bra,", "och sedan vilar du en liten stund."],
        ),
        (
            "Jag tar en paus på tio minuter när jag har arbetat länge med något.",
            ["Jag tar en paus på tio minuter", "när jag har arbetat länge med något."],
        ),
        (
            "Vi hörde Anna Lindgren berätta mycket om långvarig smärta.",
            ["Vi hörde Anna Lindgren", "berätta mycket om långvarig smärta."],
        ),
    ],
)
def test_lines_part_where_the_sentence_does(text: str, lines: list[str]) -> None:
    cost, found = _broken(text)
    assert found == lines
    assert cost < WARNING


def test_the_upper_line_is_the_shorter_one_even_if_it_parts_worse() -> None:
    _, lines = _broken("Rörelse stärker kroppen din varje morgon, och det gör vilan.")
    assert len(lines[0]) <= len(lines[1])


def test_a_word_longer_than_a_line_stands_alone() -> None:
    cost, lines = _broken("x" * 80)
    assert lines == ["x" * 80]
    assert cost >= ERROR


def test_an_orphan_costs_a_warning() -> None:
    cost, lines = _broken("Ja " + "x" * 37)
    assert lines == ["Ja", "x" * 37]
    assert cost >= WARNING


def test_layouts_that_break_rules_are_not_looked_for_in_vain() -> None:
    text = "x" * 37 + " ja"
    assert _broken(text)[0] >= WARNING
    assert _broken(text, spare=WARNING) == (inf, [text])
