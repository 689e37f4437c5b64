"""Chunks and windows: all speech is in exactly one, cuts lie at silences."""

import itertools

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.engines.chunks import LONGEST_PAUSE, LONGEST_SPAN, cut_at_silences, pack, within
from app.captions.models.words import Span

_MINUTE = 60_000


@strategies.composite
def _speech(draw: strategies.DrawFn) -> tuple[Span, ...]:
    found, at = [], 0
    for gap, length in draw(
        strategies.lists(
            strategies.tuples(strategies.integers(0, 20_000), strategies.integers(1, 90_000)), max_size=30
        )
    ):
        found.append(Span(at + gap, at + gap + length))
        at += gap + length
    return tuple(found)


def _covered(spans: tuple[Span, ...]) -> set[int]:
    return {moment for span in spans for moment in range(span.start, span.end, 1)}


@given(_speech(), strategies.integers(1000, 200_000))
@hypothesis_settings(max_examples=60, deadline=None)
def test_cut_at_silences_holds_all_speech_once(speech: tuple[Span, ...], longest: int) -> None:
    duration = speech[-1].end if speech else 0
    chunks = cut_at_silences(speech, duration, longest)
    assert all(0 < chunk.end - chunk.start <= longest for chunk in chunks)
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(chunks))
    inside = [part for chunk in chunks for part in within(speech, chunk)]
    assert sum(part.end - part.start for part in inside) == sum(one.end - one.start for one in speech)
    assert all(chunk.start == within(speech, chunk)[0].start for chunk in chunks)
    assert all(chunk.end == within(speech, chunk)[-1].end for chunk in chunks)


@given(_speech(), strategies.integers(2000, 40_000))
@hypothesis_settings(max_examples=60, deadline=None)
def test_pack_hears_all_speech_once(speech: tuple[Span, ...], longest: int) -> None:
    windows = pack(speech, longest)
    parts = [part for window in windows for part in window]
    assert all(sum(part.end - part.start for part in window) <= longest for window in windows)
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(parts))
    heard = sum(
        min(part.end, one.end) - max(part.start, one.start)
        for one in speech
        for part in parts
        if part.start < one.end and one.start < part.end
    )
    assert heard == sum(one.end - one.start for one in speech)
    for window in windows:
        assert all(later.start - earlier.end > 0 for earlier, later in itertools.pairwise(window))


def test_cut_at_silences_takes_the_longest_silence() -> None:
    speech = (
        Span(0, 7 * _MINUTE),
        Span(7 * _MINUTE + 5000, 8 * _MINUTE),
        Span(8 * _MINUTE + 900, 9 * _MINUTE),
        Span(9 * _MINUTE + 900, 12 * _MINUTE),
    )
    chunks = cut_at_silences(speech, 12 * _MINUTE)
    assert chunks == (Span(0, 7 * _MINUTE), Span(7 * _MINUTE + 5000, 12 * _MINUTE))


def test_cut_at_silences_of_a_monologue_without_a_pause() -> None:
    pieces = tuple(Span(start, start + 25_000) for start in range(0, 30 * _MINUTE, 25_000))
    chunks = cut_at_silences(pieces, 30 * _MINUTE)
    assert [chunk.end - chunk.start for chunk in chunks] == [600_000] * 3
    assert cut_at_silences((Span(0, 30 * _MINUTE),), 30 * _MINUTE) == chunks


def test_cut_at_silences_keeps_to_the_recording() -> None:
    assert cut_at_silences((Span(0, 500), Span(800, 1200), Span(2000, 2100)), 1000) == (Span(0, 1000),)
    assert cut_at_silences((), 1000) == ()


def test_cut_at_silences_refuses_chunks_of_nothing() -> None:
    with pytest.raises(ValueError, match="at least one"):
        cut_at_silences((Span(0, 5),), 5, 0)


def test_pack_leaves_long_pauses_out_but_for_their_ends() -> None:
    assert pack((Span(0, 1000), Span(3000, 4000), Span(9000, 10_000))) == (
        (Span(0, 4400), Span(8600, 10_000)),
    )
    assert LONGEST_PAUSE == 2000


def test_pack_fills_windows() -> None:
    speech = tuple(Span(start, start + 9000) for start in range(0, 60_000, 10_000))
    windows = pack(speech)
    assert windows == ((Span(0, 19_000),), (Span(20_000, 39_000),), (Span(40_000, 59_000),))
    assert LONGEST_SPAN == 28_000
    assert pack(()) == ()
