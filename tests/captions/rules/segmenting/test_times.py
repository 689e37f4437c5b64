"""Word times made fit for planning."""

from hypothesis import given, settings, strategies

from app.captions.models.words import Word
from app.captions.rules.segmenting.times import orderly_times

TIME = strategies.integers(-1000, 5000)


def _words(*times: tuple[int, int]) -> list[Word]:
    return [Word("ord", start, end) for start, end in times]


def test_good_times_stay() -> None:
    assert orderly_times(_words((0, 400), (400, 700), (900, 1200)), 2000) == ([0, 400, 900], [400, 700, 1200])


def test_no_words_have_no_times() -> None:
    assert orderly_times([], 1000) == ([], [])


def test_one_wild_word_does_not_move_the_others() -> None:
    starts, ends = orderly_times(_words((0, 100), (9_000_000, 9_000_100), (200, 300), (300, 400)), None)
    assert starts == [0, 100, 200, 300]
    assert ends[2:] == [300, 400]


def test_wild_words_at_either_end_take_their_neighbours_times() -> None:
    starts, _ = orderly_times(_words((900, 950), (100, 200), (200, 300), (0, 50)), None)
    assert starts == [100, 100, 200, 200]


def test_times_outside_the_lecture_come_inside() -> None:
    assert orderly_times(_words((-50, 100), (900, 5000)), 1000) == ([0, 900], [100, 1000])


def test_a_word_may_sound_a_little_into_the_next_but_not_over_it() -> None:
    _, ends = orderly_times(_words((0, 150), (100, 9000), (200, 300)), None)
    assert ends == [150, 600, 300]


def test_a_word_that_ends_before_it_starts_takes_no_time() -> None:
    assert orderly_times(_words((500, 200)), None) == ([500], [500])


@settings(max_examples=60)
@given(
    strategies.lists(strategies.tuples(TIME, TIME), max_size=30),
    strategies.none() | strategies.integers(1, 4000),
)
def test_times_never_fall_back(times: list[tuple[int, int]], duration: int | None) -> None:
    starts, ends = orderly_times(_words(*times), duration)
    assert starts == sorted(starts)
    assert all(0 <= start <= end for start, end in zip(starts, ends, strict=True))
    assert duration is None or all(end <= duration for end in ends)
