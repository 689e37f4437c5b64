"""What the speech engines cost: times real time, memory, and what stands around a library's own decode.

The weights are those of the small model of our own: the ratios say how the libraries and our plumbing
compare, not how fast a model of ordinary size is.
"""

import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from app.captions.engines.models import identify_model
from app.captions.engines.process import environment_of
from app.captions.engines.protocol import EngineOptions
from app.captions.engines.sound import duration_of
from app.captions.engines.speech import find_speech
from app.captions.engines.store import TranscribeRequest, write_request
from app.captions.models.words import Span

DATA = Path(__file__).resolve().parents[1] / "data" / "asr"
MODELS = {"openai-whisper": DATA / "openai" / "smoke.pt", "faster-whisper": DATA / "ctranslate2"}
_THREADS = 1
"""One, so that both libraries get the same whatever else the machine does."""

# What each library does with the whole file by itself, with the settings that we give it.
ALONE = {
    "openai-whisper": """
import sys, wave, numpy, torch, whisper
torch.set_num_threads(1)
model = whisper.load_model(sys.argv[1], device="cpu")
sound = wave.open(sys.argv[2])
samples = numpy.frombuffer(sound.readframes(sound.getnframes()), numpy.int16).astype(numpy.float32) / 32768
whisper.transcribe(model, samples, language="sv", temperature=(0.0,), beam_size=5, fp16=False,
                   condition_on_previous_text=False, word_timestamps=True)
""",
    "faster-whisper": """
import sys, wave, numpy, faster_whisper
model = faster_whisper.WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=1)
sound = wave.open(sys.argv[2])
samples = numpy.frombuffer(sound.readframes(sound.getnframes()), numpy.int16).astype(numpy.float32) / 32768
list(model.transcribe(samples, language="sv", temperature=(0.0,), beam_size=5, vad_filter=True,
                      condition_on_previous_text=False, word_timestamps=True)[0])
""",
}


@dataclass(frozen=True)
class Cost:
    """Seconds of one core and the most memory (MiB) that one process took.

    Not seconds on the clock: these ratios are the same however busy the machine is.
    """

    seconds: float
    memory: float


def engines(minutes: int = 10, longer: int = 60) -> Table:
    """Both engines on the same weights and sound, alone and in our job; memory on a longer lecture."""
    table = Table("Measured", "Value", "Budget", title=f"Speech engines, {minutes} minutes, small model")
    with lecture(minutes) as (sound, speech):
        heard = run(["-m", "app.captions.engines", "speech", str(sound)])
        table.add_row("speech detection", _speed(minutes, heard), "")
        ours = {}
        for name, model in MODELS.items():
            alone = run(["-c", ALONE[name], str(model), str(sound)])
            ours[name] = _transcribe(name, sound, speech)
            table.add_row(f"{name} alone", _speed(minutes, alone), "")
            table.add_row(f"{name} in a job", _speed(minutes, ours[name]), "")
            around = (ours[name].seconds + heard.seconds) / alone.seconds
            table.add_row(
                f"speech detection and job with {name}", f"{around:.2f} × alone", "≤ 1.1 × with the rest"
            )
        faster = ours["openai-whisper"].seconds / ours["faster-whisper"].seconds
        table.add_row("faster-whisper against openai-whisper", f"{faster:.1f} × as fast", "printed")
    _add_memory(table, heard, ours["faster-whisper"], minutes, longer)
    return table


def _add_memory(table: Table, heard: Cost, ours: Cost, minutes: int, longer: int) -> None:
    with lecture(longer) as (sound, speech):
        for name, short, long in (
            ("speech detection", heard, run(["-m", "app.captions.engines", "speech", str(sound)])),
            ("job with faster-whisper", ours, _transcribe("faster-whisper", sound, speech)),
        ):
            table.add_row(
                f"memory of {name}, {longer} minutes against {minutes}",
                f"{long.memory:.0f} MiB, {long.memory / short.memory:.2f} ×",
                "≤ 1.15 ×",
            )


def _speed(minutes: int, cost: Cost) -> str:
    return f"{minutes * 60 / cost.seconds:.1f} × real time, {cost.memory:.0f} MiB"


def _transcribe(name: str, sound: Path, speech: Sequence[Span]) -> Cost:
    request = TranscribeRequest(
        sound=sound,
        speech=tuple(speech),
        model=identify_model(MODELS[name], DATA),
        language="sv",
        options=EngineOptions(threads=_THREADS),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "request.json"
        file.write_text(write_request(request), encoding="utf-8")
        return run(["-m", "app.captions.engines", "transcribe", str(file)])


def run(arguments: Sequence[str]) -> Cost:
    """Run Python with these arguments, and say what it cost."""
    process = subprocess.Popen(
        [sys.executable, *arguments], env=environment_of(arguments[2], _THREADS), stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments[:3]} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@contextmanager
def lecture(minutes: int) -> Iterator[tuple[Path, tuple[Span, ...]]]:
    """Say the Swedish clips over and over, and shift their speech maps along."""
    clips = [DATA / "clips" / f"{name}.wav" for name in ("sv-short", "sv-long", "sv-pause")]
    maps = [find_speech(clip) for clip in clips]
    speech: list[Span] = []
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "lecture.wav"
        with wave.open(str(sound), "wb") as written:
            written.setparams((1, 2, 16_000, 0, "NONE", ""))
            number = 0
            while written.tell() < minutes * 60 * 16_000:
                clip, found = clips[number % len(clips)], maps[number % len(clips)]
                before = written.tell() // 16
                speech += [Span(one.start + before, one.end + before) for one in found]
                with wave.open(str(clip), "rb") as read:
                    written.writeframes(read.readframes(read.getnframes()))
                number += 1
        yield sound, tuple(one for one in speech if one.end <= duration_of(sound))
