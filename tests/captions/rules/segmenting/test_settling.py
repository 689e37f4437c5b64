"""The last safeguard against times that cannot be."""

from hypothesis import given, settings, strategies

from app.captions.models.cues import Cue
from app.captions.rules.segmenting.settling import settle

TIME = strategies.integers(0, 300)


def _cues(*times: tuple[int, int]) -> list[Cue]:
    return [Cue(f"c{number}", start, end, f"ord{number}") for number, (start, end) in enumerate(times, 1)]


def test_cues_in_order_pass_unchanged() -> None:
    cues = _cues((0, 1000), (1080, 2000))
    assert settle(cues, 2000) == tuple(cues)


def test_a_cue_waits_for_the_one_before_it() -> None:
    assert [(cue.start, cue.end) for cue in settle(_cues((0, 500), (400, 450)), None)] == [
        (0, 500),
        (500, 540),
    ]


def test_cues_move_back_into_the_lecture() -> None:
    found = settle(_cues((0, 900), (900, 950), (960, 1400)), 1000)
    assert [(cue.start, cue.end) for cue in found] == [(0, 900), (900, 950), (960, 1000)]


def test_more_cues_than_milliseconds_are_joined() -> None:
    found = settle(_cues(*[(0, 0)] * 5), 2)
    assert [cue.text for cue in found] == ["ord1\nord2\nord3", "ord4\nord5"]
    assert [(cue.start, cue.end) for cue in found] == [(0, 1), (1, 2)]


@settings(max_examples=80)
@given(strategies.lists(strategies.tuples(TIME, TIME), max_size=12), strategies.integers(1, 400))
def test_cues_are_apart_and_inside(times: list[tuple[int, int]], duration: int) -> None:
    cues = _cues(*times)
    found = settle(cues, duration)
    free = 0
    for cue in found:
        assert free <= cue.start < cue.end <= duration
        free = cue.end
    assert " ".join(cue.text for cue in found).split() == [cue.text for cue in cues]
