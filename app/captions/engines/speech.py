"""Finds where somebody speaks, with the Silero detector that ships with faster-whisper.

The sound is read a minute at a time, so memory is the same for ten minutes and for eight hours.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from app.captions.engines.chunks import LONGEST_SPAN
from app.captions.engines.faults import DetectorMissingError
from app.captions.engines.sound import PER_MS, duration_of, read_parts
from app.captions.models.words import Span

if TYPE_CHECKING:
    from app.captions.engines.sound import Samples

_FRAME = 32
"""Milliseconds that one probability of the detector stands for: 512 samples."""
_FRAME_SAMPLES = _FRAME * PER_MS
_BLOCK = 1875
"""Frames read at once: a minute."""
_WARM_UP = 62
"""Frames heard again before each block, two seconds, because the detector remembers what came before."""
_SIDE_BY_SIDE = 2
"""Blocks in the works at once: each takes one core, and its share of memory."""

# The detector's own thresholds: speech begins above the first and lasts until below the second.
_BEGIN, _LAST = 0.5, 0.35
_SHORTEST_SPEECH = 100
_SHORTEST_SILENCE = 300
_PAD = 100
"""Milliseconds of sound kept on both sides of speech: more of it made Whisper invent more at the end of a
window, less cut off consonants."""


def find_speech(sound: Path, *, progress: Callable[[float], None] = lambda _: None) -> tuple[Span, ...]:
    """Find the stretches of speech, in order, none longer than 28 s; no stretches in silence or tones.

    Speech that goes on longer is cut where it is least like speech, and the two stretches touch there.
    `progress` gets the share done, 0 to 1. Raises SoundUnusableError and DetectorMissingError.
    """
    duration = duration_of(sound)
    # One row from the start: what grew between the blocks would pin the memory that those gave back.
    probabilities = array("f", bytes(4 * -(-duration // _FRAME)))
    for done in _hear(sound, probabilities):
        progress(done / len(probabilities))
    return spans_of(probabilities, duration)


def spans_of(probabilities: Sequence[float], duration: int) -> tuple[Span, ...]:
    """Turn the probability of speech in each 32 ms into stretches within the duration (ms)."""
    found: list[Span] = []
    for first, last in _runs(probabilities):
        if (last - first) * _FRAME < _SHORTEST_SPEECH:
            continue
        start, end = max(0, first * _FRAME - _PAD), min(duration, last * _FRAME + _PAD)
        if found and start - found[-1].end < _SHORTEST_SILENCE - 2 * _PAD:
            start, end = found.pop().start, max(end, start)
        if end > start:
            found.append(Span(start, end))
    return tuple(piece for span in found for piece in _cut(span, probabilities))


def _hear(sound: Path, probabilities: "array[float]") -> Iterator[int]:
    """Write the probability of speech in each frame, block by block; give how many are written."""
    detect = _detector()
    frames = len(probabilities)

    def hear(first: int) -> int:
        import numpy as np  # noqa: PLC0415 - only the process of a job may load it

        before, last = min(first, _WARM_UP), min(first + _BLOCK, frames)
        start = first - before
        heard = read_parts(sound, [Span(start * _FRAME, last * _FRAME)])
        # Padded to whole frames, and a copy: the detector writes into what it is given.
        block = np.zeros((last - start) * _FRAME_SAMPLES, np.float32)
        block[: len(heard)] = heard
        np.frombuffer(probabilities, np.float32)[first:last] = detect(block).reshape(-1)[before:]
        return last

    with ThreadPoolExecutor(_SIDE_BY_SIDE) as side_by_side:
        yield from side_by_side.map(hear, range(0, frames, _BLOCK))


def _detector() -> "Callable[[Samples], Samples]":
    try:
        from faster_whisper.vad import get_vad_model  # noqa: PLC0415 - only the process of a job may load it

        detect: Callable[[Samples], Samples] = get_vad_model()
    except (ImportError, RuntimeError) as fault:
        raise DetectorMissingError(str(fault)) from fault
    return detect


def _runs(probabilities: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Give first and last (not included) frame of each run of speech; short silences do not end one."""
    patience = _SHORTEST_SILENCE // _FRAME
    first, silent = None, 0
    for place, probability in enumerate(probabilities):
        if probability >= _BEGIN:
            first, silent = place if first is None else first, 0
        elif first is not None:
            silent = silent + 1 if silent or probability < _LAST else 0
            if silent > patience:
                yield first, place - silent + 1
                first, silent = None, 0
    if first is not None:
        yield first, len(probabilities) - silent


def _cut(span: Span, probabilities: Sequence[float]) -> Iterator[Span]:
    while span.end - span.start > LONGEST_SPAN:
        # Not before the half, so that each piece is worth decoding.
        low, high = span.start + LONGEST_SPAN // 2, span.start + LONGEST_SPAN
        frames = range(-(-low // _FRAME), high // _FRAME)
        at = min(frames, key=lambda frame: (probabilities[frame], -frame)) * _FRAME
        yield Span(span.start, at)
        span = Span(at, span.end)
    yield span
