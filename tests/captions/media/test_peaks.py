"""The shape of the sound, moment by moment."""

import struct
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.captions.media.peaks import make_peaks, read_peaks


def _write(path: Path, samples: list[int], *, rate: int = 16_000, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(array("h", samples).tobytes())
    return path


def test_make_peaks(tmp_path: Path) -> None:
    sound = _write(tmp_path / "a.wav", [0] * 320 + [256, -512] * 160 + [32767, -32768] * 160 + [5])
    assert make_peaks(sound, tmp_path / "peaks.bin") == 4
    assert list(read_peaks(tmp_path / "peaks.bin")) == [0, 0, -2, 1, -128, 127, 0, 0]
    assert (tmp_path / "peaks.bin").read_bytes()[:12] == b"SKPK\x01\x32\0\0\x04\0\0\0"


def test_make_peaks_of_nothing(tmp_path: Path) -> None:
    assert make_peaks(_write(tmp_path / "a.wav", []), tmp_path / "peaks.bin") == 0
    assert list(read_peaks(tmp_path / "peaks.bin")) == []


@given(st.lists(st.integers(-32768, 32767), max_size=300), st.integers(0, 40))
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_make_peaks_over_the_seams(tmp_path: Path, samples: list[int], silence: int) -> None:
    """Pieces of ten seconds are read at a time: at 50 samples a second a moment is one sample."""
    wanted = samples + [0] * silence * 50
    make_peaks(_write(tmp_path / "a.wav", wanted, rate=50), tmp_path / "peaks.bin")
    found = list(read_peaks(tmp_path / "peaks.bin"))
    assert found == [value >> 8 for value in wanted for _ in range(2)]


@pytest.mark.parametrize("odd", [{"channels": 2}, {"width": 1}, {"rate": 16_001}])
def test_make_peaks_refuses_other_sound(tmp_path: Path, odd: dict[str, int]) -> None:
    sound = _write(tmp_path / "a.wav", [0] * 64, **odd)
    with pytest.raises(ValueError, match=r"mono|multiple"):
        make_peaks(sound, tmp_path / "peaks.bin")
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SKPK",
        struct.pack("<4sBBHI", b"RIFF", 1, 50, 0, 0),
        struct.pack("<4sBBHI", b"SKPK", 2, 50, 0, 0),
        struct.pack("<4sBBHI", b"SKPK", 1, 50, 0, 2) + b"\0\0\0",
    ],
)
def test_read_peaks_refuses_other_files(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "peaks.bin"
    file.write_bytes(content)
    with pytest.raises(ValueError, match="peaks"):
        read_peaks(file)
