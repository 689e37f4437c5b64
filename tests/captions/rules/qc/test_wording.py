"""Every rule and doubt has words."""

import pytest

from app.captions.models.words import Doubt
from app.captions.rules.qc.wording import DOUBTS, RULES, Unit, unit_of, words_of

TABLE = [
    "L1",
    "L1a",
    "L1t",
    "L2",
    "L3",
    "L4",
    "S1",
    "S1a",
    "S2",
    "D1",
    "D2",
    "G1",
    "G2",
    "T1",
    "T2",
    "T3",
    "H1",
    "H2",
    "H3",
    "N1",
    "N2",
    "N3",
    "X1",
    "X2",
    "X3",
    "B1",
    "P1",
]


@pytest.mark.parametrize("rule", TABLE)
def test_every_rule_of_the_table_has_a_sentence(rule: str) -> None:
    assert words_of(rule) == RULES[rule][0]
    assert words_of(rule) != words_of("Z9")


def test_every_doubt_has_a_sentence() -> None:
    assert set(DOUBTS) == set(Doubt)


def test_units_fit_the_rules() -> None:
    assert (unit_of("D1"), unit_of("S1a"), unit_of("X3"), unit_of("Z9")) == (
        Unit.SECONDS,
        Unit.SPEED,
        Unit.NONE,
        Unit.NONE,
    )
