"""The speech map: shares and gaps, against counting millisecond by millisecond."""

from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.models.words import Span, Word
from app.captions.rules.cleaning.coverage import SpeechMap

times = strategies.integers(0, 60)
pairs = strategies.tuples(times, times)


@hypothesis_settings(max_examples=150, deadline=None)
@given(strategies.lists(pairs.map(lambda pair: Span(min(pair), max(pair))), max_size=5), pairs)
def test_the_share_is_what_counting_gives(spans: list[Span], pair: tuple[int, int]) -> None:
    start, end = min(pair), max(pair)
    spoken = {time for span in spans for time in range(span.start, span.end)}
    heard = SpeechMap(spans)
    assert heard.speech_in(start, end) == sum(time in spoken for time in range(start, end))
    if end > start:
        assert heard.share(start, end) == heard.speech_in(start, end) / (end - start)


def test_a_point_lies_in_speech_or_not() -> None:
    heard = SpeechMap([Span(10, 20)])
    assert (heard.share(15, 15), heard.share(30, 30), SpeechMap([]).share(1, 1)) == (1, 0, 0)


def test_speech_without_words_is_found_after_four_seconds() -> None:
    heard = SpeechMap([Span(0, 4000), Span(10_000, 14_001), Span(20_000, 29_000)])
    assert heard.without(()) == (Span(10_000, 14_001), Span(20_000, 29_000))
    assert heard.without((Word("a", 24_000, 24_500), Word("b", 12_000, 12_001))) == (Span(24_500, 29_000),)


@hypothesis_settings(max_examples=100, deadline=None)
@given(strategies.lists(pairs, max_size=4), strategies.lists(pairs, max_size=6))
def test_missing_speech_is_speech_in_which_no_word_lies(
    spans: list[tuple[int, int]], words: list[tuple[int, int]]
) -> None:
    heard = SpeechMap([Span(min(pair) * 200, max(pair) * 200) for pair in spans])
    said = [Word("a", min(pair) * 200, min(min(pair) * 200 + 2000, max(pair) * 200)) for pair in words]
    for gap in heard.without(said):
        assert gap.end - gap.start > 4000
        assert heard.share(gap.start, gap.end) == 1
        assert not any(word.start < gap.end and word.end > gap.start for word in said)


def test_the_silence_of_words_before_one_is_measured_to_its_start() -> None:
    heard = SpeechMap([Span(0, 8000)])
    assert heard.without((Word("a", 4000, 4100),)) == ()
    assert heard.without((Word("a", 4001, 4100),)) == (Span(0, 4001),)
