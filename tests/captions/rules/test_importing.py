"""Which cue of a track a cue of a file is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.captions.models.cues import Cue
from app.captions.rules.importing import match_cues

PRESENT = [Cue("c1", 0, 1000, "a"), Cue("c5", 1000, 2000, "b", ("c7",)), Cue("c2", 3000, 5000, "c")]


def _ids(read: list[Cue], *, keeps_ids: bool = False) -> list[str]:
    return [cue.id for cue in match_cues(PRESENT, read, keeps_ids=keeps_ids)]


def test_a_file_from_here_names_its_cues_itself() -> None:
    read = [Cue("c5", 0, 500, "x"), Cue("c9", 600, 900, "y")]
    assert _ids(read, keeps_ids=True) == ["c5", ""]


def test_others_are_known_by_their_times() -> None:
    read = [
        Cue("c1", 100, 900, "x"),
        Cue("c2", 1100, 2100, "y"),
        Cue("c3", 2100, 2900, "z"),
        Cue("c4", 3900, 5400, "w"),
    ]
    assert _ids(read) == ["c1", "c5", "", "c2"]


def test_each_is_taken_once() -> None:
    halves = [Cue("c1", 3000, 4000, "x"), Cue("c2", 4000, 5000, "y")]
    assert _ids(halves) == ["c2", ""]


def test_sources_stay_unless_the_file_names_others() -> None:
    kept, named = match_cues(
        PRESENT, [Cue("c5", 1000, 2000, "x"), Cue("c2", 3000, 5000, "y", ("c8",))], keeps_ids=True
    )
    assert (kept.sources, named.sources) == (("c7",), ("c8",))


SPANS = st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 2000)), max_size=10)


@settings(max_examples=50)
@given(SPANS)
def test_nothing_of_the_file_is_lost_and_no_cue_is_taken_twice(spans: list[tuple[int, int]]) -> None:
    read = [Cue(f"c{n}", start, start + size, f"{n}") for n, (start, size) in enumerate(sorted(spans), 1)]
    matched = match_cues(PRESENT, read, keeps_ids=False)
    assert [(cue.start, cue.end, cue.text) for cue in matched] == [(c.start, c.end, c.text) for c in read]
    taken = [cue.id for cue in matched if cue.id]
    assert len(taken) == len(set(taken))
