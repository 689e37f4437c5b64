"""Doubtful places stand at the cues that they overlap."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.captions.models.cues import Cue
from app.captions.models.tracks import TrackFlag
from app.captions.rules.flags import flags_by_cue, flags_of_all


def _flag(own: str, start: int, end: int) -> TrackFlag:
    return TrackFlag(id=own, track_id="t", doubt="credit", start=start, end=end, words="")


CUES = [Cue("c1", 0, 1000, "a"), Cue("c2", 2000, 3000, "b"), Cue("c3", 9000, 9500, "c")]


def test_a_place_stands_at_each_cue_it_overlaps() -> None:
    flags = [_flag("wide", 900, 2001), _flag("touching", 1000, 2000), _flag("late", 9400, 9900)]
    found = flags_by_cue(CUES, flags)
    assert {own: [flag.id for flag in told] for own, told in found.items()} == {
        "c1": ["wide"],
        "c2": ["wide"],
        "c3": ["late"],
    }


def test_one_that_none_overlaps_stands_at_the_nearest() -> None:
    flags = [_flag("a", 1100, 1200), _flag("b", 8000, 8500), _flag("c", 20_000, 21_000)]
    found = flags_of_all(CUES, flags)
    assert {own: [flag.id for flag in told] for own, told in found.items()} == {"c1": ["a"], "c3": ["b", "c"]}


def test_without_cues_there_is_nowhere_to_stand() -> None:
    assert flags_of_all([], [_flag("a", 0, 1)]) == {}


SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 80)), max_size=12)


@settings(max_examples=60)
@given(SPANS, SPANS)
def test_as_slowly_as_one_would_by_hand(cues: list[tuple[int, int]], flags: list[tuple[int, int]]) -> None:
    shown = [Cue(f"c{n}", start, start + size, "") for n, (start, size) in enumerate(sorted(cues))]
    doubts = [_flag(f"f{n}", start, start + size) for n, (start, size) in enumerate(flags)]
    found = flags_by_cue(shown, doubts)
    for cue in shown:
        wanted = [one for one in doubts if one.start < cue.end and cue.start < one.end]
        assert list(found.get(cue.id, ())) == wanted
    if shown:
        everywhere = {flag.id for told in flags_of_all(shown, doubts).values() for flag in told}
        assert everywhere == {flag.id for flag in doubts}
