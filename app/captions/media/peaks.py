"""The shape of the sound, small enough for a browser to draw: the lowest and highest sample of each moment.

The file: `SKPK`, one byte version (1), one byte moments per second (50), two bytes 0, four bytes the number
of moments; then for each moment two signed bytes, lowest and highest. Numbers are little-endian.
"""

import struct
import sys
import wave
from array import array
from pathlib import Path

from app.captions.media.finishing import finishing

MARK = b"SKPK"
VERSION = 1
PER_SECOND = 50
_HEADER = struct.Struct("<4sBBHI")
_SECONDS_AT_ONCE = 10


def make_peaks(sound: Path, target: Path) -> int:
    """Write the peaks of a mono 16-bit WAV and give the number of moments; memory does not grow with its
    length.

    Raises ValueError for another kind of WAV. A last moment that is not full counts.
    """
    with wave.open(str(sound), "rb") as heard, finishing(target) as part, part.open("wb") as file:
        if (heard.getnchannels(), heard.getsampwidth()) != (1, 2):
            raise ValueError("peaks are made of mono sound with 16 bits")
        step = heard.getframerate() // PER_SECOND
        if step * PER_SECOND != heard.getframerate():
            raise ValueError("the rate must be a multiple of 50")
        file.write(_HEADER.pack(MARK, VERSION, PER_SECOND, 0, 0))
        count = 0
        while piece := heard.readframes(heard.getframerate() * _SECONDS_AT_ONCE):
            peaks = _peaks_of(piece, step)
            file.write(peaks)
            count += len(peaks) // 2
        file.seek(0)
        file.write(_HEADER.pack(MARK, VERSION, PER_SECOND, 0, count))
    return count


def read_peaks(path: Path) -> "array[int]":
    """Give lowest and highest by turns; raises ValueError for a file that is not ours or not whole."""
    content = path.read_bytes()
    if len(content) < _HEADER.size:
        raise ValueError("no peaks")
    mark, version, per_second, _, count = _HEADER.unpack_from(content)
    peaks = array("b", content[_HEADER.size :])
    if (mark, version, per_second, count * 2) != (MARK, VERSION, PER_SECOND, len(peaks)):
        raise ValueError("no peaks, of another version, or cut short")
    return peaks


def _peaks_of(piece: bytes, step: int) -> bytes:
    samples = array("h", piece[: len(piece) // 2 * 2])
    if sys.byteorder == "big":  # pragma: no cover - no such machine here
        samples.byteswap()
    peaks = array("b")
    for start in range(0, len(samples), step):
        moment = samples[start : start + step]
        peaks.append(min(moment) >> 8)
        peaks.append(max(moment) >> 8)
    return peaks.tobytes()
