"""Reads our own WAV a stretch at a time, and refuses everything else plainly."""

from pathlib import Path

import pytest

from app.captions.engines.faults import SoundUnusableError
from app.captions.engines.sound import duration_of, read_parts
from app.captions.models.words import Span
from tests.captions.engines.clips import clip, frames_of, silence, tone, truth, write_frames, write_wav


def test_duration_of_a_clip() -> None:
    assert duration_of(clip("sv-pause")) == pytest.approx(truth("sv-pause")["duration"] * 1000, abs=2)


def test_read_parts_joins_stretches(tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "s.wav", [n / 64_000 for n in range(32_000)])
    whole = read_parts(sound, [Span(0, 2000)])
    joined = read_parts(sound, [Span(500, 600), Span(1000, 1001)])
    assert list(joined) == [*whole[8000:9600], *whole[16_000:16_016]]
    assert str(joined.dtype) == "float32"
    assert 0.49 < whole.max() <= 0.5


def test_read_parts_knows_nothing_beyond_the_ends(tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "s.wav", tone(1))
    assert len(read_parts(sound, [Span(900, 5000), Span(7000, 8000)])) == 1600
    assert len(read_parts(sound, [])) == 0


def test_read_parts_of_a_file_that_breaks_off(tmp_path: Path) -> None:
    sound = write_wav(tmp_path / "s.wav", tone(1))
    sound.write_bytes(sound.read_bytes()[:16_045])
    assert len(read_parts(sound, [Span(0, 1000)])) == 8000


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"not a wave file at all" * 10, b"RIFF\xff\xff\xff\xffWAVEfmt "]
)
def test_duration_of_what_is_no_wave(tmp_path: Path, data: bytes) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(data)
    with pytest.raises(SoundUnusableError, match=r"broken\.wav"):
        duration_of(broken)


def test_duration_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(SoundUnusableError):
        duration_of(tmp_path / "missing.wav")


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16_000, 2), (48_000, 1)])
def test_duration_of_another_form(tmp_path: Path, rate: int, channels: int) -> None:
    with pytest.raises(SoundUnusableError, match="rate, channels"):
        duration_of(write_wav(tmp_path / "s.wav", tone(0.1), rate=rate, channels=channels))


def test_duration_of_floats_with_numbers_that_are_none(tmp_path: Path) -> None:
    """NaN samples exist in float WAV only; our own conversion never makes that, so it is refused."""
    ours = write_frames(tmp_path / "s.wav", [silence(1)])
    data = bytearray(ours.read_bytes())
    data[20:22] = (3).to_bytes(2, "little")
    ours.write_bytes(data)
    with pytest.raises(SoundUnusableError):
        duration_of(ours)


def test_clips_are_read_whole() -> None:
    assert len(frames_of(clip("sv-short"))) // 2 == len(read_parts(clip("sv-short"), [Span(0, 60_000)]))
