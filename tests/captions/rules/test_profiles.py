"""The numbers of the rule table, profile by profile."""

import pytest

from app.captions.models.cues import ProfileName
from app.captions.rules.profiles import limits_of

LUGN, STANDARD, EXTRA = ProfileName.LUGN, ProfileName.STANDARD, ProfileName.EXTRA_LUGN


@pytest.mark.parametrize(
    ("profile", "language", "line", "speed", "duration"),
    [
        (LUGN, "sv", (37, 42), (12, 14, 17), (1500, 6000)),
        (LUGN, "so", (37, 42), (12, 14, 17), (1500, 6000)),
        (LUGN, "ar", (37, 42), (13, 15, 20), (1500, 6000)),
        (LUGN, "ti", (30, 37), (12, 14, 17), (1500, 6000)),
        (STANDARD, "sv", (42, 42), (15, 17, 20), (833, 7000)),
        (STANDARD, "ar", (42, 42), (17, 20, 23), (833, 7000)),
        (EXTRA, "sv", (32, 37), (9, 10, 12), (1500, 6000)),
        (EXTRA, "ar", (32, 37), (9, 10, 12), (1500, 6000)),
    ],
)
def test_limits_are_those_of_the_table(
    profile: ProfileName,
    language: str,
    line: tuple[int, int],
    speed: tuple[float, float, float],
    duration: tuple[int, int],
) -> None:
    limits = limits_of(profile, language)
    assert (limits.line_warn, limits.line_error) == line
    assert (limits.speed_target, limits.speed_warn, limits.speed_error) == speed
    assert (limits.shortest_warn, limits.longest_warn) == duration
    assert (limits.shortest_error, limits.longest_error) == (833, 7000)


@pytest.mark.parametrize(
    ("profile", "language", "rules"),
    [
        (LUGN, "sv", ("L1", "S1")),
        (LUGN, "ar", ("L1a", "S1a")),
        (STANDARD, "ti", ("L1t", "S1")),
        (EXTRA, "ar", ("L1a", "S2")),
        (EXTRA, "so", ("L1", "S2")),
    ],
)
def test_rules_carry_the_names_of_the_table(
    profile: ProfileName, language: str, rules: tuple[str, str]
) -> None:
    limits = limits_of(profile, language)
    assert (limits.line_rule, limits.speed_rule) == rules


def test_a_language_without_limits_is_refused() -> None:
    with pytest.raises(ValueError, match="'en'"):
        limits_of(LUGN, "en")


def test_a_profile_may_be_named_by_its_word() -> None:
    assert limits_of("extra-lugn", "sv") is limits_of(EXTRA, "sv")
