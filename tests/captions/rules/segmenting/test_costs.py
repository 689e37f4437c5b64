"""The weights, against the limits that they must respect."""

from app.captions.models.cues import ProfileName
from app.captions.rules.profiles import limits_of
from app.captions.rules.segmenting.costs import AHEAD, CUT, EARLY, ERROR, IMPOSSIBLE, LATE, WARNING


def test_shifts_stay_inside_the_limits_of_every_profile() -> None:
    for profile in ProfileName:
        limits = limits_of(profile, "sv")
        assert limits.start_near > EARLY
        assert limits.start_warn > max(AHEAD, LATE)
        assert limits.cut_warn > CUT


def test_no_number_of_warnings_in_a_cue_outweighs_an_error() -> None:
    assert ERROR > 20 * WARNING
    assert IMPOSSIBLE > 1000 * ERROR
