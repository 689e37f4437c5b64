"""Rules H1-H3: flags reach the cues that show them, until a person has reviewed them."""

import pytest

from app.captions.models.cues import Cue, Level
from app.captions.models.words import Doubt, Flag
from app.captions.rules.qc.doubts import check_doubts

CUES = tuple(Cue(f"c{number}", number * 2000, number * 2000 + 1900, "Text") for number in range(5))


def _found(flag: Flag) -> list[tuple[str, str | None]]:
    return [(finding.rule, finding.cue_id) for finding in check_doubts(CUES, [flag])]


@pytest.mark.parametrize("doubt", list(Doubt))
def test_every_doubt_has_its_rule(doubt: Doubt) -> None:
    (finding,) = check_doubts(CUES, [Flag(doubt, 2000, 3900, "Text")])
    rules = {Doubt.NO_SPEECH: "H1", Doubt.MISSING: "H3"}
    assert finding.rule == rules.get(doubt, "H2")
    assert finding.level is Level.WARNING


def test_all_cues_of_a_flag_are_named_and_no_neighbours() -> None:
    assert _found(Flag(Doubt.CREDIT, 2900, 6500, "x")) == [("H2", "c1"), ("H2", "c2")]
    assert _found(Flag(Doubt.CREDIT, 3700, 5900, "x")) == [("H2", "c2")]
    assert _found(Flag(Doubt.CREDIT, 3700, 5900, "en Text")) == [("H2", "c1"), ("H2", "c2")]
    assert _found(Flag(Doubt.CREDIT, 4100, 4200, "x")) == [("H2", "c2")]
    assert _found(Flag(Doubt.CREDIT, 4100, 4100, "x")) == [("H2", "c2")]


def test_flagged_text_without_a_cue_is_still_told() -> None:
    assert _found(Flag(Doubt.NO_SPEECH, 60_000, 61_000, "x")) == [("H1", None)]
    assert check_doubts((), [Flag(Doubt.NO_SPEECH, 0, 1, "x")])[0].cue_id is None


def test_missing_text_tells_how_long() -> None:
    (finding,) = check_doubts(CUES, [Flag(Doubt.MISSING, 0, 4500)])
    assert (finding.cue_id, finding.value, finding.limit) == (None, 4500, 4000)


def test_reviewed_flags_are_gone_and_others_stop_publishing() -> None:
    flags = (Flag(Doubt.CREDIT, 0, 1000, "a"), Flag(Doubt.CREDIT, 2000, 3000, "b"))
    (finding,) = check_doubts(CUES, flags, frozenset(flags[:1]), is_publishing=True)
    assert (finding.cue_id, finding.level, finding.words) == ("c1", Level.ERROR, "b")
