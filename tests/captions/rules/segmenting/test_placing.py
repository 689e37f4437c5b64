"""When a cue ends: the same rules as the check, obeyed beforehand."""

import pytest
from hypothesis import given, settings, strategies

from app.captions.models.cues import ProfileName
from app.captions.rules.profiles import limits_of
from app.captions.rules.segmenting.costs import ERROR, IMPOSSIBLE, WARNING
from app.captions.rules.segmenting.placing import Placing, Shown

LUGN = Placing(limits_of(ProfileName.LUGN, "sv"))
FREE = 1_000_000


def _shown(start: int, last: int, characters: int) -> Shown:
    return Shown(start, last, characters, characters)


@pytest.mark.parametrize(
    ("cue", "until", "end"),
    [
        # Read at the target's twelve characters a second before the last word ends: a short linger.
        (_shown(0, 3000, 24), FREE, 3200),
        # Read at twelve within half a second after the last word.
        (_shown(0, 3000, 40), FREE, 3334),
        # Half a second is enough for fourteen, not for twelve: no longer than that.
        (_shown(0, 3000, 48), FREE, 3500),
        # Reading takes longer, which is what longer is for; never more than a second and a half.
        (_shown(0, 3000, 56), FREE, 4001),
        (_shown(0, 3000, 70), FREE, 4500),
        # A cue stands long enough to be seen.
        (_shown(0, 900, 4), FREE, 1500),
        # The next cue comes first.
        (_shown(0, 3000, 24), 2950, 2950),
        # A gap that would flicker is closed, or opened where closing it would take too long.
        (_shown(0, 3000, 24), 3300, 3300),
        (_shown(0, 3000, 24), 3550, 3150),
        # Not longer than six seconds, if the last word allows it.
        (_shown(0, 5900, 60), FREE, 6000),
        (_shown(0, 6050, 60), FREE, 6000),
        (_shown(0, 6300, 60), FREE, 6200),
    ],
)
def test_end_is_what_the_rules_ask_for(cue: Shown, until: int, end: int) -> None:
    assert LUGN.place(cue, until, closing=True) == end


def test_a_line_feed_alone_makes_no_cue_linger() -> None:
    cue = Shown(0, 3000, 49, 50)
    assert LUGN.place(cue, FREE, closing=True) == 3500


def test_no_flicker_before_the_end_of_the_lecture() -> None:
    assert LUGN.place(_shown(0, 3000, 24), 3300, closing=False) == 3200


@pytest.mark.parametrize(
    ("cue", "end", "at_least"),
    [
        (_shown(0, 3000, 24), 3200, 0.0),
        (_shown(0, 3000, 42), 3000, 3.0),
        (_shown(0, 3000, 43), 3000, WARNING),
        (_shown(0, 3000, 52), 3000, ERROR),
        (_shown(0, 1000, 4), 1499, WARNING),
        (_shown(0, 800, 4), 800, ERROR),
        (_shown(0, 6001, 30), 6001, WARNING),
        (_shown(0, 7001, 30), 7001, ERROR),
        (_shown(0, 3000, 24), 3501, WARNING),
        (_shown(0, 3000, 24), 4501, ERROR),
        (_shown(0, 3000, 24), 2879, WARNING),
        (_shown(0, 3000, 24), 2499, ERROR),
        (_shown(0, 3000, 60), 4400, 3.0),
        (_shown(0, 3000, 24), 0, IMPOSSIBLE),
    ],
)
def test_cost_begins_where_a_rule_does(cue: Shown, end: int, at_least: float) -> None:
    steps = [0.0, 3.0, WARNING, ERROR, IMPOSSIBLE, float("inf")]
    cost = LUGN.cost(cue, end)
    assert at_least <= cost < steps[steps.index(at_least) + 1]


@settings(max_examples=80)
@given(
    strategies.integers(0, 8000),
    strategies.integers(1, 90),
    strategies.integers(80, 9000),
    strategies.sampled_from(list(ProfileName)),
)
def test_end_is_never_later_than_allowed(
    spoken: int, characters: int, room: int, profile: ProfileName
) -> None:
    placing = Placing(limits_of(profile, "sv"))
    end = placing.place(_shown(0, spoken, characters), room, closing=True)
    assert end <= min(room, spoken + placing.limits.linger_error)
