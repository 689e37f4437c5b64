"""Reads the sound that the engines hear, WAV at 16 kHz with one channel of 16 bits, a stretch at a time."""

import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.captions.engines.faults import SoundUnusableError
from app.captions.models.words import Span

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[numpy.float32]

RATE = 16_000
"""Samples a second: what Whisper and the speech detector have learnt."""
PER_MS = RATE // 1000


def duration_of(sound: Path) -> int:
    """How long the sound is, in milliseconds; raises SoundUnusableError for anything but our own format."""
    with _opened(sound) as opened:
        return opened.getnframes() // PER_MS


def read_parts(sound: Path, parts: Sequence[Span]) -> "Samples":
    """Read stretches of the sound and join them, as floats from -1 to 1; nothing lies beyond the end.

    Only these stretches are in memory, however long the lecture is.
    """
    import numpy as np  # noqa: PLC0415 - only the process of a job may load it

    with _opened(sound) as opened:
        pieces = []
        for part in parts:
            start = min(max(0, part.start) * PER_MS, opened.getnframes())
            opened.setpos(start)
            pieces.append(opened.readframes(max(0, part.end * PER_MS - start)))
    whole = b"".join(pieces)
    # A file that was cut off may end in half a sample.
    return np.frombuffer(whole[: len(whole) // 2 * 2], np.int16).astype(np.float32) / np.float32(32_768)


@contextmanager
def _opened(sound: Path) -> Iterator[wave.Wave_read]:
    try:
        with wave.open(str(sound), "rb") as opened:
            form = (opened.getframerate(), opened.getnchannels(), opened.getsampwidth())
            if form != (RATE, 1, 2):
                raise SoundUnusableError(f"{sound.name}: rate, channels, bytes are {form}")
            yield opened
    except (OSError, EOFError, wave.Error) as fault:
        raise SoundUnusableError(f"{sound.name}: {fault}") from fault
