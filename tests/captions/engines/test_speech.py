"""Finds the speech of the lectures within a tenth of a second, and none where there is none."""

import itertools
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies
from hypothesis import settings as hypothesis_settings

from app.captions.engines import speech
from app.captions.engines.chunks import LONGEST_SPAN
from app.captions.engines.faults import DetectorMissingError, SoundUnusableError
from app.captions.engines.speech import find_speech, spans_of
from app.captions.models.words import Span
from tests.captions.engines.clips import (
    SWEDISH,
    clip,
    frames_of,
    tone,
    truth,
    write_wav,
)
from tests.captions.engines.hearing import SpeechIn


@pytest.mark.parametrize("name", [*SWEDISH, "ar-short"])
def test_find_speech_in_lectures(speech_in: SpeechIn, name: str) -> None:
    spans = speech_in(name)
    for sentence in truth(name)["sentences"]:
        start, end = round(sentence["start"] * 1000), round(sentence["end"] * 1000)
        assert any(span.start - 50 <= start and end <= span.end + 50 for span in spans)
    covered = sum(span.end - span.start for span in spans)
    said = sum(sentence["end"] - sentence["start"] for sentence in truth(name)["sentences"]) * 1000
    assert said < covered < said * 1.25


def test_find_speech_leaves_a_long_pause_out(speech_in: SpeechIn) -> None:
    assert not [span for span in speech_in("sv-pause") if span.end > 12_300 and span.start < 23_800]


def _noise(seconds: float) -> list[float]:
    made = random.Random(1)
    return [made.uniform(-0.05, 0.05) for _ in range(round(seconds * 16_000))]


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param([0.0] * 80_000, id="silence"),
        pytest.param(tone(5), id="tone"),
        pytest.param(tone(5, loudness=30), id="clipped tone"),
        pytest.param(_noise(5), id="noise"),
        pytest.param([-1.0] * 80_000, id="what conversion makes of samples that are no number"),
        pytest.param([0.0] * 16_000, id="one second"),
        pytest.param([0.0] * 16, id="one millisecond"),
        pytest.param([0.0] * 3, id="less than a millisecond"),
        pytest.param([], id="nothing"),
    ],
)
def test_find_speech_where_there_is_none(tmp_path: Path, samples: list[float]) -> None:
    assert find_speech(write_wav(tmp_path / "s.wav", samples)) == ()


def test_find_speech_in_what_was_recorded_too_loud(tmp_path: Path, speech_in: SpeechIn) -> None:
    frames = memoryview(frames_of(clip("sv-short"))).cast("h")
    loud = find_speech(write_wav(tmp_path / "loud.wav", (one / 3000 for one in frames)))
    heard, said = (sum(span.end - span.start for span in spans) for spans in (loud, speech_in("sv-short")))
    assert 0.7 * said < heard <= said


def test_find_speech_is_the_same_across_blocks(speech_in: SpeechIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost, doubled or moved where one block ends and the next begins."""
    whole = speech_in("sv-long")
    monkeypatch.setattr(speech, "_BLOCK", 210)
    shares: list[float] = []
    in_blocks = find_speech(clip("sv-long"), progress=shares.append)
    assert len(shares) == 7
    assert len(in_blocks) == len(whole)
    for found, wanted in zip(in_blocks, whole, strict=True):
        assert abs(found.start - wanted.start) <= 32
        assert abs(found.end - wanted.end) <= 32


def test_find_speech_tells_how_far_it_is() -> None:
    shares: list[float] = []
    find_speech(clip("sv-short"), progress=shares.append)
    assert shares == [1.0]


def test_find_speech_without_the_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper.vad", None)
    with pytest.raises(DetectorMissingError) as caught:
        find_speech(clip("sv-short"))
    assert "faster-whisper" in caught.value.message_id


def test_find_speech_refuses_what_is_no_sound(tmp_path: Path) -> None:
    with pytest.raises(SoundUnusableError):
        find_speech(tmp_path / "missing.wav")


@given(strategies.lists(strategies.floats(0, 1), max_size=400), strategies.integers(1, 4))
@hypothesis_settings(max_examples=60, deadline=None)
def test_spans_of_are_in_order_inside_and_short(probabilities: list[float], times: int) -> None:
    repeated = [one for one in probabilities for _ in range(times)]
    duration = len(repeated) * 32
    spans = spans_of(repeated, duration)
    assert all(0 <= span.start < span.end <= duration for span in spans)
    assert all(earlier.end <= later.start for earlier, later in itertools.pairwise(spans))
    assert all(span.end - span.start <= LONGEST_SPAN for span in spans)


def test_spans_of_keeps_short_silences_and_parts_at_long_ones() -> None:
    words = [0.9] * 20
    assert spans_of([*words, *[0.1] * 8, *words], 60_000) == (Span(0, 48 * 32 + 100),)
    parted = spans_of([*words, *[0.1] * 20, *words], 60_000)
    assert parted == (Span(0, 740), Span(1180, 60 * 32 + 100))


def test_spans_of_passes_over_clicks() -> None:
    assert spans_of([0.0, 0.9, 0.9, *[0.0] * 20], 5000) == ()


def test_spans_of_cuts_what_goes_on_where_it_is_least_like_speech() -> None:
    going_on = [0.9] * 1200
    going_on[600] = 0.6
    first, second = spans_of(going_on, 1200 * 32)
    assert first == Span(0, 600 * 32)
    assert second == Span(600 * 32, 1200 * 32)
