"""The sound of a lecture, made even for phones and plain for engines; both start where the lecture starts."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.captions.media.faults import DamagedMediaError
from app.captions.media.ffmpeg import Work, open_source, run_ffmpeg, write_to
from app.captions.media.finishing import finishing
from app.captions.media.outputs import check_length, check_output

SPEECH_RATE = 16_000
"""Samples per second: what Whisper hears."""
WAV_HEADER = 44
"""Bytes before the first sample."""

LOUDNESS = -16.0
"""LUFS for speech on phones; broadcast is at -23 (EBU R 128)."""
TRUE_PEAK = -1.5
_RATE = 48_000
_BIT_RATE = "64k"
_KNOWN_LAYOUTS = 8
# loudnorm gives up being linear when the range is larger than asked for, or exactly 0.
_LEAST_RANGE = 1.0
_MOST_RANGE = 50.0
_LOUDEST = -0.1


class Evening(StrEnum):
    """How the loudness was set: one gain for the whole lecture, a gain that follows it, or not at all."""

    LINEAR = "linear"
    DYNAMIC = "dynamic"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Loudness:
    """What the first pass measured: loudness and threshold in LUFS, true peak in dBTP, range in LU."""

    integrated: float
    peak: float
    range: float
    threshold: float

    @property
    def is_silence(self) -> bool:
        """Whether there is nothing that could be made louder (or only noise that is no number)."""
        return not all(map(math.isfinite, (self.integrated, self.peak, self.range, self.threshold)))


def measure_loudness(work: Work) -> Loudness:
    """Listen to the whole lecture once; raises DamagedMediaError when it cannot be heard to the end."""
    import ffmpeg  # noqa: PLC0415 - the web process needs none of it

    heard = _timeline(work, _RATE).filter(
        "loudnorm", I=LOUDNESS, TP=TRUE_PEAK, dual_mono="true", print_format="json"
    )
    finished = run_ffmpeg(work, ffmpeg.output(heard, "-", format="null"))
    found = _report(finished.tail)
    return Loudness(*(float(found[f"input_{name}"]) for name in ("i", "tp", "lra", "thresh")))


def make_audio(work: Work, target: Path, loudness: Loudness) -> Evening:
    """Write the sound alone as AAC mono in MP4, at -16 LUFS, as long as the lecture; say how it was evened.

    Where one gain would push a peak over -1.5 dBTP, ffmpeg lets the gain follow the sound instead. Silence
    stays silence.
    """
    sound = _timeline(work, _RATE)
    is_distorted = loudness.integrated > _LOUDEST and not loudness.is_silence
    if is_distorted:
        # One gain, too, but loudnorm takes no figure above 0.
        sound = sound.filter("volume", f"{LOUDNESS - loudness.integrated:.2f}dB")
    elif not loudness.is_silence:
        sound = sound.filter("loudnorm", **_second_pass(loudness))
    seconds = work.info.duration / 1000
    sound = sound.filter("aresample", _RATE).filter("apad", whole_dur=seconds)
    with finishing(target) as part:
        output = write_to(
            part, sound, format="mp4", t=seconds, movflags="+faststart", **{"c:a": "aac", "b:a": _BIT_RATE}
        )
        finished = run_ffmpeg(work, output)
        check_output(part, work.info, sound="aac", video=None)
    if loudness.is_silence:
        return Evening.NONE
    return Evening.LINEAR if is_distorted else Evening(_report(finished.tail)["normalization_type"])


def make_speech_sound(work: Work, target: Path) -> None:
    """Write 16 kHz mono 16-bit WAV as the engines want it: not evened, nothing cut, same times as the
    picture."""
    seconds = work.info.duration / 1000
    sound = _timeline(work, SPEECH_RATE).filter("apad", whole_dur=seconds)
    with finishing(target) as part:
        # Without the list of tags the header is 44 bytes, always.
        exact = {"fflags": "+bitexact", "flags": "+bitexact", "c:a": "pcm_s16le"}
        run_ffmpeg(work, write_to(part, sound, format="wav", t=seconds, **exact))
        # By its size, not by its header, which ffmpeg wrote before it knew.
        samples = (part.stat().st_size - WAV_HEADER) / 2
        check_length(samples / SPEECH_RATE * 1000, work.info.duration)


def _timeline(work: Work, rate: int) -> Any:
    """The chosen sound as mono, whose first sample is the lecture's first moment: late starts and gaps are
    filled with silence.

    Sixteen bits on the way in: a float recording may hold samples that are no numbers.
    """
    source = open_source(work)[str(work.info.sound.index)]
    channels = work.info.sound.channels
    if channels > _KNOWN_LAYOUTS:
        # ffmpeg knows no place in the room for so many, and refuses to mix them.
        # "<" scales the sum down to full volume, and ffmpeg-python would spoil a "=".
        mixed = "+".join(f"c{number}" for number in range(channels))
        source = source.filter("pan", f"mono|c0<{mixed}")
    source = source.filter("aformat", sample_fmts="s16", channel_layouts="mono")
    return source.filter("aresample", rate, **{"async": 1, "first_pts": 0})


def _second_pass(loudness: Loudness) -> dict[str, object]:
    """The measured figures, inside the ranges that the filter accepts."""
    return {
        "I": LOUDNESS,
        "TP": TRUE_PEAK,
        "LRA": min(_MOST_RANGE, max(7.0, math.ceil(loudness.range))),
        "measured_I": max(-99.0, loudness.integrated),
        "measured_TP": max(-99.0, min(98.0, loudness.peak)),
        "measured_LRA": max(_LEAST_RANGE, min(99.0, loudness.range)),
        "measured_thresh": max(-99.0, min(0.0, loudness.threshold)),
        "linear": "true",
        "dual_mono": "true",
        "print_format": "json",
    }


def _report(tail: str) -> dict[str, str]:
    """What loudnorm says at its end, as the last braces among ffmpeg's messages."""
    start, end = tail.rfind("{"), tail.rfind("}")
    if start < 0 or end < start:
        raise DamagedMediaError("no loudness was measured", tail)
    report: dict[str, str] = json.loads(tail[start : end + 1])
    return report
