import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.captions.models.words import Doubt, Segment, Span, Transcript, Word
from app.captions.rules.cleaning.settling import settle

CALM = "Smärta är kroppens larm."
SQUEEZED = "Det betyder inte att smärtan är inbillad."


def said(text: str, start: int, end: int) -> Segment:
    """Share the time out evenly among the words."""
    texts = text.split()
    step = (end - start) / len(texts)
    words = tuple(
        Word(word, round(start + step * n), round(start + step * (n + 1))) for n, word in enumerate(texts)
    )
    return Segment(start, end, words)


def transcript(*segments: Segment, duration: int = 30_000) -> Transcript:
    return Transcript("sv", duration, segments)


def test_words_with_room_stay_as_they_are() -> None:
    heard = transcript(said(CALM, 1000, 3000), said(SQUEEZED, 4000, 7000))
    assert settle(heard, [Span(900, 7100)]) == (heard, ())


def test_squeezed_words_are_spread_over_the_speech_that_nobody_else_explains() -> None:
    heard = transcript(said(CALM, 1000, 3000), said(SQUEEZED, 5900, 6000), said(CALM, 8000, 10_000))
    settled, flags = settle(heard, [Span(900, 3100), Span(4600, 7000), Span(7900, 10_100)])
    assert [(flag.doubt, flag.words) for flag in flags] == [(Doubt.ESTIMATED_TIME, SQUEEZED)]
    spread = settled.segments[1]
    assert (spread.start, spread.end, spread.text) == (4600, 7000, SQUEEZED)
    assert all(word.end > word.start for word in spread.words)


def test_pauses_inside_the_speech_are_left_alone() -> None:
    heard = transcript(said("ett två", 2000, 2010))
    settled, _ = settle(heard, [Span(1000, 1500), Span(3000, 3500)])
    first, second = settled.words
    assert (first.start, first.end, second.start, second.end) == (1000, 1500, 3000, 3500)


def test_text_without_any_speech_is_left_out_and_kept_in_a_flag() -> None:
    heard = transcript(said(CALM, 1000, 3000), said(SQUEEZED, 3000, 3040), duration=3500)
    settled, flags = settle(heard, [Span(900, 3100)])
    assert [segment.text for segment in settled.segments] == [CALM]
    assert [(flag.doubt, flag.words, flag.start) for flag in flags] == [(Doubt.LEFT_OUT, SQUEEZED, 3000)]


def test_of_two_squeezed_texts_the_first_gets_the_room() -> None:
    heard = transcript(said(SQUEEZED, 1000, 1040), said(SQUEEZED, 1040, 1080))
    settled, flags = settle(heard, [Span(500, 2500)])
    assert [flag.doubt for flag in flags] == [Doubt.ESTIMATED_TIME, Doubt.LEFT_OUT]
    assert len(settled.segments) == 1


@pytest.mark.parametrize("words", [(), ("hej",)])
def test_a_word_alone_and_nothing_at_all_are_left_alone(words: tuple[str, ...]) -> None:
    heard = transcript(*(said(word, 10, 11) for word in words))
    assert settle(heard, []) == (heard, ())


spans = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 3000)), max_size=6).map(
    lambda found: [Span(start, start + length) for start, length in found]
)
segments = st.lists(
    st.tuples(st.sampled_from([CALM, SQUEEZED, "ja"]), st.integers(0, 20_000), st.integers(1, 4000)),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(segments=segments, speech=spans)
def test_nothing_is_lost_and_times_stay_sound(
    segments: list[tuple[str, int, int]], speech: list[Span]
) -> None:
    heard = transcript(*(said(text, start, start + length) for text, start, length in segments))
    settled, flags = settle(heard, speech)
    left_out = [flag.words for flag in flags if flag.doubt is Doubt.LEFT_OUT]
    assert sorted([word.text for word in heard.words]) == sorted(
        [word.text for word in settled.words] + [word for words in left_out for word in words.split()]
    )
    assert all(word.start <= word.end for word in settled.words)
