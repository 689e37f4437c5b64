"""The sound that phones play and engines hear: in time, even, and whole."""

import wave
from array import array
from pathlib import Path

import pytest

from app.captions.media.faults import DamagedMediaError
from app.captions.media.ffmpeg import Work
from app.captions.media.probe import probe
from app.captions.media.sounds import Evening, Loudness, make_audio, make_speech_sound, measure_loudness
from tests.factories.media import Shelf, digest

LIKE_SPEECH = Loudness(-18.8, -17.7, 0.1, -28.8)


def _work(shelf: Shelf, name: str) -> Work:
    path = shelf.take(name)
    return Work(source=path, info=probe(path))


def _samples(path: Path) -> "array[int]":
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        return array("h", file.readframes(file.getnframes()))


def _loudest(samples: "array[int]", start: float, end: float) -> int:
    return max(map(abs, samples[round(start * 16_000) : round(end * 16_000)]))


@pytest.mark.parametrize(
    ("name", "integrated", "peak"),
    [("voice.wav", -18.8, -18.1), ("clipping.wav", 2.65, 0.45), ("surround.mkv", -26.8, -25.4)],
)
def test_measure_loudness(shelf: Shelf, name: str, integrated: float, peak: float) -> None:
    found = measure_loudness(_work(shelf, name))
    assert found.integrated == pytest.approx(integrated, abs=0.3)
    assert found.peak == pytest.approx(peak, abs=0.3)
    assert not found.is_silence


def test_measure_loudness_of_silence(shelf: Shelf) -> None:
    assert measure_loudness(_work(shelf, "silence.wav")).is_silence


@pytest.mark.parametrize("odd", [float("inf"), float("-inf"), float("nan")])
def test_loudness_that_is_no_number_is_silence(odd: float) -> None:
    assert Loudness(odd, -1, 3, -28).is_silence
    assert Loudness(-20, odd, 3, -28).is_silence


@pytest.mark.parametrize(
    ("name", "evening"),
    [
        ("voice.wav", Evening.LINEAR),
        ("clipping.wav", Evening.LINEAR),
        ("peaky.wav", Evening.DYNAMIC),
        ("one_second.wav", Evening.LINEAR),
        ("silence.wav", Evening.NONE),
        ("cover.mp3", Evening.LINEAR),
    ],
)
def test_make_audio_at_the_loudness_of_speech(
    shelf: Shelf, tmp_path: Path, name: str, evening: Evening
) -> None:
    work = _work(shelf, name)
    before, target = digest(work.source), tmp_path / "audio.m4a"
    assert make_audio(work, target, measure_loudness(work)) is evening
    made = Work(source=target, info=probe(target))
    assert (made.info.sound.codec, made.info.sound.channels, made.info.sound.rate) == ("aac", 1, 48_000)
    assert made.info.video is None
    assert made.info.duration == pytest.approx(work.info.duration, abs=50)
    if evening is Evening.LINEAR:
        assert measure_loudness(made).integrated == pytest.approx(-16, abs=0.7)
    assert digest(work.source) == before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["surround.mkv", "many_channels.wav", "no_numbers.wav", "late_sound.mkv"])
def test_make_audio_of_odd_sound(shelf: Shelf, tmp_path: Path, name: str) -> None:
    work = _work(shelf, name)
    make_audio(work, tmp_path / "audio.m4a", LIKE_SPEECH)
    assert probe(tmp_path / "audio.m4a").duration == pytest.approx(work.info.duration, abs=50)


@pytest.mark.parametrize(
    "loudness",
    [
        Loudness(-120, -130, 0, -130),
        Loudness(5, 6, 120, 4),
        Loudness(-70, -99, 0, -70),
    ],
)
def test_make_audio_with_extreme_figures(shelf: Shelf, tmp_path: Path, loudness: Loudness) -> None:
    make_audio(_work(shelf, "one_second.wav"), tmp_path / "audio.m4a", loudness)
    assert probe(tmp_path / "audio.m4a").duration == pytest.approx(1000, abs=50)


def test_make_speech_sound_is_plain(shelf: Shelf, tmp_path: Path) -> None:
    """Not evened: a clipped sound stays at its full height, silence stays silence."""
    for name, loudest in (("clipping.wav", 32_000), ("silence.wav", 0), ("voice.wav", 4095)):
        make_speech_sound(_work(shelf, name), tmp_path / "asr.wav")
        samples = _samples(tmp_path / "asr.wav")
        assert len(samples) == 48_000
        assert _loudest(samples, 0, 3) == pytest.approx(loudest, abs=770)


def test_make_speech_sound_of_sound_that_starts_late(shelf: Shelf, tmp_path: Path) -> None:
    make_speech_sound(_work(shelf, "late_sound.mkv"), tmp_path / "asr.wav")
    samples = _samples(tmp_path / "asr.wav")
    assert _loudest(samples, 0, 0.97) < 40
    assert _loudest(samples, 1.03, 1.1) > 3000
    assert _loudest(samples, 2.8, 2.95) > 3000


def test_make_speech_sound_keeps_the_times_of_the_picture(shelf: Shelf, tmp_path: Path) -> None:
    make_speech_sound(_work(shelf, "flash.mp4"), tmp_path / "asr.wav")
    samples = _samples(tmp_path / "asr.wav")
    assert _loudest(samples, 0, 0.97) < 300
    assert _loudest(samples, 1.03, 1.17) > 10_000
    assert _loudest(samples, 1.25, 1.97) < 300
    assert _loudest(samples, 2.03, 2.17) > 10_000


def test_make_speech_sound_is_as_long_as_the_picture(shelf: Shelf, tmp_path: Path) -> None:
    """The sound of this one ends before the picture does, and begins before it."""
    work = _work(shelf, "late_picture.mkv")
    make_speech_sound(work, tmp_path / "asr.wav")
    assert len(_samples(tmp_path / "asr.wav")) == pytest.approx(work.info.duration * 16, abs=16)


def test_make_speech_sound_of_damaged_sound(shelf: Shelf, tmp_path: Path) -> None:
    """ffmpeg would end with 0 after hundreds of errors."""
    work = _work(shelf, "corrupted.mp4")
    before = digest(work.source)
    with pytest.raises(DamagedMediaError):
        make_speech_sound(work, tmp_path / "asr.wav")
    assert list(tmp_path.iterdir()) == []
    assert digest(work.source) == before


def test_make_speech_sound_that_turns_out_too_short(shelf: Shelf, tmp_path: Path) -> None:
    """A truncated file that was described before it lost its end."""
    whole, cut = shelf.take("fast.mp4"), shelf.take("cut_fast.mp4")
    with pytest.raises(DamagedMediaError):
        make_speech_sound(Work(source=cut, info=probe(whole)), tmp_path / "asr.wav")
    assert list(tmp_path.iterdir()) == []
