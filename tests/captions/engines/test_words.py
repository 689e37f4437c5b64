"""From what a library hears to words in order: whatever it gives, times are whole and inside."""

import itertools
import math

from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.engines.words import HeardSegment, HeardWord, place_words
from app.captions.models.words import Segment, Span, Word

_TIMES = strategies.floats(-5, 40) | strategies.sampled_from([math.nan, math.inf, -math.inf])
_WORDS = strategies.lists(
    strategies.builds(
        HeardWord,
        strategies.sampled_from([" ord", " en", ",5", "-post", " ", "", "."]),
        _TIMES,
        _TIMES,
        strategies.floats(-1, 2) | strategies.just(math.nan),
    ),
    max_size=12,
)
_FIGURES = strategies.floats(allow_nan=True, allow_infinity=True)
_SEGMENTS = strategies.lists(
    strategies.builds(HeardSegment, _WORDS, _FIGURES, _FIGURES, _FIGURES), max_size=5
)


@strategies.composite
def _parts(draw: strategies.DrawFn) -> tuple[Span, ...]:
    found, at = [], draw(strategies.integers(0, 9000))
    for gap, length in draw(
        strategies.lists(
            strategies.tuples(strategies.integers(1, 9000), strategies.integers(100, 9000)),
            min_size=1,
            max_size=4,
        )
    ):
        found.append(Span(at + gap, at + gap + length))
        at = found[-1].end
    return tuple(found)


@given(_SEGMENTS, _parts())
@hypothesis_settings(max_examples=150, deadline=None)
def test_place_words_gives_times_in_order_inside_the_parts(
    heard: list[HeardSegment], parts: tuple[Span, ...]
) -> None:
    placed = place_words(heard, parts)
    words = [word for segment in placed for word in segment.words]
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(words))
    for word in words:
        assert word.start < word.end
        assert any(part.start <= word.start and word.end <= part.end for part in parts)
        assert word.probability is None or 0 <= word.probability <= 1
    given_text = "".join("".join(word.text.split()) for segment in heard for word in segment.words)
    assert "".join(word.text for word in words) == given_text
    for segment in placed:
        assert (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        for figure in (segment.no_speech, segment.log_probability, segment.compression):
            assert figure is None or math.isfinite(figure)


def _segment(*words: tuple[str, float, float]) -> HeardSegment:
    return HeardSegment([HeardWord(*word, 0.9) for word in words], 0.1, -0.2, 1.5)


def test_place_words_moves_times_behind_what_was_left_out() -> None:
    parts = (Span(1000, 3000), Span(9000, 12_000))
    placed = place_words([_segment((" Dela", 0.5, 1.0), (" upp", 1.5, 2.2), (" dagen", 2.4, 3.0))], parts)
    assert placed == (
        Segment(1500, 3000, (Word("Dela", 1500, 2000, 0.9), Word("upp", 2500, 3000, 0.9)), 0.1, -0.2, 1.5),
        Segment(9400, 10_000, (Word("dagen", 9400, 10_000, 0.9),), 0.1, -0.2, 1.5),
    )


def test_place_words_puts_together_what_the_libraries_part() -> None:
    heard = [
        _segment((" ta", 0, 0.2), (" 3", 0.3, 0.4), (",5", 0.4, 0.6), (" mg", 0.7, 0.9), ("/dag.", 0.9, 1.2))
    ]
    (segment,) = place_words(heard, (Span(0, 2000),))
    assert [(word.text, word.start, word.end) for word in segment.words] == [
        ("ta", 0, 200),
        ("3,5", 300, 600),
        ("mg/dag.", 700, 1200),
    ]


def test_place_words_gives_no_empty_segment() -> None:
    assert place_words([_segment((" ", 0, 1)), _segment()], (Span(0, 1000),)) == ()


def test_place_words_makes_room_at_the_end() -> None:
    (segment,) = place_words([_segment((" a", 1, 1), (" b", 1, 1), (" c", 5, 6))], (Span(0, 1000),))
    assert [(word.start, word.end) for word in segment.words] == [(997, 998), (998, 999), (999, 1000)]
